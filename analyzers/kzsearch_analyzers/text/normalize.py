"""Normalisation of text: NFC, lower case, one apostrophe, one hyphen, no homoglyphs, nothing invisible.

A word broken at the end of a line is joined: ``мек-⏎теп`` becomes ``мек-теп``.

Text of plain Kazakh, Russian, Latin or Arabic letters is only lowered. The rest is processed in chunks: the
text between two separators around an unusual character, so that a few such characters cost little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.tables import Row, read_rows
from kzsearch_analyzers.text.homoglyphs import (
    CYRILLIC,
    fold_character,
    has_homoglyphs,
    homoglyphs,
    unify_script,
)
from kzsearch_analyzers.text.offsets import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Separators of chunks. None of them composes with a combining mark, so NFC never works across one.
_BREAKS = ' \t\n\r\x0b\x0c\xa0.,;:!?()[]{}"«»“”„…—/№'
# Characters that need nothing but lower(). Latin letters are apart: in a Cyrillic word they are homoglyphs.
_PLAIN = (
    "А-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі"
    "\u0621-\u063f\u0641-\u064a\u0671-\u06d3\u06d5"  # Arabic letters
    r"\x00-@\[-_{-\x7f\xa0«»“”„…—№°§€₸©®²³½"
)
_PLAIN_LATIN = "A-Za-zÀ-ÖØ-öø-\u012f\u0131-\u024f"  # all but İ, whose lower case is two code points
_SUSPECT = re.compile(f"[^{_PLAIN}](?:(?<=[^{_PLAIN_LATIN}])|(?=[{CYRILLIC}])|(?<=[{CYRILLIC}].))", re.DOTALL)
# A word broken at the end of a line, as in scans and printed columns: the line break is removed here; whether
# the hyphen belongs to the word is decided by the word analysis.
_BROKEN_WORD = r"(?<=\w[-\xad\xac])\r?\n[ \t]*(?=[a-zß-öø-ÿа-яёәғқңөұүһі])"
_SUSPECT_OR_BROKEN = re.compile(f"{_BROKEN_WORD}|{_SUSPECT.pattern}", re.DOTALL)
_LINE_BREAK = " \t\r\n"  # a chunk contains these only inside a broken word
_REST_OF_CHUNK = re.compile(f"[^{re.escape(_BREAKS)}]*")
_STRESSED = "аеёиоуыэюяәіөүұ"
_STRESS = {0x300: None, 0x301: None}
# The stream-safe limit of UAX 15. NFC takes quadratic time in the number of marks on one letter.
_MAX_MARKS = 30


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text with a map to its original. All offsets count code points.

    Attributes:
        original: The text as given.
        text: The normalised text; normalising it again changes nothing.
        offsets: The start in ``original`` of each code point of ``text``, then the length of ``original``.
        ends: The end in ``original`` of each code point of ``text``; less than the next offset where
            characters between the two were removed.
    """

    original: str
    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range in ``original`` of a non-empty range of ``text``, with what was removed inside."""
        return self.offsets[start], self.ends[end - 1]


class _Chunk(NamedTuple):
    """A range of the original: the range of each character with its marks, and its normalised form."""

    start: int
    end: int
    spans: list[tuple[int, int]]
    spelled: list[str]


def normalize(text: str) -> Normalized:
    """Return the normalised text with its offsets; never raises.

    Cost: linear; for plain text, which most text is, one scan and one ``str.lower``.
    """
    pieces: list[str] = []
    chunks = list(_chunks(text))
    done = 0
    for chunk in chunks:
        pieces += (text[done : chunk.start].lower(), *chunk.spelled)
        done = chunk.end
    pieces.append(text[done:].lower())
    return Normalized(text, "".join(pieces), *_offsets(len(text), chunks))


def _offsets(size: int, chunks: list[_Chunk]) -> tuple[Sequence[int], Sequence[int]]:
    """Return offsets and ends; plain ranges where every chunk kept its length, as in most texts."""
    if all(_kept_length(chunk) for chunk in chunks):
        return range(size + 1), range(1, size + 1)
    starts, ends = Offsets(), Offsets()
    done = 0
    for chunk in chunks:
        starts.extend(done, chunk.start - done)
        ends.extend(done + 1, chunk.start - done)
        for (start, end), letters in zip(chunk.spans, chunk.spelled, strict=True):
            for _ in letters:
                starts.extend(start, 1)
                ends.extend(end, 1)
        done = chunk.end
    starts.extend(done, size - done + 1)
    ends.extend(done + 1, size - done)
    return starts, ends


def _kept_length(chunk: _Chunk) -> bool:
    return len(chunk.spans) == chunk.end - chunk.start == sum(map(len, chunk.spelled))


def _chunks(text: str) -> Iterator[_Chunk]:
    """Yield the ranges of text that ``str.lower`` alone does not normalise, in order."""
    done = 0
    pattern = _SUSPECT_OR_BROKEN if _may_have_broken_words(text) else _SUSPECT
    while suspect := pattern.search(text, done):
        start, end = suspect.start(), suspect.end()
        while start > done and text[start - 1] not in _BREAKS:
            start -= 1
        if rest := _REST_OF_CHUNK.match(text, end):
            end = rest.end()
        groups, spans = _characters(text, start, end)
        yield _Chunk(start, end, spans, _spell([_compose(group) for group in groups]))
        done = end


def _may_have_broken_words(text: str) -> bool:
    """Return whether the text needs the slower pattern that also finds broken words; most texts do not."""
    return "-\n" in text or "\xad" in text or "\xac" in text or ("\r" in text and "-\r\n" in text)


def _characters(text: str, start: int, end: int) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """Return the characters of a range with their marks, without ignorable ones, and their ranges."""
    dropped = signs().dropped
    groups: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    for i in range(start, end):
        c = text[i]
        if c in dropped or c in _LINE_BREAK:
            continue
        if groups and _joins(groups[-1][-1], c):
            if len(groups[-1]) <= _MAX_MARKS:
                groups[-1].append(c)
            spans[-1] = spans[-1][0], i + 1
        else:
            groups.append([c])
            spans.append((i, i + 1))
    return groups, spans


def _joins(left: str, c: str) -> bool:
    """Return whether a character may compose with the one before: a mark, or a vowel or final of Hangul."""
    if c < "\u0300":
        return False
    if "\u1160" <= c <= "\u11a7":
        return "\u1100" <= left <= "\u115f"
    if "\u11a8" <= c <= "\u11ff":
        return "\u1160" <= left <= "\u11a7" or "\uac00" <= left <= "\ud7a3"
    return category(c)[0] == "M"


def _compose(group: list[str]) -> str:
    text = _unicode_normalize("NFC", "".join(group))
    if len(text) == 1:
        return text
    if text[0] == "i":  # str.lower() turns İ into i̇
        return _unicode_normalize("NFC", text.replace("i\u0307", "i"))
    # Remove the stress marks of dictionaries and encyclopedias: Құнанба́йұлы.
    return text.translate(_STRESS) if text[0].lower() in _STRESSED else text


def _spell(characters: list[str]) -> list[str]:
    """Return the normalised form of each character of a chunk."""
    known, always = signs(), homoglyphs().always
    characters = ["'" + c[1:] if c[0] in known.apostrophes else always.get(c, c) for c in characters]
    spelled = [fold_character(c) for c in characters]
    last = len(characters) - 1
    done = 0
    for i, small in enumerate(spelled):
        if has_homoglyphs(small):
            continue
        spelled[done:i] = unify_script(characters[done:i], spelled[done:i])
        done = i + 1
        if small in known.hyphens and 0 < i < last and _hyphenated(characters[i - 1], characters[i + 1]):
            spelled[i] = "-"
    spelled[done:] = unify_script(characters[done:], spelled[done:])
    return spelled


def _hyphenated(left: str, right: str) -> bool:
    """Return whether a dash between two characters is a hyphen; between digits it marks a range."""
    return left[0].isalnum() and right[0].isalnum() and not (left.isdigit() and right.isdigit())


@dataclass(frozen=True, slots=True)
class _Signs:
    """The table signs.tsv as sets of characters."""

    apostrophes: frozenset[str]
    hyphens: frozenset[str]
    dropped: frozenset[str]


@cache
def signs() -> _Signs:
    """Return the table signs.tsv, read once."""
    kinds: dict[str, set[str]] = {"apostrophe": set(), "hyphen": set(), "drop": set()}
    for row in read_rows("text/signs.tsv", 6):
        if row.cells[0] not in kinds:
            raise row.error(0, f"unknown kind {row.cells[0]!r}; known: {' '.join(sorted(kinds))}")
        kinds[row.cells[0]].update(map(chr, range(_code_point(row, 1), _code_point(row, 2) + 1)))
    return _Signs(*map(frozenset, kinds.values()))


def _code_point(row: Row, column: int) -> int:
    prefix, _, digits = row.cells[column].partition("+")
    if prefix != "U" or not digits.isalnum():
        raise row.error(column, f"{row.cells[column]!r} is no code point; expected e.g. U+2019")
    return int(digits, 16)
