"""Two revisions that run the same benchmarks at the same time.

Processor time alone does not settle who is faster: on a shared machine the same work takes twice the time
for seconds or minutes on end, whenever a neighbour keeps the caches and the other half of the core busy. So
both revisions share one processor. The system lets them take turns every few milliseconds, and each has only
its own time counted: whatever happens to the machine happens to both. As nothing outside a pair of processes
matters, every processor gets a pair of its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.plugins import paired_runner

PLUGINS = Path(__file__).parent / "plugins"
PYTEST = (
    *("-q", "-o", "python_files=bench_*.py", "-p", "no:cacheprovider", "-p", "paired_runner"),
    *("--benchmark-only", "--benchmark-disable-gc", "--benchmark-columns=min"),
    *("--benchmark-min-rounds=3", "--benchmark-max-time=0.2"),
    "--benchmark-timer=time.process_time",
)
NO_TESTS_COLLECTED = 5
TIMES, PRINTED, TEMPORARY = "times.json", "printed.txt", "temporary"

Times = Mapping[str, float]
"""The best time of each benchmark in seconds, by its full name."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A source tree and the interpreter that has it installed."""

    tree: Path
    python: Path

    def benchmark_files(self) -> set[str]:
        """Relative to the tree."""
        return {str(file.relative_to(self.tree)) for file in self.tree.glob("benchmarks/bench_*.py")}

    def start(self, file: str, folder: Path, other: socket.socket, processor: int) -> subprocess.Popen[bytes]:
        """Begin to run a file of benchmarks in step with whoever is at the other end of the socket.

        Times and what is printed go to the folder.
        """
        # One seed: what a set happens to collide with is not the work of a revision.
        added = {"PYTHONPATH": str(PLUGINS), "PYTHONHASHSEED": "0"}
        added |= {paired_runner.SOCKET: str(other.fileno()), paired_runner.PROCESSOR: str(processor)}
        with (folder / PRINTED).open("wb") as printed:
            return subprocess.Popen(
                [
                    *(self.python, "-m", "pytest", file, *PYTEST, f"--benchmark-json={folder / TIMES}"),
                    # By default all processes tidy up the same folder, and stumble over each other there.
                    f"--basetemp={folder / TEMPORARY}",
                ],
                cwd=self.tree,
                env=environment() | added,
                pass_fds=[other.fileno()],
                stdout=printed,
                stderr=subprocess.STDOUT,
            )


def measure_pair(base: Revision, head: Revision, file: str, processor: int) -> tuple[Times, Times]:
    """Run one file of benchmarks on both revisions at once, on one processor.

    Raises:
        click.ClickException: Where a revision fails, with the end of what it printed.
    """
    with tempfile.TemporaryDirectory() as of_base, tempfile.TemporaryDirectory() as of_head:
        folders = Path(of_base), Path(of_head)
        ends = socket.socketpair()
        running = [
            revision.start(file, folder, end, processor)
            for revision, folder, end in zip((base, head), folders, ends, strict=True)
        ]
        for end in ends:  # the processes have their own; one that ends must be seen to have ended
            end.close()
        try:
            for revision, folder, process in zip((base, head), folders, running, strict=True):
                if process.wait() not in (0, NO_TESTS_COLLECTED):
                    printed = (folder / PRINTED).read_text(encoding="utf-8", errors="replace")
                    raise click.ClickException(f"in {revision.tree}: {file}\n{printed[-3000:]}")
        finally:
            for process in running:
                process.kill()
                process.wait()
        return _times(folders[0]), _times(folders[1])


def processors() -> list[int]:
    """The numbers of those that this process may use."""
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]


def environment() -> dict[str, str]:
    """For processes whose warnings about Whoosh's own source nobody needs."""
    return os.environ | {"PYTHONWARNINGS": "ignore::SyntaxWarning"}


def _times(folder: Path) -> Times:
    output = folder / TIMES
    if not output.exists() or not output.stat().st_size:  # only gates in this file
        return {}
    found = json.loads(output.read_text(encoding="utf-8"))["benchmarks"]
    return {each["fullname"]: each["stats"]["min"] for each in found}
