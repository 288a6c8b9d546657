"""Spelling at the seam between a stem and a suffix: contexts, harmony and archiphonemes.

A *context* is what a suffix sees to its left: one class of classes.tsv and one harmony, as a bit. A suffix
spelling carries the mask of the contexts it may follow, so that agreement is one bitwise and.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntFlag
from functools import cache

from kzsearch_analyzers.tables import Row, read_rows

BACK_VOWELS = "аоұыя"
FRONT_VOWELS = "әеөүіэ"
NEUTRAL_VOWELS = "иуюё"
VOWELS = BACK_VOWELS + FRONT_VOWELS + NEUTRAL_VOWELS
VOICED = {"п": "б", "к": "г", "қ": "ғ"}
UNVOICED = {voiced: plain for plain, voiced in VOICED.items()}


class Harmony(IntFlag):
    """Which vowels a stem's suffixes take; both where loans waver."""

    BACK = 1
    FRONT = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class Classes:
    """The table of left contexts: names in order, and the class of each letter."""

    names: tuple[str, ...]
    of_letter: dict[str, str]

    def context_mask(self, name: str, harmony: Harmony) -> int:
        """The mask of contexts of one class under a harmony."""
        return int(harmony) << (2 * self.names.index(name))


@cache
def classes() -> Classes:
    """classes.tsv, read once."""
    rows = read_rows("morphology/grammar/classes.tsv", 5)
    letters = {c: row.cells[0] for row in rows if row.cells[1] != "-" for c in row.cells[1]}
    return Classes(tuple(row.cells[0] for row in rows), letters)


@cache
def context_mask(name: str, harmony: int) -> int:
    """Shortcut for ``classes().context_mask``."""
    return classes().context_mask(name, Harmony(harmony))


@cache
def word_end_contexts() -> int:
    """The contexts in which a word may end: all but the stem spellings that need a suffix."""
    return sum(context_mask(name, Harmony.EITHER) for name in classes().names if name not in "SEIJU")


def letter_class(text: str) -> str:
    """The class of the last letter that is spoken: ``"L"`` for ``автомобиль``.

    ``"T"`` for what is no letter of ours.
    """
    spoken = text.rstrip("ьъ")
    return classes().of_letter.get(spoken[-1:], "T")


def harmony_of(text: str) -> Harmony:
    """The harmony of a stem by its vowels, loans that waver giving ``EITHER``.

    The last plain vowel decides. A final и, у or ю has no harmony of its own and looks further left (``келу``
    front,
    ``тарихи`` back). The same letters in a closed last syllable belong to loans, whose usage wavers
    (``институттар``,
    ``физиктер``), as it does after a final soft sign. Source: KG2002 үндестік заңы.
    """
    soft = text.endswith("ь")
    open_end = text[-1:] in NEUTRAL_VOWELS
    for letter in reversed(text):
        if letter in BACK_VOWELS:
            return Harmony.EITHER if soft else Harmony.BACK
        if letter in FRONT_VOWELS:
            return Harmony.FRONT
        if letter in NEUTRAL_VOWELS and not open_end:
            return Harmony.EITHER
    return Harmony.FRONT if text[-1:] == "и" else Harmony.EITHER


def default_harmony(text: str) -> Harmony:
    """What generation uses where a stem wavers: front after a soft sign or a closed и, else back."""
    harmony = harmony_of(text)
    if harmony is not Harmony.EITHER:
        return harmony
    vowels = [c for c in text if c in VOWELS]
    front = text.endswith("ь") or (bool(vowels) and vowels[-1] in "иё")
    return Harmony.FRONT if front else Harmony.BACK


_PIECE = re.compile(r"\{(\w)\}|([^{}])")


@dataclass(frozen=True, slots=True)
class Template:
    """A suffix as a sequence of archiphonemes (upper or lower case names in braces) and plain letters."""

    pieces: tuple[tuple[bool, str], ...]

    @classmethod
    def parse(cls, text: str, row: Row, column: int) -> Template:
        """Reads ``{L}{A}р``.

        Raises:
            GrammarError: A name that archiphonemes.tsv lacks, or a stray brace.
        """
        pieces = [(bool(m[1]), m[1] or m[2]) for m in _PIECE.finditer(text)]
        if "".join(f"{{{p}}}" if a else p for a, p in pieces) != text:
            raise row.error(
                column, f"stray brace in template {text!r}; archiphonemes are one letter in braces"
            )
        for archi, piece in pieces:
            if archi and piece not in archiphonemes():
                raise row.error(
                    column, f"unknown archiphoneme {{{piece}}}; known: {' '.join(sorted(archiphonemes()))}"
                )
        return cls(tuple(pieces))

    def realize(self, left: str, harmony: Harmony) -> str | None:
        """Spells the suffix after a context, or None where it cannot stand.

        Args:
            left: A class name of classes.tsv.
            harmony: BACK or FRONT.
        Source: the rows of archiphonemes.tsv. Cost: O(pieces).
        """
        archi, piece = self.pieces[0]
        if not archi and (left in "SEIJU" or (piece in VOWELS and left in "VWK")):
            return None
        out = ""
        for archi, piece in self.pieces:
            spelled = (
                archiphonemes()[piece].get((letter_class(out) if out else left, harmony)) if archi else piece
            )
            if spelled is None:
                return None
            out += spelled
        return out


@cache
def archiphonemes() -> dict[str, dict[tuple[str, Harmony], str]]:
    """archiphonemes.tsv: name -> (class, harmony) -> letters.

    A missing key means that it cannot stand there.
    """
    names = classes().names
    table: dict[str, dict[tuple[str, Harmony], str]] = {}
    for row in read_rows("morphology/grammar/archiphonemes.tsv", len(names) + 4):
        spellings: dict[tuple[str, Harmony], str] = {}
        for column, name in enumerate(names, 1):
            back, _, front = row.cells[column].partition("/")
            for harmony, cell in ((Harmony.BACK, back), (Harmony.FRONT, front or back)):
                if cell != "-":
                    spellings[name, harmony] = "" if cell == "0" else cell
        table[row.cells[0]] = spellings
    return table
