"""Run one measurement in its own process: ``python -m benchmarks.engines.worker TASK ARGUMENTS...``.

The parent process stays small, because the peak memory of a child starts at the memory of its parent.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.engines import corpus, measure
from benchmarks.engines.adapters import engine_class

if TYPE_CHECKING:
    from collections.abc import Callable


def _corpus(source: str, count: str, folder: str) -> None:
    corpus.write_corpus(Path(source), int(count), Path(folder))


def _about(name: str) -> dict[str, str]:
    try:
        engine = engine_class(name)
    except ImportError as error:
        return {"missing": str(error)}
    return {"group": engine.group.value, "version": engine.version(), "note": engine.note}


def _build(name: str, folder: str) -> dict[str, Any]:
    target = Path(folder, name)
    target.mkdir()
    return asdict(measure.build(name, Path(folder), target))


def _cold(name: str, folder: str) -> dict[str, Any]:
    return asdict(measure.cold(name, Path(folder), Path(folder, name)))


def _warm(names: str, folder: str, passes: str, budget_seconds: str) -> dict[str, Any]:
    found = measure.warm(names.split(","), Path(folder), int(passes), float(budget_seconds))
    return {name: asdict(warm) for name, warm in found.items()}


_TASKS: dict[str, Callable[..., Any]] = {
    "corpus": _corpus,
    "about": _about,
    "build": _build,
    "cold": _cold,
    "warm": _warm,
}


def main() -> None:
    task, *arguments = sys.argv[1:]
    measure.pin_to_one_core()
    print(json.dumps(_TASKS[task](*arguments)))


if __name__ == "__main__":
    main()
