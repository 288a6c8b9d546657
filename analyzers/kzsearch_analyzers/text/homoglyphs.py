"""Letters that stand for another one: put right word by word, by the script that the word is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.tables import read_rows

# Letters of a script, as the inside of a regular expression's character class.
CYRILLIC = "\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\ua640-\ua66e\ua680-\ua69d"
LATIN = "A-Za-zªºÀ-ÖØ-öø-\u02af\u1e00-\u1eff"

_is_cyrillic = re.compile(f"[{CYRILLIC}]").match
_is_latin = re.compile(f"[{LATIN}]").match
# ХVІІІ is a numeral, not a word with a stand-in for ү.
_is_mixed_roman = re.compile("(?=.*[XIV])[XХ]{0,3}(?:[IІ][XХ]|[IІ]V|V?[IІ]{0,3})").fullmatch


@dataclass(frozen=True, slots=True)
class Homoglyphs:
    """homoglyphs.tsv: what each letter becomes in Cyrillic and in Latin words, and wherever it stands."""

    to_cyrillic: dict[str, str]
    to_latin: dict[str, str]
    always: dict[str, str]


@cache
def homoglyphs() -> Homoglyphs:
    """The table, read once. A capital without a row of its own, or whose small letter has one, follows it."""
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
    """Composed small letters; İ and the ``i̇`` that other programs make of it are i."""
    return _unicode_normalize("NFC", text.replace("İ", "i").lower().replace("i̇", "i"))


@lru_cache(maxsize=1 << 14)
def fold_character(c: str) -> str:
    """``fold_case`` of a character with its marks, remembered."""
    return fold_case(c)


@lru_cache(maxsize=1 << 14)
def has_homoglyphs(small: str) -> bool:
    """Whether a small letter, perhaps with marks, is of the scripts that look alike, or a stand-in."""
    return bool(_is_cyrillic(small) or _is_latin(small)) or small in homoglyphs().to_cyrillic


def unify_script(word: list[str], small: list[str]) -> list[str]:
    """The small letters of a word, all of one script.

    Letters that only one script has tell which. A word that mixes twins alone is Cyrillic, as mistyped words
    nearly always are, unless it is a Roman numeral. Two kinds of words keep their letters: those with letters
    that only one script has of both (``iphoneның``), and those without any Cyrillic letter (``cop``).

    Args:
        word: Composed characters, each perhaps with marks, in their original case: twins differ by case.
        small: The same in small letters.
    """
    table = homoglyphs()
    cyrillic = only_cyrillic = only_latin = False
    for c, s in zip(word, small, strict=True):
        if c in table.to_latin:
            cyrillic = True
        elif c not in table.to_cyrillic:
            # by the small letter, or a word could change its script when it is normalised again
            only_cyrillic = only_cyrillic or bool(_is_cyrillic(s))
            only_latin = only_latin or bool(_is_latin(s))
    if not (cyrillic or only_cyrillic) or (only_cyrillic and only_latin):
        return small
    replace = table.to_latin if only_latin or _is_mixed_roman("".join(word)) else table.to_cyrillic
    return [replace.get(c, s) for c, s in zip(word, small, strict=True)]
