"""Kazakh typed without the Kazakh letters: the letters that a typed one may stand for.

On a Russian keyboard, single letters are substituted (keyboards.tsv). On an English one spelling is free; the
fold key covers most of it, and latin_substitutions.tsv the rest.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def keyboard_substitutions() -> dict[str, str]:
    """Return the table keyboards.tsv: typed letter -> the Kazakh letters that it may stand for."""
    return {row.cells[0]: row.cells[1] for row in read_rows("scripts/keyboards.tsv", 3)}


def is_keyboard_variant(typed: str, word: str) -> bool:
    """Return whether ``word`` may be typed as ``typed`` on a Russian keyboard.

    Kazakh letters in ``typed`` stand for themselves, so a proper Kazakh word is a variant of itself only.
    """
    table = keyboard_substitutions()
    return len(typed) == len(word) and all(
        w == t or w in table.get(t, "") for t, w in zip(typed, word, strict=True)
    )


@cache
def latin_substitutions() -> tuple[tuple[str, str], ...]:
    """Return the table latin_substitutions.tsv: (typed, meant)."""
    return tuple((row.cells[0], row.cells[1]) for row in read_rows("scripts/latin_substitutions.tsv", 4))


def latin_respellings(word: str) -> Iterator[str]:
    """Yield other spellings of a Latin word, each with one substitution undone."""
    for typed, meant in latin_substitutions():
        if typed in word:
            yield word.replace(typed, meant)
