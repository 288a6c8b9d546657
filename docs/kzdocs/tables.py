"""Format Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; cells are Markdown without line breaks."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') or ' ' for cell in line)} |\n" for line in lines
    )


def code(text: str) -> str:
    """Return a text as code, or a dash for an empty cell, also for ``-``, the empty cell of the tables."""
    return f"`{text}`" if text and text != "-" else "–"


def codes(words: Iterable[str]) -> str:
    """Return words as code, separated by blanks."""
    return " ".join(map(code, words))
