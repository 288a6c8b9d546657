"""Hold, save and load the figures of a comparison: one JSON file for each size."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.engines.protocol import Group, Operation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Build:
    """The figures of one build of an index, from text to commit.

    Attributes:
        seconds: Wall time without reading the corpus and importing the engine.
        cpu_seconds: Processor time of all threads for the same work; other programs disturb it less.
        sections: Number of indexed sections.
        text_bytes: Size of title, heading and body in UTF-8, as passed to the engine.
        disk_bytes: Size of all files of the index.
        peak_mb: Peak resident memory of the process in MB, with interpreter and engine.
    """

    seconds: float
    cpu_seconds: float
    sections: int
    text_bytes: int
    disk_bytes: int
    peak_mb: float


@dataclass(frozen=True, slots=True)
class ColdRun:
    """The figures of first searches in a new process, with the files in the page cache of the system.

    Attributes:
        open_seconds: Time to import the engine and open the index.
        seconds: Time of each query by its number, in the order of execution.
        peak_mb: As for a build.
    """

    open_seconds: float
    seconds: dict[int, float]
    peak_mb: float


@dataclass(frozen=True, slots=True)
class WarmRun:
    """The figures of repeated searches, by query number.

    Attributes:
        seconds: Time of the query in each pass.
        ids: The ids of the ten best sections, or fewer.
        counts: Number of all matching sections, for queries on which all engines must agree.
    """

    seconds: dict[int, list[float]]
    ids: dict[int, list[str]]
    counts: dict[int, int]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The figures of one configuration of an engine."""

    name: str
    group: Group
    version: str
    note: str
    builds: list[Build]
    cold: ColdRun
    warm: WarmRun

    @property
    def build_seconds(self) -> float:
        """Return the processor time of the fastest build."""
        return min(build.cpu_seconds for build in self.builds)

    @property
    def passes(self) -> int:
        """Return how often each query was timed; fewer passes where the engine exceeded its budget."""
        return min(map(len, self.warm.seconds.values()))

    def query_seconds(
        self, numbers: list[int], of_passes: Callable[[list[float]], float] = min
    ) -> dict[int, float]:
        """Return the best time of each query that the configuration supports, by query number.

        Other programs can only add to a time, so the minimum over the passes is the best estimate.
        """
        return {n: of_passes(self.warm.seconds[n]) for n in numbers if n in self.warm.seconds}


@dataclass(frozen=True, slots=True)
class EngineComparison:
    """The figures of all configurations at one size of the corpus."""

    sections: int
    date: str
    machine: str
    operations: list[Operation]
    results: list[EngineResult]

    def query_numbers(self, operation: Operation) -> list[int]:
        """Return the numbers of the queries of one kind."""
        return [number for number, each in enumerate(self.operations) if each is operation]

    def of_group(self, group: Group) -> list[EngineResult]:
        """Return the results of a group, kzsearch first if it took part."""
        found = [each for each in self.results if each.group is group]
        return sorted(found, key=lambda each: not each.name.startswith("kzsearch"))


def _int_keys(values: dict[str, Any]) -> dict[int, Any]:
    """Return the dict with its keys as integers, which JSON stores as strings."""
    return {int(number): value for number, value in values.items()}


def cold_run_from_json(row: dict[str, Any]) -> ColdRun:
    """Return the object whose ``asdict`` was written as JSON."""
    return ColdRun(**(row | {"seconds": _int_keys(row["seconds"])}))


def warm_run_from_json(row: dict[str, Any]) -> WarmRun:
    """Return the object whose ``asdict`` was written as JSON."""
    return WarmRun(**{name: _int_keys(values) for name, values in row.items()})


def save(comparison: EngineComparison, file: Path) -> None:
    """Write a comparison as JSON."""
    rows = asdict(comparison, dict_factory=lambda pairs: {name: _json_value(value) for name, value in pairs})
    file.write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")


def _json_value(value: object) -> object:
    if isinstance(value, list):
        return [_json_value(each) for each in value]
    return value.value if isinstance(value, Group | Operation) else value


def load(file: Path) -> EngineComparison:
    """Return the comparison that ``save`` wrote."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    results = [
        EngineResult(
            **row
            | {
                "group": Group(row["group"]),
                "builds": [Build(**build) for build in row["builds"]],
                "cold": cold_run_from_json(row["cold"]),
                "warm": warm_run_from_json(row["warm"]),
            }
        )
        for row in rows["results"]
    ]
    return EngineComparison(
        **rows | {"operations": list(map(Operation, rows["operations"])), "results": results}
    )
