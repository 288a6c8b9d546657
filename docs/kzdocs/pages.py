"""Read the fenced blocks of a Markdown page and the examples in them.

A page may have these fences:

- ``console``: ``$ command`` lines with their output. Every command runs, every output is compared.
- ``pycon``: ``>>>`` examples. They run in one namespace a page, in the same folder as the commands.
- ``{code-block} LANGUAGE`` with ``:caption: name.txt``: a file, written for the examples below it.
- ``sh``: setup commands such as ``make demo``. They do not run, so only a few harmless ones are allowed.
- ``text``, ``json``, ``html``, ``markdown``: only shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCE = re.compile(r"(`{3,})\s*(\{[\w-]+\})?\s*([\w-]*)\s*(.*)$")
_OPTION = re.compile(r":([\w-]+):\s*(.*)$")
_SHOWN = frozenset({"text", "json", "html", "markdown"})
_SETUP_COMMANDS = (
    "make ",
    "python -m pip ",
    "python -m venv ",
    ". .venv/",
    "mkdir -p ",
    "python docs/build.py",
    "python benchmarks/",
    "python -m benchmarks.",
    "python tests/",
    "python3 ../shared/tools/",
)


class PageError(Exception):
    """Raised for a block that the rules above do not allow; the message begins with ``file:line``."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page.

    Attributes:
        language: ``console``, ``pycon``, ...; for a directive other than code-block its name in braces.
        caption: Name of the file to write, empty if the block is no file.
        lines: The body without the directive's options.
        first: Index in the file of the first line of the body.
    """

    language: str
    caption: str
    lines: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Example:
    """A command or statement with the expected output, lines ``first`` to ``last`` of its page."""

    kind: str
    source: str
    wanted: tuple[str, ...]
    first: int
    last: int


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in order.

    Raises:
        PageError: A fence is never closed.
    """
    lines = page.read_text(encoding="utf-8").splitlines()
    i = 0
    while i < len(lines):
        fence = _FENCE.match(lines[i])
        i += 1
        if fence is None:
            continue
        closing = next((n for n in range(i, len(lines)) if lines[n].rstrip() == fence[1]), None)
        if closing is None:
            raise PageError(f"{page}:{i}: the fence is never closed")
        caption = ""
        while fence[2] and i < closing and (option := _OPTION.match(lines[i])):
            caption = option[2] if option[1] == "caption" else caption
            i += 1
        language = fence[3] if fence[2] in (None, "{code-block}") else fence[2]
        yield Block(language, caption, tuple(lines[i:closing]), i)
        i = closing + 1


def examples(page: Path) -> Iterator[Example | Block]:
    """Yield the examples of a page and the blocks to write as files, in order.

    Raises:
        PageError: A block is of another kind, whose content would not be checked.
    """
    for block in blocks(page):
        if block.caption:
            yield block
        elif block.language == "console":
            yield from _console(block, page)
        elif block.language == "pycon":
            yield from _python(block, page)
        elif block.language == "sh":
            _check_setup(block, page)
        elif block.language not in _SHOWN and not block.language.startswith("{"):
            raise PageError(
                f"{page}:{block.first}: fence {block.language or 'without a language'!r}; "
                f"expected console, pycon, sh, {', '.join(sorted(_SHOWN))}, or a code-block with a caption"
            )


def _console(block: Block, page: Path) -> Iterator[Example]:
    """Yield the commands of a block: ``$ `` begins one, ``> `` continues it, the rest is output."""
    if not block.lines or not block.lines[0].startswith("$ "):
        raise PageError(f"{page}:{block.first + 1}: a console block begins with '$ command'")
    i = 0
    while i < len(block.lines):
        source = [block.lines[i][2:]]
        i += 1
        while i < len(block.lines) and block.lines[i].startswith("> "):
            source.append(block.lines[i][2:])
            i += 1
        start = i
        while i < len(block.lines) and not block.lines[i].startswith("$ "):
            i += 1
        yield _example("console", "\n".join(source), block, start, i)


def _python(block: Block, page: Path) -> Iterator[Example]:
    """Yield the statements of a block: ``>>> `` begins one, ``... `` continues it, the rest is output."""
    if not block.lines or not block.lines[0].startswith(">>> "):
        raise PageError(f"{page}:{block.first + 1}: a pycon block begins with '>>> statement'")
    i = 0
    while i < len(block.lines):
        source = [block.lines[i][4:]]
        i += 1
        while i < len(block.lines) and re.match(r"\.\.\.( |$)", block.lines[i]):
            source.append(block.lines[i][4:])
            i += 1
        start = i
        while i < len(block.lines) and not block.lines[i].startswith(">>> "):
            i += 1
        yield _example("python", "\n".join(source) + "\n", block, start, i)


def _example(kind: str, source: str, block: Block, start: int, end: int) -> Example:
    """Return an example with lines ``start`` to ``end`` of its block as output, without final blank lines."""
    while end > start and not block.lines[end - 1].strip():
        end -= 1
    return Example(kind, source, block.lines[start:end], block.first + start, block.first + end)


def _check_setup(block: Block, page: Path) -> None:
    for number, line in enumerate(block.lines, block.first + 1):
        if line and not line.startswith(("#", "  ", *_SETUP_COMMANDS)):
            raise PageError(
                f"{page}:{number}: {line!r} would not be run; make it a console block with its output"
            )
