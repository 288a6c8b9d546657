"""Phonology at the border of a stem and a suffix: letter classes, vowel harmony and archiphonemes.

A *context* is what determines the spelling of a suffix: one class of classes.tsv and one harmony of the text
to its left, as a bit. A suffix spelling has the mask of the contexts that it may follow, so that agreement is
checked with one bitwise and.
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
    """The vowels of a stem's suffixes; both for loanwords whose usage varies."""

    BACK = 1
    FRONT = 2
    EITHER = 3


@dataclass(frozen=True, slots=True)
class Classes:
    """The table classes.tsv.

    Attributes:
        names: The classes in the order of their bits.
        of_letter: Letter -> class of text that ends in it.
    """

    names: tuple[str, ...]
    of_letter: dict[str, str]

    def context_mask(self, name: str, harmony: Harmony) -> int:
        """Return the mask of the contexts of one class with a harmony."""
        return int(harmony) << (2 * self.names.index(name))


@cache
def classes() -> Classes:
    """Return the table classes.tsv, read once."""
    rows = read_rows("morphology/grammar/classes.tsv", 5)
    letters = {c: row.cells[0] for row in rows if row.cells[1] != "-" for c in row.cells[1]}
    return Classes(tuple(row.cells[0] for row in rows), letters)


@cache
def context_mask(name: str, harmony: int) -> int:
    """Return ``classes().context_mask``; cached."""
    return classes().context_mask(name, Harmony(harmony))


@cache
def word_end_contexts() -> int:
    """Return the mask of contexts in which a word may end: all but those of stems that need a suffix."""
    return sum(context_mask(name, Harmony.EITHER) for name in classes().names if name not in "SEIJU")


def letter_class(text: str) -> str:
    """Return the class of the last letter that is not a sign: ``"L"`` for ``автомобиль``.

    Letters that classes.tsv lacks have the class ``"T"``.
    """
    spoken = text.rstrip("ьъ")
    return classes().of_letter.get(spoken[-1:], "T")


def harmony_of(text: str) -> Harmony:
    """Return the harmony of a stem by its vowels; ``EITHER`` for loanwords whose usage varies.

    The last vowel with a harmony decides. A final и, у or ю has none, so the vowel before it decides
    (``келу`` front, ``тарихи`` back). In a closed last syllable these letters mark loanwords, whose usage
    varies (``институттар``, ``физиктер``), as it does after a final soft sign. Source: KG2002 үндестік заңы.
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
    """Return the usual harmony of a stem: where it varies, front after a soft sign or closed и, else back."""
    harmony = harmony_of(text)
    if harmony is not Harmony.EITHER:
        return harmony
    vowels = [c for c in text if c in VOWELS]
    front = text.endswith("ь") or (bool(vowels) and vowels[-1] in "иё")
    return Harmony.FRONT if front else Harmony.BACK


_PIECE = re.compile(r"\{(\w)\}|([^{}])")


@dataclass(frozen=True, slots=True)
class Template:
    """The spelling of a suffix.

    Attributes:
        pieces: Archiphonemes as (True, name) and plain letters as (False, letter).
    """

    pieces: tuple[tuple[bool, str], ...]

    @classmethod
    def parse(cls, text: str, row: Row, column: int) -> Template:
        """Return the template of a cell such as ``{L}{A}р``: archiphonemes in braces, and plain letters.

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
        """Return the letters of the suffix after a context; None where it cannot follow.

        Args:
            left: Name of a class of classes.tsv.
            harmony: BACK or FRONT.
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
    """Return the table archiphonemes.tsv: name -> (class, harmony) -> letters.

    A key is missing where the archiphoneme cannot follow the class.
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
