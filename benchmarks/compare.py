"""Speed of this checkout (head) beside that of an earlier revision (base), in one run on one machine.

    python benchmarks/compare.py      # base: where this branch left origin/main, or the commit before
    python benchmarks/compare.py --base v0.1.0 --rounds 5

Both get a venv of their own and take turns at every benchmark file, several rounds, so that whatever else the
machine does hits both. Each round gives a ratio of the best processor times, head over base; the median of
the rounds counts. Files with a loss are measured again, twice as often, before it is believed. Exit code 1 if
a benchmark takes over 20 % longer than before. What only one side has is not compared.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "compare"
SHARED = ROOT.parent / "shared"
PYTEST = (
    *("-q", "-o", "python_files=bench_*.py", "-p", "no:cacheprovider"),
    *("--benchmark-only", "--benchmark-disable-gc", "--benchmark-columns=min"),
    *("--benchmark-min-rounds=3", "--benchmark-max-time=0.2"),
    # Processor time: a machine shared with others takes the processor away at any moment.
    "--benchmark-timer=time.process_time",
)
NO_TESTS_COLLECTED = 5

Times = Mapping[str, float]
"""The best time of each benchmark in seconds, by its full name."""


@dataclass(frozen=True, slots=True)
class Side:
    """A source tree and the interpreter that has it installed."""

    tree: Path
    python: Path

    def benchmark_files(self) -> set[str]:
        """Relative to the tree."""
        return {str(file.relative_to(self.tree)) for file in self.tree.glob("benchmarks/bench_*.py")}

    def times(self, file: str) -> Times:
        """Run one file of benchmarks."""
        output = FOLDER / "times.json"
        output.unlink(missing_ok=True)
        command = [self.python, "-m", "pytest", file, *PYTEST, f"--benchmark-json={output}"]
        _run(command, self.tree, allowed=(0, NO_TESTS_COLLECTED))
        if not output.exists() or not output.stat().st_size:  # only gates in this file
            return {}
        found = json.loads(output.read_text(encoding="utf-8"))["benchmarks"]
        return {each["fullname"]: each["stats"]["min"] for each in found}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One benchmark.

    Attributes:
        name: Full name, the same on both sides.
        base_seconds: The best time of each round.
        head_seconds: Of the same rounds.
    """

    name: str
    base_seconds: tuple[float, ...]
    head_seconds: tuple[float, ...]

    @property
    def file(self) -> str:
        """The file that has it."""
        return self.name.partition("::")[0]

    @property
    def ratios(self) -> list[float]:
        """Head over base, ascending; above 1 is slower than before."""
        return sorted(h / b for b, h in zip(self.base_seconds, self.head_seconds, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return median(self.ratios)


def comparisons(rounds: Sequence[tuple[Times, Times]]) -> list[Comparison]:
    """Pairs of (base, head) times, put together by benchmark; those that a round lacks are left out."""
    common = set.intersection(*(base.keys() & head.keys() for base, head in rounds)) if rounds else set()
    return [
        Comparison(name, tuple(b[name] for b, _ in rounds), tuple(h[name] for _, h in rounds))
        for name in sorted(common)
    ]


def losses(compared: Sequence[Comparison], limit: float) -> list[Comparison]:
    """The benchmarks that got slower by more than ``limit``, a share of the time before."""
    return [each for each in compared if each.ratio > 1 + limit]


def measure(base: Side, head: Side, files: Iterable[str], rounds: int) -> list[Comparison]:
    """The benchmarks in some files that both sides have."""
    found: list[tuple[dict[str, float], dict[str, float]]] = [({}, {}) for _ in range(rounds)]
    for number, measured in enumerate(found):
        for file in sorted(files):
            # Who goes second finds the machine as the first one left it: take turns.
            for side in (0, 1) if number % 2 == 0 else (1, 0):
                measured[side].update((base, head)[side].times(file))
    return comparisons(found)


def compare(base: Side, head: Side, files: set[str], rounds: int, limit: float) -> list[Comparison]:
    """The benchmarks that both sides have; the files of those that seem slower again, more often."""
    first = measure(base, head, files, rounds)
    doubtful = {each.file for each in losses(first, limit)}
    again = measure(base, head, doubtful, 2 * rounds) if doubtful else []
    return [each for each in first if each.file not in doubtful] + again


def base_revision() -> str:
    """Where the branch of this checkout began, or the commit before when it is origin/main itself."""
    head = _git("rev-parse", "HEAD")
    try:
        base = _git("merge-base", "HEAD", "origin/main")
    except click.ClickException:  # a clone without that branch
        base = head
    if base != head:
        return base
    try:
        return _git("rev-parse", "HEAD~1")
    except click.ClickException as error:
        raise click.ClickException(
            "this clone has no commit before HEAD to compare with; fetch some: git fetch --unshallow"
        ) from error


@contextmanager
def worktree(revision: str) -> Iterator[Path]:
    """A checkout of a revision beside this one, with the way to the shared data that it has at home."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    _git("worktree", "prune")
    tree = FOLDER / "base"
    _git("worktree", "add", "--quiet", "--detach", str(tree), revision)
    if SHARED.exists():
        (FOLDER / "shared").symlink_to(SHARED.resolve())
    try:
        yield tree
    finally:
        _git("worktree", "remove", "--force", str(tree))


def install(tree: Path, name: str) -> Side:
    """Both sides anew: newer dependencies on one of them would look like its own work."""
    venv = FOLDER / f"venv-{name}"
    _run([sys.executable, "-m", "venv", venv], ROOT)
    python = venv / "bin" / "python"
    _run([python, "-m", "pip", "install", "--quiet", "--editable", f"{tree}[test]"], ROOT)
    return Side(tree, python)


def table(compared: Sequence[Comparison], limit: float) -> Table:
    """Milliseconds of both sides and their ratio, the greatest loss first."""
    result = Table("benchmark", title="best processor times, head over base")
    for head in ("base ms", "head ms", "ratio", "of the rounds"):
        result.add_column(head, justify="right")
    for each in sorted(compared, key=lambda each: -each.ratio):
        result.add_row(
            each.name.removeprefix("benchmarks/"),
            f"{min(each.base_seconds) * 1e3:.2f}",
            f"{min(each.head_seconds) * 1e3:.2f}",
            f"{each.ratio:.2f}",
            f"{each.ratios[0]:.2f}–{each.ratios[-1]:.2f}",
            style="red" if each.ratio > 1 + limit else "green" if each.ratio < 1 / (1 + limit) else "",
        )
    return result


def _git(*arguments: str) -> str:
    return _run(["git", *arguments], ROOT).strip()


def _run(command: Sequence[str | Path], folder: Path, allowed: Sequence[int] = (0,)) -> str:
    environment = os.environ | {"PYTHONWARNINGS": "ignore::SyntaxWarning"}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode not in allowed:
        called = " ".join(map(str, command))
        raise click.ClickException(f"in {folder}: {called}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


@click.command()
@click.argument("files", nargs=-1)
@click.option("--base", help="A revision; where this branch left origin/main unless given.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--limit", type=float, default=0.20, show_default=True, help="The loss that fails, as a share.")
def main(files: tuple[str, ...], base: str | None, rounds: int, limit: float) -> None:
    """Compare the speed of this checkout with that of an earlier revision.

    FILES are benchmarks/bench_*.py, all of them unless given.
    """
    console = Console(width=None if sys.stdout.isatty() else 130)
    revision = base or base_revision()
    with worktree(revision) as tree:
        sides = install(tree, "base"), install(ROOT, "head")
        common = set.intersection(*(side.benchmark_files() for side in sides))
        compared = compare(*sides, common & set(files) if files else common, rounds, limit)
    if not compared:
        raise click.ClickException(f"{revision} and this checkout have no benchmark in common")
    console.print(table(compared, limit))
    slower = losses(compared, limit)
    if slower:
        raise click.ClickException(f"{len(slower)} of {len(compared)} benchmarks lost over {limit:.0%}")
    console.print(f"{len(compared)} benchmarks, none lost over {limit:.0%} against {revision[:12]}")


if __name__ == "__main__":
    main()
