"""Run the examples of the pages and compare their output with the output in the pages.

``...`` in a page stands for anything within its line; a line that is only ``...`` for any number of lines.
A figure with two or more decimals, such as a score, may differ by 10 %, as scores change a little with every
word that is added to the lexicon. Everything else but trailing blanks must be the same. A command must
succeed, unless the page shows its exit code with ``$ echo $?``.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import math
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kzdocs.pages import Block, Example, PageError, examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COLUMNS = "110"
_TIMEOUT_SECONDS = 60
_FIGURE = re.compile(r"(?<![\d.])\d+\.\d\d+(?![\d.])")
_CHANGING = re.compile(
    r"""\b\d+(?:\.\d+)?(?=\ m?s\b) | (?<="took_ms":\ )[\d.]+ | \b[\d,.]+(?=\ MB\b)   # timings, sizes
      | (?<![.\w])[0-9a-f]{12,}\b                                                           # fingerprints
      | \b\d{4}-\d\d-\d\dT[\d:]+[+]\d\d:\d\d                                       # when an index was made
      | [+-]\d+\.\d\d\b                                                             # weights of readings
    """,
    re.VERBOSE,
)
"""Parts of an output that differ between runs or trained models; accepted outputs have ``...`` there."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of running one page: the number of examples and a message for each failure."""

    page: Path
    count: int
    failures: tuple[str, ...]


@contextlib.contextmanager
def _working_in(folder: str) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def matches(wanted: Sequence[str], got: Sequence[str]) -> bool:
    """Return whether an output is the one in the page."""
    while got and not got[-1].strip():
        got = got[:-1]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else _line_pattern(line) + r"\n" for line in wanted
    )
    found = re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in got))
    figures = [float(m[0]) for line in wanted for m in _FIGURE.finditer(line)]
    return found is not None and all(
        math.isclose(figure, float(other), rel_tol=0.1, abs_tol=0.05)
        for figure, other in zip(figures, found.groups(), strict=True)
    )


def _line_pattern(line: str) -> str:
    """Return a line as a regular expression with a group for each figure."""
    parts = re.split(rf"(\.\.\.|{_FIGURE.pattern})", line.rstrip())
    return "".join(map(_part_pattern, parts))


def _part_pattern(part: str) -> str:
    if part == "...":
        return ".*?"
    return f"({_FIGURE.pattern})" if _FIGURE.fullmatch(part) else re.escape(part)


def run_page(page: Path, accept: bool = False) -> Report:
    """Run the examples of a page in a new folder; they change the state of this process.

    Args:
        page: A Markdown file.
        accept: Write the actual outputs into the page, with ``...`` for parts that differ between runs, and
            report no difference.
    """
    try:
        steps = list(examples(page))
    except PageError as error:
        return Report(page, 0, (str(error),))
    failures: list[str] = []
    found: list[tuple[Example, list[str]]] = []
    with tempfile.TemporaryDirectory(prefix="kzsearch-docs-") as folder, _working_in(folder):
        session = _Session(Path(folder))
        for number, step in enumerate(steps):
            if isinstance(step, Block):
                _write(Path(folder), step)
                continue
            got = session.run(step)
            following = steps[number + 1] if number + 1 < len(steps) else None
            shows_code = isinstance(following, Example) and following.source == "echo $?"
            if session.code and not shows_code:
                failures.append(_failure(page, step, got, f"exit code {session.code}"))
            elif not matches(step.wanted, got):
                found.append((step, got))
    if accept:
        _accept(page, found)
    else:
        failures += [_failure(page, step, got, "unexpected output") for step, got in found]
    return Report(page, sum(isinstance(step, Example) for step in steps), tuple(failures))


class _Session:
    """Run the examples of a page with shared state: folder, Python names, the last exit code."""

    def __init__(self, folder: Path) -> None:
        self.code = 0
        self._names: dict[str, object] = {"__name__": "__main__"}
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "COLUMNS": _COLUMNS,
            "TERM": "dumb",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "PYTHONWARNINGS": "ignore::SyntaxWarning",  # compiling Whoosh 2.7.4 causes them
        }

    def run(self, example: Example) -> list[str]:
        """Return the lines that an example prints."""
        return self._command(example.source) if example.kind == "console" else self._statement(example.source)

    def _command(self, source: str) -> list[str]:
        before, self.code = self.code, 0
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"(exit {before})\n{source}"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
        self.code = done.returncode
        return done.stdout.splitlines()

    def _statement(self, source: str) -> list[str]:
        self.code = 0
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(source, "<page>", "single"), self._names)
            except Exception as error:  # noqa: BLE001 - the page may show any exception
                raised = "".join(traceback.format_exception_only(error))
                out.write(f"Traceback (most recent call last):\n  ...\n{raised}")
        return [line or "<BLANKLINE>" for line in out.getvalue().splitlines()]


def _write(folder: Path, block: Block) -> None:
    file = folder / block.caption
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in block.lines), encoding="utf-8")


def _failure(page: Path, example: Example, got: Sequence[str], what: str) -> str:
    wanted = "".join(f"    - {line}\n" for line in example.wanted)
    found = "".join(f"    + {line}\n" for line in got)
    return f"{page}:{example.first}: {what}: {example.source.rstrip()}\n{wanted}{found}"


def _accept(page: Path, found: Sequence[tuple[Example, list[str]]]) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    for example, got in reversed(found):
        lines[example.first : example.last] = [_CHANGING.sub("...", line.rstrip()) for line in got]
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_docstrings(packages: Sequence[str]) -> Report:
    """Run the ``>>>`` examples in the docstrings of packages, which the API page shows."""
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    failures: list[str] = []
    for package in packages:
        for name in _modules(package):
            module = importlib.import_module(name)
            for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
                out = io.StringIO()
                with tempfile.TemporaryDirectory() as folder, _working_in(folder):
                    if runner.run(test, out=out.write).failed:
                        failures.append(out.getvalue())
    return Report(Path("docstrings"), runner.summarize(verbose=False).attempted, tuple(failures))


def _modules(package: str) -> list[str]:
    """Return the names of a package and its modules, without ``__main__``, which runs on import."""
    found = importlib.import_module(package)
    inside = pkgutil.walk_packages(found.__path__, f"{package}.")
    return [package, *(module.name for module in inside if not module.name.endswith("__main__"))]
