"""Run the same benchmarks of two revisions at the same time.

Processor times of two separate runs do not compare: on a shared machine the same work takes twice the time
for seconds or minutes, whenever another program uses the caches and the sibling hardware thread of the core.
So both revisions share one processor. The system switches between them every few milliseconds, and each
process counts only its own processor time, so a disturbance slows both equally. Pairs do not depend on each
other, so every processor runs a pair of its own.
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
    # a file may have nothing but gates
    *("-W", "ignore::pytest_benchmark.logger.PytestBenchmarkWarning"),
)
NO_TESTS_COLLECTED = 5
TIMES, PRINTED, TEMPORARY = "times.json", "printed.txt", "temporary"

Times = Mapping[str, float]
"""The best time of each benchmark in seconds, by full name."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A source tree and the interpreter in whose environment it is installed."""

    tree: Path
    python: Path

    def benchmark_files(self) -> set[str]:
        """Return the files of benchmarks, relative to the tree."""
        return {str(file.relative_to(self.tree)) for file in self.tree.glob("benchmarks/bench_*.py")}

    def start(self, file: str, folder: Path, other: socket.socket, processor: int) -> subprocess.Popen[bytes]:
        """Start a process that runs a file of benchmarks in step with the other end of the socket.

        The process writes its times and its output into the folder.
        """
        # One seed for both revisions: another one gives sets and dicts other collisions.
        added = {"PYTHONPATH": str(PLUGINS), "PYTHONHASHSEED": "0"}
        added |= {paired_runner.SOCKET: str(other.fileno()), paired_runner.PROCESSOR: str(processor)}
        with (folder / PRINTED).open("wb") as printed:
            return subprocess.Popen(
                [
                    *(self.python, "-m", "pytest", file, *PYTEST, f"--benchmark-json={folder / TIMES}"),
                    # The default folder is shared, and each process removes old folders of the others in it.
                    f"--basetemp={folder / TEMPORARY}",
                ],
                cwd=self.tree,
                env=environment() | added,
                pass_fds=[other.fileno()],
                stdout=printed,
                stderr=subprocess.STDOUT,
            )


def measure_pair(base: Revision, head: Revision, file: str, processor: int) -> tuple[Times, Times]:
    """Run one file of benchmarks of both revisions at once on one processor and return their times.

    Raises:
        click.ClickException: A revision fails; the message has the end of its output.
    """
    with tempfile.TemporaryDirectory() as of_base, tempfile.TemporaryDirectory() as of_head:
        folders = Path(of_base), Path(of_head)
        ends = socket.socketpair()
        running = [
            revision.start(file, folder, end, processor)
            for revision, folder, end in zip((base, head), folders, ends, strict=True)
        ]
        for end in ends:  # the processes have copies; an open one here would hide that a process has ended
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
    """Return the numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]


def environment() -> dict[str, str]:
    """Return the environment for subprocesses, without Python's syntax warnings about Whoosh's source."""
    return os.environ | {"PYTHONWARNINGS": "ignore::SyntaxWarning"}


def _times(folder: Path) -> Times:
    output = folder / TIMES
    if not output.exists() or not output.stat().st_size:  # only gates in this file
        return {}
    found = json.loads(output.read_text(encoding="utf-8"))["benchmarks"]
    return {each["fullname"]: each["stats"]["min"] for each in found}
