"""The tables of orthographies: how each spells Kazakh Cyrillic, and what its spellings may stand for.

A table is ``tables/<scheme>.tsv``, with the columns

- ``cyrl``: a Cyrillic letter, or several; ``spelling``: how the orthography spells it; ``-`` = with nothing;
- ``way``: ``both`` = written and read so; ``back`` = only read so, a spelling that is met; ``alias`` = a sign
  that is read as the sign in ``left``; ``mark`` = a sign put before a word that has a letter of ``left`` and
  none of ``right``;
- ``left``, ``right``: Cyrillic letters, one of which must stand there for the row to be written; ``#`` = the
  word's edge, ``-`` = anything. The longest ``cyrl`` wins, then the row with most neighbours named;
- ``note``, ``example`` (``Cyrillic = spelling``; a test) and ``source``.

No row says which of its letters an ambiguous spelling is read as: ``reader.py`` finds that out.
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
_WAYS = ("both", "read", "alias", "mark")
_EDGE = "#"
_LOWER_DOTTED = str.maketrans({"I": "ı", "İ": "i"})


class Scheme(NamedTuple):
    """A row of schemes.tsv.

    Attributes:
        name: As in a call.
        title: In English.
        penalty: Nats that a text must gain by the scheme to be taken for it.
    """

    name: str
    title: str
    penalty: float


@cache
def scheme_list() -> tuple[Scheme, ...]:
    """schemes.tsv, the likelier first; all but ``cyrl`` have a table."""
    rows = read_rows("scripts/schemes.tsv", 4)
    return tuple(Scheme(row.cells[0], row.cells[1], float(row.cells[2])) for row in rows)


@cache
def schemes() -> tuple[str, ...]:
    """The names of all schemes: ``cyrl``, then the others, the likelier to be met first."""
    return tuple(scheme.name for scheme in scheme_list())


@cache
def orthographies(script: Script) -> tuple[str, ...]:
    """The schemes in a script that somebody has laid down, the likelier first."""
    names = (s.name for s in scheme_list() if s.name != CYRILLIC_SCHEME and not s.penalty)
    return tuple(name for name in names if orthography(name).script is script)


def check_scheme(name: str) -> None:
    """Passes names of schemes.

    Raises:
        UnknownSchemeError: No table has that name.
    """
    if name not in schemes():
        raise UnknownSchemeError(f"unknown transliteration scheme {name!r}; known: {' '.join(schemes())}")


class Rule(NamedTuple):
    """How Cyrillic letters are spelled between certain neighbours; empty ``left`` or ``right`` means any."""

    spelling: str
    left: str
    right: str

    def fits(self, word: str, start: int, end: int) -> bool:
        """Whether the neighbours of ``word[start:end]`` are the rule's."""
        left = word[start - 1] if start else _EDGE
        right = word[end] if end < len(word) else _EDGE
        return (not self.left or left in self.left) and (not self.right or right in self.right)


class Option(NamedTuple):
    """Cyrillic letters that a spelling may stand for; ``listed`` where the orthography itself says so."""

    letters: str
    listed: bool


class Mark(NamedTuple):
    """A sign before words that have a letter of one set and none of another."""

    sign: str
    of: frozenset[str]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Orthography:
    """A compiled table.

    Attributes:
        name: The scheme.
        script: Of its letters.
        write: Cyrillic letters -> rules; those with most neighbours named first, else as in the table.
        read: Spelling -> options; those of the orthography itself first.
        silent: Cyrillic letters that may be spelled with nothing.
        marks: Signs before words; no orthography has more than one.
        dotted: Whether ı is a letter, so that the capital of i is İ and that of ı is I.
        aliases: Signs that stand for one of the table, for ``str.translate``.
        words: Finds the stretches of text that may be words.
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
        """The word in composed small letters and the signs of the table: spelled as ``read`` is."""
        text = _unicode_normalize("NFC", word)
        text = fold_case(text.translate(_LOWER_DOTTED) if self.dotted else text)
        return text.translate(self.aliases)


@cache
def apostrophes() -> frozenset[str]:
    """Every sign that stands for an apostrophe."""
    return signs().apostrophes | {"'"}


def word_pattern(script: Script, others: str = "") -> re.Pattern[str]:
    """Stretches of letters of a script that may have marks, and other signs but not as the first."""
    return re.compile(f"(?:[{LETTERS[script]}][\u0300-\u036f{re.escape(others)}]*)+")


@cache
def orthography(name: str) -> Orthography:
    """The table of a scheme other than ``cyrl``, read once.

    Raises:
        GrammarError: The table is malformed.
    """
    cells = [_checked(row) for row in read_rows(f"scripts/tables/{name}.tsv", COLUMNS)]
    rows = [row for row in cells if row[2] != "alias"]
    write: dict[str, list[Rule]] = {}
    read: dict[str, list[Option]] = {}
    for letters, spelling, way, left, right in rows:
        if way == "both":
            write.setdefault(letters, []).append(Rule(spelling, left, right))
        if spelling:
            read.setdefault(spelling, []).append(Option(letters, way != "read"))
    used = {c for spelling in read for c in spelling}
    aliases = {ord(sign): own for _, sign, way, own, _ in cells if way == "alias"}
    aliases |= {ord(c): own for own in used & apostrophes() for c in apostrophes()}
    script = next(s for s in LETTERS if any(detect_script(c) is s for c in used))
    return Orthography(
        name=name,
        script=script,
        write={s: tuple(sorted(found, key=_neighbours, reverse=True)) for s, found in write.items()},
        read={s: tuple(sorted(found, key=_listed, reverse=True)) for s, found in read.items()},
        silent=frozenset(letters for letters, spelling, *_ in rows if not spelling),
        marks=tuple(Mark(s, frozenset(of), frozenset(no)) for _, s, way, of, no in rows if way == "mark"),
        dotted="ı" in used,
        aliases=aliases,
        words=word_pattern(script, "".join(sorted({*used, *map(chr, aliases)}))),
    )


def _neighbours(rule: Rule) -> int:
    return bool(rule.left) + bool(rule.right)


def _listed(option: Option) -> bool:
    return option.listed


def _checked(row: Row) -> tuple[str, ...]:
    """The first five cells, "" for a dash."""
    letters, spelling, way, left, right = row.cells[:5]
    if way not in _WAYS:
        raise row.error(2, f"unknown way {way!r}; known: {' '.join(_WAYS)}")
    if way == "mark" and (letters != "-" or "-" in (spelling, left, right)):
        raise row.error(0, "a mark has a sign and letters left and right, and '-' as cyrl")
    if way == "alias" and (letters + right != "--" or len(spelling) != 1 or len(left) != 1):
        raise row.error(1, "an alias is one sign, and left has the one that it stands for")
    if way == "read" and left + right != "--":
        raise row.error(3, "neighbours decide what is written; a row that is only read has none")
    if letters == spelling == "-":
        raise row.error(0, "neither a letter nor a spelling")
    return tuple("" if cell == "-" else cell for cell in row.cells[:5])
