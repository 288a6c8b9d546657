"""Speed of this checkout (head) beside that of an earlier revision (base), in one run on one machine.

    python -m benchmarks.compare      # base: where this branch left origin/main, or the commit before
    python -m benchmarks.compare --base v0.1.0 --rounds 5

Both get a venv of their own and run the same benchmark at the same time on the same processor
(revisions.py says why), several rounds. Each round gives a ratio of the best processor times, head over base;
the median of the rounds counts. Files with a loss are measured again, twice as often, before it is believed.
Exit code 1 if a benchmark takes over 20 % longer than before. What only one revision has is not compared.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from statistics import median

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.revisions import Revision, Times, environment, measure_pair, processors

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "compare"
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One benchmark.

    Attributes:
        name: Full name, the same on both revisions.
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


def measure(base: Revision, head: Revision, files: Iterable[str], rounds: int) -> list[Comparison]:
    """Measure the benchmarks in some files that both revisions have."""
    found: list[tuple[dict[str, float], dict[str, float]]] = [({}, {}) for _ in range(rounds)]
    free: SimpleQueue[int] = SimpleQueue()
    for processor in processors():
        free.put(processor)

    def run(number: int, file: str) -> None:
        processor = free.get()
        try:
            times = measure_pair(base, head, file, processor)
        finally:
            free.put(processor)
        for measured, new in zip(found[number], times, strict=True):
            measured.update(new)

    with ThreadPoolExecutor(len(processors())) as pool:
        jobs = [pool.submit(run, number, file) for number in range(rounds) for file in sorted(files)]
        try:
            for job in jobs:
                job.result()
        finally:
            pool.shutdown(cancel_futures=True)
    return comparisons(found)


def compare(base: Revision, head: Revision, files: set[str], rounds: int, limit: float) -> list[Comparison]:
    """Measure the benchmarks that both revisions have; those in files with a loss again, twice as often."""
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


def install(tree: Path, name: str) -> Revision:
    """Install a revision in a new venv: newer dependencies in one of them would look like its own work."""
    venv = FOLDER / f"venv-{name}"
    _run([sys.executable, "-m", "venv", venv], ROOT)
    python = venv / "bin" / "python"
    _run([python, "-m", "pip", "install", "--quiet", "--editable", f"{tree}[test]"], ROOT)
    return Revision(tree, python)


def table(compared: Sequence[Comparison], limit: float) -> Table:
    """Return a table of milliseconds of both revisions and their ratio, the greatest loss first."""
    result = Table("benchmark", title="best processor times, head over base")
    for head in ("base ms", "head ms", "ratio", "of the rounds"):
        result.add_column(head, justify="right")
    for each in sorted(compared, key=lambda each: -each.ratio):
        result.add_row(
            escape(each.name.removeprefix("benchmarks/")),
            f"{min(each.base_seconds) * 1e3:.2f}",
            f"{min(each.head_seconds) * 1e3:.2f}",
            f"{each.ratio:.2f}",
            f"{each.ratios[0]:.2f}–{each.ratios[-1]:.2f}",
            style="red" if each.ratio > 1 + limit else "green" if each.ratio < 1 / (1 + limit) else "",
        )
    return result


def _git(*arguments: str) -> str:
    return _run(["git", *arguments], ROOT).strip()


def _run(command: Sequence[str | Path], folder: Path) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment(), text=True, capture_output=True, check=False
    )
    if done.returncode:
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
        revisions = install(tree, "base"), install(ROOT, "head")
        common = set.intersection(*(revision.benchmark_files() for revision in revisions))
        compared = compare(*revisions, common & set(files) if files else common, rounds, limit)
    if not compared:
        raise click.ClickException(f"{revision} and this checkout have no benchmark in common")
    console.print(table(compared, limit))
    slower = losses(compared, limit)
    if slower:
        raise click.ClickException(f"{len(slower)} of {len(compared)} benchmarks lost over {limit:.0%}")
    console.print(f"{len(compared)} benchmarks, none lost over {limit:.0%} against {revision[:12]}")


if __name__ == "__main__":
    main()
