"""Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; cells are Markdown without line breaks."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') or ' ' for cell in line)} |\n" for line in lines
    )


def code(text: str) -> str:
    """Text as code; a dash where the tables of the package write one for nothing."""
    return f"`{text}`" if text and text != "-" else "–"


def codes(words: Iterable[str]) -> str:
    """Words as code, one after the other."""
    return " ".join(map(code, words))
