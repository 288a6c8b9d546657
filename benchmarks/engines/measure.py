"""The measurements. Each runs in a process of its own, on one core."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.engines.adapters import engine_class
from benchmarks.engines.corpus import read_documents, read_queries
from benchmarks.engines.figures import Build, Cold, Warm
from benchmarks.engines.protocol import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.engines.protocol import Document, Engine, Query

LIMIT = 10
COUNTED = (Operation.AND, Operation.PHRASE)
"""Where all engines of a group must find equally many."""
_CHUNK = 1000
_BLOCK = 100
"""Queries that an engine answers before it is the next one's turn. Turns at every query measure how engines
throw each other out of the processor's caches: tantivy took two to eight times as long, kzsearch 1.4."""


def pin_to_one_core() -> None:
    """Threads that an engine starts behind our back share the core with it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


class _Stopwatch:
    """Time of what was done inside it, added up."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds = 0.0
        self._clock = clock

    def __enter__(self) -> None:
        self._start = self._clock()

    def __exit__(self, *_: object) -> None:
        self.seconds += self._clock() - self._start


class _Feed:
    """Hands documents over in chunks and remembers how long reading took and how much text it was.

    Reading is the processor time of this thread only: an engine's other threads go on working meanwhile, on
    the same core, and what they do is no reading.
    """

    def __init__(self, documents: Iterator[Document]) -> None:
        self._documents = documents
        self.count = self.text_bytes = 0
        self.reading = _Stopwatch(time.thread_time)

    def __iter__(self) -> Iterator[Document]:
        while chunk := self._read():
            yield from chunk

    def _read(self) -> list[Document]:
        with self.reading:
            chunk = list(islice(self._documents, _CHUNK))
            self.count += len(chunk)
            self.text_bytes += sum(len(f"{d.title}{d.heading}{d.text}".encode()) for d in chunk)
        return chunk


def build(name: str, folder: Path, target: Path) -> Build:
    """Build the index of one set-up from the corpus in a folder."""
    engine = engine_class(name)
    feed = _Feed(read_documents(folder, engine.group))
    wall, processor = _Stopwatch(time.perf_counter), _Stopwatch(time.process_time)
    with wall, processor:
        engine.build(feed, target)
    return Build(
        seconds=wall.seconds - feed.reading.seconds,
        cpu_seconds=processor.seconds - feed.reading.seconds,
        sections=feed.count,
        text_bytes=feed.text_bytes,
        disk_bytes=sum(file.stat().st_size for file in target.rglob("*") if file.is_file()),
        peak_mb=_peak_mb(),
    )


def cold(name: str, folder: Path, target: Path) -> Cold:
    """Import the engine, open the index, and ask every query for the first time."""
    start = time.perf_counter()
    engine = engine_class(name)(target)
    open_seconds = time.perf_counter() - start
    opened = _prepared(name, engine, read_queries(folder))
    seconds = {number: opened.ask(number) for number in opened.prepared}
    engine.close()
    return Cold(open_seconds, seconds, _peak_mb())


@dataclass(frozen=True, slots=True)
class _Opened:
    """An engine with its queries prepared, by their numbers."""

    name: str
    engine: Engine
    prepared: dict[int, Any]

    def ask(self, number: int) -> float:
        """Seconds for one query."""
        prepared, search = self.prepared[number], self.engine.search
        start = time.perf_counter()
        search(prepared, LIMIT)
        return time.perf_counter() - start


def warm(names: Sequence[str], folder: Path, passes: int, budget_seconds: float) -> dict[str, Warm]:
    """All engines in one process, taking turns at blocks of queries.

    Args:
        names: The set-ups, built in ``folder / name``.
        folder: With the corpus and the queries.
        passes: How often each query is asked, after once to warm up and to compare the answers.
        budget_seconds: An engine that takes longer for a pass sits out the next ones.
    """
    queries = read_queries(folder)
    opened = [_prepared(name, engine_class(name)(folder / name), queries) for name in names]
    figures = {each.name: _answers(each, queries) for each in opened}
    active = opened
    with _no_garbage_collection():
        for number in range(passes):
            gc.collect()
            spent = _one_pass(active, len(queries), figures, first=number)
            active = [each for each in active if spent[each.name] <= budget_seconds]
    for each in opened:
        each.engine.close()
    return figures


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """One engine's garbage must not be collected in another's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _prepared(name: str, engine: Engine, queries: Iterable[Query]) -> _Opened:
    prepared = {
        number: engine.prepare(query)
        for number, query in enumerate(queries)
        if query.operation in engine.operations
    }
    return _Opened(name, engine, prepared)


def _answers(opened: _Opened, queries: Sequence[Query]) -> Warm:
    engine, prepared = opened.engine, opened.prepared
    return Warm(
        seconds={number: [] for number in prepared},
        ids={number: engine.ids(engine.search(asked, LIMIT)) for number, asked in prepared.items()},
        counts={
            number: engine.count(asked)
            for number, asked in prepared.items()
            if queries[number].operation in COUNTED
        },
    )


def _one_pass(
    opened: Sequence[_Opened], queries: int, figures: Mapping[str, Warm], first: int
) -> dict[str, float]:
    """A block of queries to every engine in turn, then the next block; who begins changes every time."""
    spent = dict.fromkeys((each.name for each in opened), 0.0)
    for block, start in enumerate(range(0, queries, _BLOCK)):
        turn = (block + first) % max(1, len(opened))
        for each in (*opened[turn:], *opened[:turn]):
            for number in range(start, min(start + _BLOCK, queries)):
                if number in each.prepared:
                    seconds = each.ask(number)
                    figures[each.name].seconds[number].append(seconds)
                    spent[each.name] += seconds
    return spent
