"""Kazakh typed on keyboards without the Kazakh letters: which letters a typed one may stand for.

On a Russian keyboard that is a matter of letters (keyboards.tsv). On an English one nearly anything goes; the
fold key settles most of it, and the rest are habits (latin_substitutions.tsv).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def keyboard_substitutions() -> dict[str, str]:
    """keyboards.tsv: typed letter -> the Kazakh letters that it may stand for."""
    return {row.cells[0]: row.cells[1] for row in read_rows("scripts/keyboards.tsv", 3)}


def is_keyboard_variant(typed: str, word: str) -> bool:
    """Whether ``word`` could have been typed as ``typed``: letter by letter the same or a stand-in.

    Kazakh letters that were typed are never changed, so a text in proper orthography stands for itself only.
    """
    table = keyboard_substitutions()
    return len(typed) == len(word) and all(
        w == t or w in table.get(t, "") for t, w in zip(typed, word, strict=True)
    )


@cache
def latin_substitutions() -> tuple[tuple[str, str], ...]:
    """latin_substitutions.tsv: (typed, meant)."""
    return tuple((row.cells[0], row.cells[1]) for row in read_rows("scripts/latin_substitutions.tsv", 4))


def latin_respellings(word: str) -> Iterator[str]:
    """Other ways to write a Latin word, one habit undone in each."""
    for typed, meant in latin_substitutions():
        if typed in word:
            yield word.replace(typed, meant)
