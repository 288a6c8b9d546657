"""Terminal output: encodings, emphasis, tables, progress."""

from __future__ import annotations

import io
import os
import sys
from time import perf_counter
from typing import TYPE_CHECKING, TextIO, final

import click

from kzsearch.markup import with_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from kzsearch.markup import TextRange

_UNBOUNDED_CHARS = 10_000
_REFRESH_S = 0.1
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
"""C0 and C1 as spaces: a stored text must not control the terminal."""


def use_utf8() -> None:
    """Read and write UTF-8 in every locale; bytes and surrogates that are not text become escapes."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_styled(stream: TextIO) -> bool:
    """Return whether escape codes may be used: on a terminal, unless NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def printable(text: str) -> str:
    """Return a text with a space for each control character; offsets do not change."""
    return text.translate(_CONTROLS)


def emphasised(text: str, ranges: Iterable[TextRange], *, styled: bool) -> str:
    """Return a text as one line with its ranges in bold, or between ``**`` where there is no bold."""

    def bold(part: str) -> str:
        return click.style(printable(part), bold=True) if styled else f"**{printable(part)}**"

    return " ".join(with_marks(text, ranges, printable, bold).split())


def table_console() -> Console:
    """Return standard output for tables: as wide as the terminal, or unbounded and without escape codes."""
    from rich.console import Console

    return Console(
        color_system="auto" if is_styled(sys.stdout) else None,
        width=None if sys.stdout.isatty() else _UNBOUNDED_CHARS,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not sys.stdout.isatty(),
    )


@final
class ProgressBar:
    """The progress of reading, on standard error; nothing is printed unless that is a terminal."""

    def __init__(self, total_bytes: int | None) -> None:
        """Begin; without a total, the bar shows activity only."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[rate]}"),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("reading", total=total_bytes, rate="")
        self._total = total_bytes
        self._start = perf_counter()
        self._next = self._start + _REFRESH_S

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def advance_to(self, bytes_read: int, articles: int) -> None:
        """Show what was read so far, at most ten times a second."""
        now = perf_counter()
        if self._progress.disable or now < self._next:
            return
        self._next = now + _REFRESH_S
        took_s = now - self._start
        rate = f"{counted(round(articles / took_s), 'article')}/s, {bytes_read / 1e6 / took_s:.1f} MB/s"
        self._progress.update(
            self._task, completed=bytes_read, description=counted(articles, "article"), rate=rate
        )

    def writing(self) -> None:
        """Show that everything was read."""
        self._progress.update(self._task, completed=self._total, description="writing")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 article``, ``2 articles``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def examples(*commands: str) -> str:
    """Return the examples of a help text, after the backspace that makes click keep their lines."""
    return "\n".join(["\b", "Examples:", *(f"  kzsearch {command}" for command in commands)])


def given_text(words: Sequence[str]) -> str:
    """Return the words of the command line, else standard input."""
    if words:
        return " ".join(words)
    if sys.stdin.isatty():
        raise click.UsageError("give TEXT, or pipe it in")
    return sys.stdin.read()
