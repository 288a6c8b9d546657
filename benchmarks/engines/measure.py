"""Measure builds, cold searches and warm searches, each in a process of its own on one core."""

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
from benchmarks.engines.figures import Build, ColdRun, WarmRun
from benchmarks.engines.protocol import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.engines.protocol import Document, Engine, Query

LIMIT = 10
COUNTED_OPERATIONS = (Operation.AND, Operation.PHRASE)
"""Kinds of queries for which all engines of a group must find the same number of sections."""
_DOCUMENTS_A_CHUNK = 1000
_QUERIES_A_TURN = 100
"""Consecutive queries of one engine. With one query a turn the engines evict each other from the caches of
the processor: tantivy took two to eight times as long, kzsearch 1.4 times."""


def pin_to_one_core() -> None:
    """Pin the process to one core, so that threads started by an engine share that core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


class _Stopwatch:
    """Add up the time that is spent inside its ``with`` blocks."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds = 0.0
        self._clock = clock

    def __enter__(self) -> None:
        self._start = self._clock()

    def __exit__(self, *_: object) -> None:
        self.seconds += self._clock() - self._start


class _TimedReader:
    """Iterate over documents in chunks, and measure the time of reading them and the size of their text.

    Reading counts the processor time of this thread only: other threads of an engine work at the same time on
    the same core.
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
            chunk = list(islice(self._documents, _DOCUMENTS_A_CHUNK))
            self.count += len(chunk)
            self.text_bytes += sum(len(f"{d.title}{d.heading}{d.text}".encode()) for d in chunk)
        return chunk


def build(name: str, folder: Path, target: Path) -> Build:
    """Build the index of one configuration from the corpus in a folder."""
    engine = engine_class(name)
    reader = _TimedReader(read_documents(folder, engine.group))
    wall, processor = _Stopwatch(time.perf_counter), _Stopwatch(time.process_time)
    with wall, processor:
        engine.build(reader, target)
    return Build(
        seconds=wall.seconds - reader.reading.seconds,
        cpu_seconds=processor.seconds - reader.reading.seconds,
        sections=reader.count,
        text_bytes=reader.text_bytes,
        disk_bytes=sum(file.stat().st_size for file in target.rglob("*") if file.is_file()),
        peak_mb=_peak_mb(),
    )


def cold(name: str, folder: Path, target: Path) -> ColdRun:
    """Import the engine, open the index, and run every query once."""
    start = time.perf_counter()
    engine = engine_class(name)(target)
    open_seconds = time.perf_counter() - start
    opened = _prepared(name, engine, read_queries(folder))
    seconds = {number: opened.time_query(number) for number in opened.prepared}
    engine.close()
    return ColdRun(open_seconds, seconds, _peak_mb())


@dataclass(frozen=True, slots=True)
class _OpenEngine:
    """An open engine with its prepared queries by number."""

    name: str
    engine: Engine
    prepared: dict[int, Any]

    def time_query(self, number: int) -> float:
        """Run one query and return its time in seconds."""
        prepared, search = self.prepared[number], self.engine.search
        start = time.perf_counter()
        search(prepared, LIMIT)
        return time.perf_counter() - start


def warm(names: Sequence[str], folder: Path, passes: int, budget_seconds: float) -> dict[str, WarmRun]:
    """Time the queries of all engines in one process, in alternating runs of ``_QUERIES_A_TURN`` queries.

    Args:
        names: The configurations, built in ``folder / name``.
        folder: The folder with the corpus and the queries.
        passes: How often each query is timed, after one untimed run whose results are compared.
        budget_seconds: An engine that takes longer for a pass is left out of the remaining ones.
    """
    queries = read_queries(folder)
    opened = [_prepared(name, engine_class(name)(folder / name), queries) for name in names]
    figures = {each.name: _untimed_run(each, queries) for each in opened}
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
    """Disable garbage collection, which would collect one engine's garbage in the time of another."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _prepared(name: str, engine: Engine, queries: Iterable[Query]) -> _OpenEngine:
    prepared = {
        number: engine.prepare(query)
        for number, query in enumerate(queries)
        if query.operation in engine.operations
    }
    return _OpenEngine(name, engine, prepared)


def _untimed_run(opened: _OpenEngine, queries: Sequence[Query]) -> WarmRun:
    engine, prepared = opened.engine, opened.prepared
    return WarmRun(
        seconds={number: [] for number in prepared},
        ids={number: engine.ids(engine.search(query, LIMIT)) for number, query in prepared.items()},
        counts={
            number: engine.count(query)
            for number, query in prepared.items()
            if queries[number].operation in COUNTED_OPERATIONS
        },
    )


def _one_pass(
    opened: Sequence[_OpenEngine], queries: int, figures: Mapping[str, WarmRun], first: int
) -> dict[str, float]:
    """Time every query once and return the seconds of each engine.

    All engines run the same ``_QUERIES_A_TURN`` queries before the next ones; the first engine rotates.
    """
    spent = dict.fromkeys((each.name for each in opened), 0.0)
    for turn, start in enumerate(range(0, queries, _QUERIES_A_TURN)):
        leader = (turn + first) % max(1, len(opened))
        for each in (*opened[leader:], *opened[:leader]):
            for number in range(start, min(start + _QUERIES_A_TURN, queries)):
                if number in each.prepared:
                    seconds = each.time_query(number)
                    figures[each.name].seconds[number].append(seconds)
                    spent[each.name] += seconds
    return spent
