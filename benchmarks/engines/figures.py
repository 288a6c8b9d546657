"""What a comparison measured, and its file: one JSON for each size."""

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
    """Text to committed index, once.

    Attributes:
        seconds: Without reading the corpus and importing the engine.
        cpu_seconds: The same of processor time, all threads; other programs on the machine disturb it less.
        sections: How many were indexed.
        text_bytes: Of title, heading and body in UTF-8, as the engine got them.
        disk_bytes: Of all files of the index.
        peak_mb: The most memory that the process held, with interpreter and engine.
    """

    seconds: float
    cpu_seconds: float
    sections: int
    text_bytes: int
    disk_bytes: int
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Cold:
    """A fresh process, files in the system's cache: every query for the first time.

    Attributes:
        open_seconds: Import of the engine and opening of the index.
        seconds: By query number, in the order asked.
        peak_mb: As for a build.
    """

    open_seconds: float
    seconds: dict[int, float]
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Warm:
    """Queries that were asked before, by their numbers.

    Attributes:
        seconds: Of every pass.
        ids: The ten best, or fewer.
        counts: Of all that match, where all engines must agree.
    """

    seconds: dict[int, list[float]]
    ids: dict[int, list[str]]
    counts: dict[int, int]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Everything about one set-up."""

    name: str
    group: Group
    version: str
    note: str
    builds: list[Build]
    cold: Cold
    warm: Warm

    @property
    def build_seconds(self) -> float:
        """Processor time of the best build."""
        return min(build.cpu_seconds for build in self.builds)

    @property
    def passes(self) -> int:
        """How often each query was timed; fewer where the engine used up its time."""
        return min(map(len, self.warm.seconds.values()))

    def query_seconds(
        self, numbers: list[int], of_passes: Callable[[list[float]], float] = min
    ) -> dict[int, float]:
        """The best pass for those of the queries that the set-up can answer.

        Other programs only ever add to a time, so the best of some passes says most about the engine.
        """
        return {n: of_passes(self.warm.seconds[n]) for n in numbers if n in self.warm.seconds}


@dataclass(frozen=True, slots=True)
class EngineComparison:
    """One size, all set-ups."""

    sections: int
    date: str
    machine: str
    operations: list[Operation]
    results: list[EngineResult]

    def numbers(self, operation: Operation) -> list[int]:
        """The queries of one kind."""
        return [number for number, each in enumerate(self.operations) if each is operation]

    def of_group(self, group: Group) -> list[EngineResult]:
        """The set-ups that compare with each other; kzsearch comes first if it took part."""
        found = [each for each in self.results if each.group is group]
        return sorted(found, key=lambda each: not each.name.startswith("kzsearch"))


def numbered(values: dict[str, Any]) -> dict[int, Any]:
    """JSON knows only strings as keys."""
    return {int(number): value for number, value in values.items()}


def cold_from_json(row: dict[str, Any]) -> Cold:
    """The inverse of ``asdict`` and JSON."""
    return Cold(**(row | {"seconds": numbered(row["seconds"])}))


def warm_from_json(row: dict[str, Any]) -> Warm:
    """The inverse of ``asdict`` and JSON."""
    return Warm(**{name: numbered(values) for name, values in row.items()})


def save(comparison: EngineComparison, file: Path) -> None:
    """Write the figures."""
    rows = asdict(comparison, dict_factory=lambda pairs: {name: _plain(value) for name, value in pairs})
    file.write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Group | Operation) else value


def load(file: Path) -> EngineComparison:
    """Read what ``save`` wrote."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    results = [
        EngineResult(
            **row
            | {
                "group": Group(row["group"]),
                "builds": [Build(**build) for build in row["builds"]],
                "cold": cold_from_json(row["cold"]),
                "warm": warm_from_json(row["warm"]),
            }
        )
        for row in rows["results"]
    ]
    return EngineComparison(
        **rows | {"operations": list(map(Operation, rows["operations"])), "results": results}
    )
