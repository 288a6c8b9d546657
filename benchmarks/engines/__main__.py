"""Run a comparison from the command line; see the package."""

from __future__ import annotations

import datetime
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks.engines.adapters import NAMES
from benchmarks.engines.corpus import read_queries
from benchmarks.engines.figures import (
    Build,
    EngineComparison,
    EngineResult,
    cold_run_from_json,
    save,
    warm_run_from_json,
)
from benchmarks.engines.paths import CORPUS, OUT, ROOT
from benchmarks.engines.protocol import Group
from benchmarks.engines.report import disagreements, tables

_COLUMNS = 160
"""Width of the tables in a file or pipe."""


def _run(task: str, *arguments: object) -> Any:
    """Return the result of a task of worker.py, run in a new process."""
    command = [sys.executable, "-m", "benchmarks.engines.worker", task, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False, cwd=ROOT)
    if done.returncode:
        raise click.ClickException(f"{task} {' '.join(map(str, arguments))}: exit code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{model}, {platform.system()}, Python {platform.python_version()}"


def comparison(
    sections: int, names: tuple[str, ...], passes: int, builds: int, budget_seconds: float
) -> EngineComparison:
    """Measure all engines at one size; the indexes stay in ``build/engines``."""
    console = Console(stderr=True)
    folder = OUT / str(sections)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    about = {name: _about(name) for name in names}
    console.print(f"{sections} sections: corpus")
    _run("corpus", CORPUS, sections, folder)
    built, cold = {}, {}
    for name in names:
        console.print(f"{sections} sections: {name}")
        built[name] = [_build(name, folder) for _ in range(builds)]
        cold[name] = cold_run_from_json(_run("cold", name, folder))
    console.print(f"{sections} sections: all in turn, {passes} passes")
    warm = _run("warm", ",".join(names), folder, passes, budget_seconds)
    results = [
        EngineResult(
            name,
            Group(about[name]["group"]),
            about[name]["version"],
            about[name]["note"],
            built[name],
            cold[name],
            warm_run_from_json(warm[name]),
        )
        for name in names
    ]
    operations = [query.operation for query in read_queries(folder)]
    return EngineComparison(sections, datetime.date.today().isoformat(), _machine(), operations, results)


def _about(name: str) -> dict[str, str]:
    about: dict[str, str] = _run("about", name)
    if "missing" in about:
        raise click.ClickException(
            f"{name} cannot run: {about['missing']}; pip install -e '.[engines]', or --engines without it"
        )
    return about


def _build(name: str, folder: Path) -> Build:
    shutil.rmtree(folder / name, ignore_errors=True)
    return Build(**_run("build", name, folder))


def _engines(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(value.split(",")))
    if unknown := set(names) - set(NAMES):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    return names


@click.command()
@click.option("--sections", type=click.IntRange(100), multiple=True, default=(10_000,), show_default=True)
@click.option("--engines", callback=_engines, default=",".join(NAMES), show_default=True)
@click.option(
    "--passes", type=click.IntRange(1), default=7, show_default=True, help="Timed passes over the queries."
)
@click.option(
    "--builds", type=click.IntRange(1), default=1, show_default=True, help="Timed builds of every index."
)
@click.option(
    "--budget",
    type=float,
    default=60.0,
    show_default=True,
    help="Seconds; an engine that takes longer for a pass is left out of the remaining ones.",
)
def main(
    sections: tuple[int, ...], engines: tuple[str, ...], passes: int, builds: int, budget: float
) -> None:
    """Build, search, check and print; the exit code is 1 if engines find different numbers of sections."""
    if not CORPUS.is_file():
        raise click.ClickException(f"no {CORPUS}; see ../shared/README.md")
    console = Console(width=None if sys.stdout.isatty() else _COLUMNS)
    wrong: list[str] = []
    for size in sections:
        found = comparison(size, engines, passes, builds, budget)
        save(found, OUT / f"{size}.json")
        for table in tables(found):
            console.print(table)
        wrong += disagreements(found)
    for line in wrong:
        console.print(line, style="red")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
