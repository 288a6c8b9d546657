"""Analysis in several processes: texts go out, word numbers come back, in the order of the articles.

Every worker process numbers the words that it meets and sends the terms of each only once, so that four bytes
a token travel. It forgets its words when they are many, and starts numbering again.
"""

from __future__ import annotations

import os
import pickle
import signal
from array import array
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice, pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.analysis import AnalyzedArticle, texts_of
from kzsearch.errors import WorkerError
from kzsearch.index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from kzsearch.analysis import FullAnalyzer, WordCache
    from kzsearch.article import Article
    from kzsearch_analyzers import AnalyzedWord

_BATCH_CHARS = 100_000
"""Length of the texts that are sent together: some 15 ms of work."""
_QUEUED_BATCHES = 3
"""Batches for each process that may wait for the writer."""
_MAX_WORDS = 200_000
"""Words that a worker remembers, up to 200 MB with their terms; the writer keeps the words of each worker."""


def analyze_in_processes(
    articles: Iterable[Article], analyzer: FullAnalyzer, known: WordCache, jobs: int
) -> Generator[AnalyzedArticle, None, None]:
    """Analyse articles in other processes, which end when the generator is closed.

    Args:
        articles: Read a little ahead of what is yielded.
        analyzer: Sent to each process as a pickle.
        known: Receives the analysed words.
        jobs: Number of processes.

    Raises:
        TypeError: The analyzer cannot be pickled.
        WorkerError: A process ended before its work.
    """
    _check_picklable(analyzer)
    # Not forked: the caller may have threads, and some systems cannot.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (analyzer,))
    received = _Received(known)
    waiting: deque[tuple[list[Article], Future[_Batch]]] = deque()
    try:
        for batch in _batches(articles):
            texts = [text for article in batch for text in texts_of(article)]
            with _interrupts_held():  # here processes are started
                waiting.append((batch, pool.submit(_analyze, texts)))
            if len(waiting) >= _QUEUED_BATCHES * jobs:
                yield from received.articles(*waiting.popleft())
        while waiting:
            yield from received.articles(*waiting.popleft())
    except BrokenProcessPool as error:
        raise WorkerError(
            "a process that analysed texts was killed, perhaps for lack of memory; try again with fewer jobs"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started now: it is for the writer, which ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _check_picklable(analyzer: FullAnalyzer) -> None:
    try:
        pickle.dumps(analyzer)
    except Exception as error:  # whatever its parts raise
        raise TypeError(
            f"analyzer {analyzer.describe()} cannot be sent to other processes ({error}); use jobs=1"
        ) from error


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    chars = 0
    for article in articles:
        batch.append(article)
        chars += sum(map(len, texts_of(article)))
        if chars >= _BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


class _Batch(NamedTuple):
    """The words that a process found in some texts.

    Attributes:
        process: Its id.
        known: How many words it has sent before, and still remembers.
        new: The words numbered after these, with their terms.
        numbers: Word numbers of all texts.
        ends: Where in ``numbers`` each text ends.
    """

    process: int
    known: int
    new: list[tuple[Hashable, AnalyzedWord]]
    numbers: array[int]
    ends: array[int]


class _Received:
    """Keeps the words of all processes."""

    def __init__(self, known: WordCache) -> None:
        self._known = known
        self._words: dict[int, list[Hashable]] = {}

    def articles(self, articles: Sequence[Article], future: Future[_Batch]) -> Iterator[AnalyzedArticle]:
        """Wait for a batch and iterate over its articles with their word keys."""
        batch = future.result()
        words = self._words.setdefault(batch.process, [])
        words[batch.known :] = [word for word, _ in batch.new]
        self._known.receive(batch.new)
        tokens = list(map(words.__getitem__, batch.numbers))
        texts = (tokens[start:end] for start, end in pairwise([0, *batch.ends]))
        for article in articles:
            yield AnalyzedArticle(article, list(islice(texts, len(texts_of(article)))))


class _Worker:
    """The state of a worker process."""

    def __init__(self, analyzer: FullAnalyzer) -> None:
        self._analyzer = analyzer
        self._words: Vocabulary[Hashable] = Vocabulary()

    def analyze(self, texts: Sequence[str]) -> _Batch:
        """Return the words of texts."""
        if len(self._words) > _MAX_WORDS:
            self._words.clear()
        known = len(self._words)
        numbers, ends = array("I"), array("I")
        for text in texts:
            numbers += self._words.numbers(self._analyzer.word_keys(text))
            ends.append(len(numbers))
        new = [(word, self._analyzer.analyze_word(word)) for word in islice(self._words, known, None)]
        return _Batch(os.getpid(), known, new, numbers, ends)


_worker: _Worker | None = None


def _start(analyzer: FullAnalyzer) -> None:
    """Set a worker process up."""
    global _worker  # an executor reaches a process through functions only
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for Windows
    _worker = _Worker(analyzer)


def _analyze(texts: Sequence[str]) -> _Batch:
    assert _worker is not None, "the process was not started"
    return _worker.analyze(texts)
