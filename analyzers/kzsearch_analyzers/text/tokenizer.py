"""Tokenizer: one regular expression over normalised text, with offsets into the original text."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from kzsearch_analyzers.morphology.lexicon import read_lexemes
from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.token import TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch_analyzers.text.normalize import Normalized

MAX_ABBREVIATION = 6
"""Letters of the longest all-capitals word that is an abbreviation; longer ones are emphasised words."""

_PATTERN = r"""
  (?=[\w'])(?:
  (?P<plain>  [а-яёәғқңөұүһі]{{2,}} (?= [\s,;:!?»")] ) )      # fast path for most words
| (?P<url>    (?<! [\w.@-] ) (?: (?: https? | ftp ) :// {path} | {domain} (?: / {path}? | [?\#] {path} )? ) )
| (?P<email>  (?<! [\w.+@-] ) [a-z0-9] [\w.+-]* @ {host} \. [a-z]{{2,}} (?! [\w@] ) )
| (?P<dotted> (?<! \w ) {letter} (?: \. {letter} )+ (?! {char} ) \.? )        # т.б. but not А.Құнанбаев
| (?P<truncated> (?<! [\w.'-] ) (?: {letter} | {truncated} ) \. (?! [\w-] ) )  # ж. А. млрд.
| (?P<number> (?: (?<! \d[.,] ) \d+ [.,] \d+ (?! [.,]? \d ) | \d+ )           # 3,14 but 21, 09, 2025
              (?: (?: %? - (?! \d ) )? {char} {more} {tail} )? )              # 80-ші 1990жж 70%-ға but 21, 23
| (?P<word>   {char} {more} {tail} (?: (?<= [acginosuy] ) ' )? )
| (?P<quote>  ' )
)"""
# In \w, but part of no word: footnote numbers, the 2 of km², fractions, circled digits.
_NO_CHAR = "_²³¹¼-¾⁰⁴-⁹⅐-⅟①-⓿❶-➓"
_PATH = r"""[^\s<>«»"]* [\w/=]"""
_HOST = r"[a-z0-9]+ (?: [.-] [a-z0-9]+ )*"
_DOMAIN = r"(?: [a-z0-9]+ (?: - [a-z0-9]+ )* \. )+ (?: {domains} ) (?! [\w@] | [.-][a-z0-9] ) (?: : \d+ )?"
_MAY_HAVE_MARKS = re.compile(
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u0621-\u064a\u0671-\u06d5\u2000-\u20cf\u2100-\u2bff]"
)


class RawToken(NamedTuple):
    """A token before any analysis. A tuple: creating one takes a third of the time of a frozen dataclass.

    Attributes:
        term: The normalised characters, never empty, without a percent sign before a suffix (``70-ға``).
        start: Offset of the first code point in the original text.
        end: Offset after the last code point in the original text.
        kind: NUMBER for every token that begins with a digit, also with a suffix (``80-ші``).
    """

    term: str
    start: int
    end: int
    kind: TokenKind


_raw_token = partial(tuple.__new__, RawToken)  # half the time of the constructor with names
_WORD = TokenKind.WORD  # looking up an enum member runs Python code

_KINDS: dict[str | None, TokenKind] = {
    "url": TokenKind.URL,
    "email": TokenKind.EMAIL,
    "plain": TokenKind.WORD,
    "dotted": TokenKind.ABBREVIATION,
    "truncated": TokenKind.ABBREVIATION,
    "number": TokenKind.NUMBER,
    "word": TokenKind.WORD,
}


def tokenize(normalized: Normalized) -> Iterator[RawToken]:
    """Yield the tokens in order, without overlap; never raises. Cost: linear in the length.

    A word includes the hyphens and apostrophes inside it, and an apostrophe at the end of a Latin word
    (``tas'``, таш in the alphabet of 2017) unless it closes a quotation. ``10 000`` is two tokens.
    """
    text, original, offsets, ends = normalized.text, normalized.original, normalized.offsets, normalized.ends
    aligned = isinstance(offsets, range)  # normalised and original offsets are equal, as in most texts
    acronyms = _AcronymDetector(normalized)
    quoted = False
    for match in _pattern(_MAY_HAVE_MARKS.search(text) is not None).finditer(text):
        kind = _KINDS.get(match.lastgroup)
        start, end = match.span()
        term = match[0]
        if kind is _WORD:
            if quoted and term[-1] == "'":
                end, term, quoted = end - 1, term[:-1], False
            first = start if aligned else offsets[start]
            if original[first].isupper() and acronyms.is_acronym(start, end):
                kind = TokenKind.ABBREVIATION
        elif kind is TokenKind.NUMBER:
            term = term.replace("%", "")
        elif kind is None:  # an apostrophe outside words: opens a quotation before a letter, else closes it
            quoted = text[end : end + 1].isalnum() and not text[max(start - 1, 0) : start].isalnum()
            continue
        yield _raw_token((term, start, end, kind) if aligned else (term, offsets[start], ends[end - 1], kind))


class _AcronymDetector:
    """Recognises the abbreviations of a text by their capitals. To be called from left to right."""

    def __init__(self, normalized: Normalized) -> None:
        self._normalized = normalized
        self._line_end = -1
        self._all_capitals = False

    def is_acronym(self, start: int, end: int) -> bool:
        """Return whether a word with a capital first letter is an abbreviation: ``АҚШ``, ``АҚШ-тың``.

        In a line of capitals only, such as a heading, only a word with an ending in small letters is.

        Args:
            start: First code point of the word in the normalised text.
            end: One past its last code point.
        """
        text, original, span = self._normalized.text, self._normalized.original, self._normalized.span
        hyphen = text.find("-", start, end)
        head_end = hyphen if hyphen > start else end
        letters = sum(map(str.isalpha, text[start:head_end]))
        first, last = span(start, head_end)
        if letters < 2 or not original[first:last].isupper():
            return False
        ending = original[last : span(start, end)[1]]
        if ending != ending.upper():
            return True
        return letters <= MAX_ABBREVIATION and not self._in_heading(first)

    def _in_heading(self, offset: int) -> bool:
        """Return whether the line around an offset of the original has no small letter."""
        original = self._normalized.original
        if offset >= self._line_end:
            begin = original.rfind("\n", 0, offset) + 1
            end = original.find("\n", offset)
            self._line_end = end if end >= 0 else len(original)
            line = original[begin : self._line_end]
            self._all_capitals = line == line.upper()
        return self._all_capitals


def _truncated_words() -> list[str]:
    """Return the abbreviations with a full stop at the end (``млрд.``), without it, longest first."""
    lexemes = read_lexemes("morphology/lexicon/abbreviations.tsv", {})
    stops = {x.lemma[:-1] for x in lexemes if x.lemma.endswith(".") and "." not in x.lemma[:-1]}
    return sorted(stops, key=lambda word: (-len(word), word))


@cache
def _pattern(marked: bool) -> re.Pattern[str]:
    """Return the pattern of a token; ``marked`` allows combining marks in words, which is slower."""
    char, letter = f"[^\\W{_NO_CHAR}]", f"[^\\W\\d{_NO_CHAR}]"
    more = f"(?: {char} | [{_marks()}] )*" if marked else f"{char}*"
    if marked:
        letter += f"[{_marks()}]*"
    domain = _DOMAIN.format(domains="|".join(row.cells[0] for row in read_rows("text/domains.tsv", 2)))
    tail = f"(?: (?: '?- | ' ) {char} {more} )*"
    parts = {
        "char": char,
        "letter": letter,
        "more": more,
        "tail": tail,
        "path": f"(?: {_PATH} )",
        "host": _HOST,
        "domain": domain,
        "truncated": "|".join(map(re.escape, _truncated_words())),
    }
    return re.compile(_PATTERN.format(**parts), re.VERBOSE)


@cache
def _marks() -> str:
    """Return every combining mark, for a character class; takes 10 ms, once, if a text may have marks."""
    blocks = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0x1F000))  # other blocks have none
    return "".join(chr(c) for block in blocks for c in block if category(chr(c))[0] == "M")
