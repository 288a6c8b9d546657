"""The analyzer: what the engine needs of one, what it may offer besides, and the default."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from kzsearch.article import Article
    from kzsearch_analyzers import AnalyzedWord, Token

_CACHED_WORDS = 200_000
"""Some 200 MB with the terms of Kazakh words; nearly all tokens of a text are repeats."""


class Analyzer(Protocol):
    """Turns text into tokens. The same analyzer must write an index and search it.

    These two methods are all that another analyzer must have. One that offers the methods of
    :class:`WordAnalyzer` too indexes several times faster; one with ``describe()`` is named in messages; one
    with a ``spelling`` (:class:`SpellingModel`) has mistyped words of queries corrected. An analyzer that can
    be pickled can also work in several processes (``IndexWriter.add_all``).
    """

    def analyze(self, text: str) -> Sequence[Token]:
        """Return the tokens of a text in order; any string is accepted."""
        ...

    def fingerprint(self) -> str:
        """Return a hex digest that changes whenever the tokens of some text may change."""
        ...


class WordAnalyzer(Protocol):
    """Analyses each distinct word once: optional methods of an analyzer."""

    def word_keys(self, text: str) -> Sequence[Hashable]:
        """Return a key for each token of a text, in order; tokens with equal keys have equal terms."""
        ...

    def chunk_word_keys(self, chunk: str) -> Sequence[Hashable] | None:
        """Return the keys of a chunk if they are the same in every text; called once for many occurrences.

        A chunk lies between blanks, line breaks and the ends of a text; but a line break after a hyphen
        (``-``, a soft hyphen, ``¬``) ends none, together with the blanks after it. None where the keys may
        depend on the rest of the text.
        """
        ...

    def analyze_word(self, key: Hashable) -> AnalyzedWord:
        """Return the terms of a word; called once for many occurrences."""
        ...


class SpellingModel(Protocol):
    """The spelling errors of a language; see :class:`kzsearch_analyzers.spelling.Spelling`.

    Attributes:
        error_cost: The cost of one ordinary error, the unit of ``near``.
        nats_per_error: How much less likely each ordinary error makes a word, as a natural logarithm.
    """

    error_cost: int
    nats_per_error: float

    def near(self, typed: str, words: Sequence[str], max_cost: int) -> dict[str, int]:
        """Return those of some ascending words that may have been meant, with the costs of the errors."""
        ...

    def candidates(self, typed: str) -> Sequence[str]:
        """Return words that one error turns into a term, whether a text has them or not; may be empty."""
        ...


class FullAnalyzer(Analyzer, WordAnalyzer, Protocol):
    """An analyzer with everything that the engine calls."""

    @property
    def spelling(self) -> SpellingModel | None:
        """The spelling errors of its language; None if mistyped words are not corrected."""
        ...

    def describe(self) -> str:
        """Return one readable line, e.g. ``kazakh-2``."""
        ...


def default_analyzer() -> FullAnalyzer:
    """Return the Kazakh analyzer; imported here because its tables take longer to load than the engine."""
    from kzsearch_analyzers import kazakh_analyzer

    return kazakh_analyzer()


_OPTIONAL = ("word_keys", "chunk_word_keys", "analyze_word", "describe", "spelling")


def full_analyzer(analyzer: Analyzer | None) -> FullAnalyzer:
    """Return an analyzer with all optional methods; the default one for None."""
    if analyzer is None:
        return default_analyzer()
    if all(hasattr(analyzer, name) for name in _OPTIONAL):
        return analyzer  # type: ignore[return-value]  # has just been checked
    return _Filled(analyzer)


class _Filled:
    """Gives an analyzer the optional methods that it lacks."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.analyze = analyzer.analyze
        self.fingerprint = analyzer.fingerprint
        self.describe: Callable[[], str] = getattr(analyzer, "describe", lambda: type(analyzer).__name__)
        self.spelling: SpellingModel | None = getattr(analyzer, "spelling", None)
        self.word_keys: Callable[[str], Sequence[Hashable]] = self._word_keys
        self.chunk_word_keys: Callable[[str], Sequence[Hashable] | None] = lambda _: None
        self.analyze_word: Callable[[Hashable], AnalyzedWord] = lru_cache(_CACHED_WORDS)(_analyzed_word)
        if hasattr(analyzer, "word_keys") and hasattr(analyzer, "analyze_word"):
            self.word_keys, self.analyze_word = analyzer.word_keys, analyzer.analyze_word
            self.chunk_word_keys = getattr(analyzer, "chunk_word_keys", self.chunk_word_keys)

    def __reduce__(self) -> tuple[Callable[[Analyzer], FullAnalyzer], tuple[Analyzer]]:
        return full_analyzer, (self._analyzer,)

    def _word_keys(self, text: str) -> list[Hashable]:
        return [(t.term, t.lemmas, t.roots, t.folds, t.known, t.corrections) for t in self.analyze(text)]


def _analyzed_word(key: Hashable) -> AnalyzedWord:
    from kzsearch_analyzers.token import AnalyzedWord

    assert isinstance(key, tuple)
    return AnalyzedWord(*key)


class WordCache:
    """The words of texts as an analyzer gives them, or as other processes sent them.

    Attributes:
        word_keys: The method of the analyzer.
        chunk_word_keys: The same.
        analyze_word: The same, but a word that was received is not analysed again.
    """

    def __init__(self, analyzer: FullAnalyzer) -> None:
        self._analyzer = analyzer
        self._received: dict[Hashable, AnalyzedWord] = {}
        self.word_keys = analyzer.word_keys
        self.chunk_word_keys = analyzer.chunk_word_keys
        self.analyze_word = analyzer.analyze_word

    def receive(self, words: Iterable[tuple[Hashable, AnalyzedWord]]) -> None:
        """Remember words that another process has analysed; a full cache is emptied first."""
        if len(self._received) > _CACHED_WORDS:
            self._received.clear()
        self._received.update(words)
        self.analyze_word = self._received_or_analyzed

    def _received_or_analyzed(self, key: Hashable) -> AnalyzedWord:
        return self._received.get(key) or self._analyzer.analyze_word(key)


class AnalyzedArticle(NamedTuple):
    """An article with its texts, in the order of :func:`texts_of`, or the word keys of each."""

    article: Article
    texts: Sequence[str | Sequence[Hashable]]


def texts_of(article: Article) -> list[str]:
    """Return what is analysed of an article: the title; the heading and the text of every section."""
    return [article.title, *chain.from_iterable((s.heading, s.text) for s in article.sections)]
