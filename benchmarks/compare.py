"""Compare the speed of this checkout (head) with that of an earlier revision (base) in one run.

    python -m benchmarks.compare      # base: the merge base with origin/main, or the commit before HEAD
    python -m benchmarks.compare --base v0.1.0 --rounds 5

Each revision has its own venv. Both run the same benchmark at the same time on the same processor
(revisions.py says why), in several rounds. Each round gives a ratio of the best processor times, head over
base; the median of the rounds counts. Files with a regression are measured again with twice as many rounds,
and only the second measurement counts. The exit code is 1 if a benchmark takes over 20 % longer than before.
Benchmarks that only one revision has are not compared.
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
    """The times of one benchmark on both revisions.

    Attributes:
        name: Full name, the same on both revisions.
        base_seconds: The best time of each round on the earlier revision.
        head_seconds: The best time of each round on this checkout.
    """

    name: str
    base_seconds: tuple[float, ...]
    head_seconds: tuple[float, ...]

    @property
    def file(self) -> str:
        """Return the file that contains the benchmark."""
        return self.name.partition("::")[0]

    @property
    def ratios(self) -> list[float]:
        """Return the ratios head over base of all rounds, ascending; above 1 is slower than before."""
        return sorted(h / b for b, h in zip(self.base_seconds, self.head_seconds, strict=True))

    @property
    def ratio(self) -> float:
        """Return the median of the ratios of all rounds."""
        return median(self.ratios)


def comparisons(rounds: Sequence[tuple[Times, Times]]) -> list[Comparison]:
    """Return the times of rounds (base, head) grouped by benchmark, without those that a round lacks."""
    common = set.intersection(*(base.keys() & head.keys() for base, head in rounds)) if rounds else set()
    return [
        Comparison(name, tuple(b[name] for b, _ in rounds), tuple(h[name] for _, h in rounds))
        for name in sorted(common)
    ]


def regressions(compared: Sequence[Comparison], limit: float) -> list[Comparison]:
    """Return the benchmarks that are slower by more than ``limit``, a fraction of the time before."""
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
    """Measure the benchmarks of both revisions, and files with a regression again with twice the rounds."""
    first = measure(base, head, files, rounds)
    doubtful = {each.file for each in regressions(first, limit)}
    again = measure(base, head, doubtful, 2 * rounds) if doubtful else []
    return [each for each in first if each.file not in doubtful] + again


def base_revision() -> str:
    """Return the merge base of HEAD and origin/main, or the commit before HEAD if that is HEAD itself."""
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
    """Check out a revision in a worktree of its own, with a link to the shared data beside it."""
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
    """Install a revision in a new venv, so that both revisions have the same versions of dependencies."""
    venv = FOLDER / f"venv-{name}"
    _run([sys.executable, "-m", "venv", venv], ROOT)
    python = venv / "bin" / "python"
    _run([python, "-m", "pip", "install", "--quiet", "--editable", f"{tree}[test]"], ROOT)
    return Revision(tree, python)


def table(compared: Sequence[Comparison], limit: float) -> Table:
    """Return a table of milliseconds of both revisions and their ratio, the greatest loss first."""
    result = Table("benchmark", title="best processor times, head over base")
    for head in ("base ms", "head ms", "ratio", "range"):
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
@click.option("--base", help="The earlier revision; by default the merge base with origin/main.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option(
    "--limit",
    type=float,
    default=0.20,
    show_default=True,
    help="The greatest accepted slowdown, as a fraction.",
)
def main(files: tuple[str, ...], base: str | None, rounds: int, limit: float) -> None:
    """Compare the speed of this checkout with that of an earlier revision.

    FILES are some of benchmarks/bench_*.py; by default all of them.
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
    slower = regressions(compared, limit)
    if slower:
        raise click.ClickException(f"{len(slower)} of {len(compared)} benchmarks are over {limit:.0%} slower")
    console.print(f"{len(compared)} benchmarks, none over {limit:.0%} slower than at {revision[:12]}")


if __name__ == "__main__":
    main()
