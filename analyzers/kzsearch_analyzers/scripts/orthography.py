"""Transliteration schemes and the tables of their orthographies.

A table is ``tables/<scheme>.tsv``, with the columns

- ``cyrl``: one or several Cyrillic letters; ``spelling``: their spelling in the orthography; ``-`` = empty;
- ``direction``: ``both`` = written and read; ``read`` = only read, a spelling that occurs in texts;
  ``alias`` = a sign that is read as the sign in ``left``; ``mark`` = a sign written before a word that has a
  letter of ``left`` and none of ``right``;
- ``left``, ``right``: the row is written only next to one of these Cyrillic letters; ``#`` = the edge of the
  word, ``-`` = any. The longest ``cyrl`` wins, then the row with most neighbours named;
- ``note``, ``example`` (``Cyrillic = spelling``; a test) and ``source``.

Which letters an ambiguous spelling stands for is not in the tables: ``to_cyrillic.py`` decides for each word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.errors import UnknownSchemeError
from kzsearch_analyzers.scripts.script import LETTERS, Script, detect_script
from kzsearch_analyzers.tables import Row, read_rows
from kzsearch_analyzers.text.homoglyphs import fold_case
from kzsearch_analyzers.text.normalize import signs

CYRILLIC_SCHEME = "cyrl"
COLUMNS = 8
_DIRECTIONS = ("both", "read", "alias", "mark")
_EDGE = "#"
_LOWER_DOTTED = str.maketrans({"I": "ı", "İ": "i"})


class Scheme(NamedTuple):
    """A row of schemes.tsv.

    Attributes:
        name: The argument of ``transliterate``.
        title: English name.
        penalty: Nats by which the scheme must fit a text better than others to be detected.
    """

    name: str
    title: str
    penalty: float


@cache
def scheme_list() -> tuple[Scheme, ...]:
    """Return the schemes, the most likely first; all but ``cyrl`` have a table."""
    rows = read_rows("scripts/schemes.tsv", 4)
    return tuple(Scheme(row.cells[0], row.cells[1], float(row.cells[2])) for row in rows)


@cache
def schemes() -> tuple[str, ...]:
    """Return the names of all schemes: ``cyrl``, then the others, the most likely first."""
    return tuple(scheme.name for scheme in scheme_list())


@cache
def orthographies(script: Script) -> tuple[str, ...]:
    """Return the standard schemes of a script, not those of keyboards, the most likely first."""
    names = (s.name for s in scheme_list() if s.name != CYRILLIC_SCHEME and not s.penalty)
    return tuple(name for name in names if orthography(name).script is script)


def check_scheme(name: str) -> None:
    """Raise an error unless a scheme has the name.

    Raises:
        UnknownSchemeError: No table has that name.
    """
    if name not in schemes():
        raise UnknownSchemeError(f"unknown transliteration scheme {name!r}; known: {' '.join(schemes())}")


class Rule(NamedTuple):
    """The spelling of Cyrillic letters between certain neighbours; empty ``left`` or ``right`` = any."""

    spelling: str
    left: str
    right: str

    def fits(self, word: str, start: int, end: int) -> bool:
        """Return whether the rule allows the neighbours of ``word[start:end]``."""
        left = word[start - 1] if start else _EDGE
        right = word[end] if end < len(word) else _EDGE
        return (not self.left or left in self.left) and (not self.right or right in self.right)


class Option(NamedTuple):
    """Cyrillic letters that a spelling may stand for; ``listed`` if the orthography itself has it."""

    letters: str
    listed: bool


class Mark(NamedTuple):
    """A sign written before words that have a letter of ``of`` and none of ``without``."""

    sign: str
    of: frozenset[str]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Orthography:
    """A compiled table.

    Attributes:
        name: The scheme.
        script: The script of its letters.
        write: Cyrillic letters -> rules, those with most neighbours named first, else as in the table.
        read: Spelling -> options, those of the orthography itself first.
        silent: Cyrillic letters whose spelling may be empty.
        marks: Signs before words; no orthography has more than one.
        dotted: Whether ı is a letter, so that the capital of i is İ and that of ı is I.
        aliases: Signs that are read as one of the table, for ``str.translate``.
        words: Pattern of the words of a text.
    """

    name: str
    script: Script
    write: dict[str, tuple[Rule, ...]]
    read: dict[str, tuple[Option, ...]]
    silent: frozenset[str]
    marks: tuple[Mark, ...]
    dotted: bool
    aliases: dict[int, str]
    words: re.Pattern[str]

    def small(self, word: str) -> str:
        """Return the word in composed small letters and the signs of the table, as ``read`` has them."""
        text = _unicode_normalize("NFC", word)
        text = fold_case(text.translate(_LOWER_DOTTED) if self.dotted else text)
        return text.translate(self.aliases)


@cache
def apostrophes() -> frozenset[str]:
    """Return every character that is read as an apostrophe."""
    return signs().apostrophes | {"'"}


def word_pattern(script: Script, others: str = "") -> re.Pattern[str]:
    """Return a pattern of words: letters of a script, with marks and the characters ``others`` after them."""
    return re.compile(f"(?:[{LETTERS[script]}][\u0300-\u036f{re.escape(others)}]*)+")


@cache
def orthography(name: str) -> Orthography:
    """Return the table of a scheme other than ``cyrl``, read once.

    Raises:
        GrammarError: The table is malformed.
    """
    cells = [_cells(row) for row in read_rows(f"scripts/tables/{name}.tsv", COLUMNS)]
    rows = [row for row in cells if row.direction != "alias"]
    write: dict[str, list[Rule]] = {}
    read: dict[str, list[Option]] = {}
    for row in rows:
        if row.direction == "both":
            write.setdefault(row.cyrl, []).append(Rule(row.spelling, row.left, row.right))
        if row.spelling:
            read.setdefault(row.spelling, []).append(Option(row.cyrl, row.direction != "read"))
    used = {c for spelling in read for c in spelling}
    aliases = {ord(row.spelling): row.left for row in cells if row.direction == "alias"}
    aliases |= {ord(c): own for own in used & apostrophes() for c in apostrophes()}
    script = next(s for s in LETTERS if any(detect_script(c) is s for c in used))
    return Orthography(
        name=name,
        script=script,
        write={s: tuple(sorted(found, key=_neighbours, reverse=True)) for s, found in write.items()},
        read={s: tuple(sorted(found, key=_listed, reverse=True)) for s, found in read.items()},
        silent=frozenset(row.cyrl for row in rows if not row.spelling),
        marks=tuple(
            Mark(row.spelling, frozenset(row.left), frozenset(row.right))
            for row in rows
            if row.direction == "mark"
        ),
        dotted="ı" in used,
        aliases=aliases,
        words=word_pattern(script, "".join(sorted({*used, *map(chr, aliases)}))),
    )


def _neighbours(rule: Rule) -> int:
    return bool(rule.left) + bool(rule.right)


def _listed(option: Option) -> bool:
    return option.listed


class _Cells(NamedTuple):
    """The cells of a row that are compiled, "" for a dash."""

    cyrl: str
    spelling: str
    direction: str
    left: str
    right: str


def _cells(row: Row) -> _Cells:
    """Return the cells of a row.

    Raises:
        GrammarError: The cells contradict each other.
    """
    letters, spelling, direction, left, right = row.cells[:5]
    if direction not in _DIRECTIONS:
        raise row.error(2, f"unknown direction {direction!r}; known: {' '.join(_DIRECTIONS)}")
    if direction == "mark" and (letters != "-" or "-" in (spelling, left, right)):
        raise row.error(0, "a mark has a sign and letters left and right, and '-' as cyrl")
    if direction == "alias" and (letters + right != "--" or len(spelling) != 1 or len(left) != 1):
        raise row.error(1, "an alias is one sign, and left has the one that it stands for")
    if direction == "read" and left + right != "--":
        raise row.error(3, "neighbours decide what is written; a row that is only read has none")
    if letters == spelling == "-":
        raise row.error(0, "neither a letter nor a spelling")
    return _Cells(*("" if cell == "-" else cell for cell in row.cells[:5]))
