"""Homoglyphs: letters of one script typed in a word of another, replaced by the script of the word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.tables import read_rows

# The letters of a script, as the content of a character class of a regular expression.
CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\ua640-\ua66e\ua680-\ua69d"
LATIN = "A-Za-zªºÀ-ÖØ-öø-\u02af\u1e00-\u1eff"

_is_cyrillic = re.compile(f"[{CYRILLIC}]").match
_is_latin = re.compile(f"[{LATIN}]").match
# ХVІІІ, typed with Cyrillic Х and І, is a numeral: its V does not stand for ү.
_is_mixed_roman = re.compile("(?=.*[XIV])[XХ]{0,3}(?:[IІ][XХ]|[IІ]V|V?[IІ]{0,3})").fullmatch


@dataclass(frozen=True, slots=True)
class Homoglyphs:
    """The table homoglyphs.tsv.

    Attributes:
        to_cyrillic: Replacements in Cyrillic words: homoglyphs and substitutes, by character.
        to_latin: Replacements in Latin words: homoglyphs, by character.
        always: Replacements in every word, by character.
    """

    to_cyrillic: dict[str, str]
    to_latin: dict[str, str]
    always: dict[str, str]


@cache
def homoglyphs() -> Homoglyphs:
    """Return the table, read once. A capital without a row of its own follows its small letter."""
    to_cyrillic: dict[str, str] = {}
    to_latin: dict[str, str] = {}
    always: dict[str, str] = {}
    for row in read_rows("text/homoglyphs.tsv", 6):
        _, char, target, kind, _, _ = row.cells
        if kind == "always":
            always[char] = target
            continue
        if kind not in ("homoglyph", "substitute"):
            raise row.error(3, f"unknown kind {kind!r}; known: always homoglyph substitute")
        to_cyrillic[char] = target
        if kind == "homoglyph":
            to_latin[target.upper() if char.isupper() else target] = char.lower()
    for table in (to_cyrillic, to_latin):
        for char in [c for c in table if len(c.upper()) == 1]:
            table.setdefault(char.upper(), table[char])
    return Homoglyphs(to_cyrillic, to_latin, always)


def fold_case(text: str) -> str:
    """Return the text in composed lower case; İ, and the ``i̇`` that ``str.lower`` makes of it, become i."""
    return _unicode_normalize("NFC", text.replace("İ", "i").lower().replace("i̇", "i"))


@lru_cache(maxsize=1 << 14)
def fold_character(c: str) -> str:
    """Return ``fold_case`` of a character with its combining marks; cached."""
    return fold_case(c)


@lru_cache(maxsize=1 << 14)
def has_homoglyphs(small: str) -> bool:
    """Return whether a small letter, with its marks, can be part of a word that ``unify_script`` changes."""
    return bool(_is_cyrillic(small) or _is_latin(small)) or small in homoglyphs().to_cyrillic


def unify_script(word: list[str], small: list[str]) -> list[str]:
    """Return the small letters of a word with homoglyphs replaced, so that all are of one script.

    The letters that exist in one script only decide which. A word of homoglyphs alone becomes Cyrillic, as
    most mistyped words are, unless it is a Roman numeral. Two kinds of words are returned unchanged: those
    with unmistakable letters of both scripts (``iphoneның``), and those without Cyrillic letters (``cop``).

    Args:
        word: Composed characters with their marks, in the original case: homoglyphs differ by case.
        small: The same characters in lower case.
    """
    table = homoglyphs()
    cyrillic = only_cyrillic = only_latin = False
    for c, s in zip(word, small, strict=True):
        if c in table.to_latin:
            cyrillic = True  # a Cyrillic letter with a Latin homoglyph
        elif c not in table.to_cyrillic:
            # Test the small letter: normalising the result again must not change its script.
            only_cyrillic = only_cyrillic or bool(_is_cyrillic(s))
            only_latin = only_latin or bool(_is_latin(s))
    if not (cyrillic or only_cyrillic) or (only_cyrillic and only_latin):
        return small
    replace = table.to_latin if only_latin or _is_mixed_roman("".join(word)) else table.to_cyrillic
    return [replace.get(c, s) for c, s in zip(word, small, strict=True)]
