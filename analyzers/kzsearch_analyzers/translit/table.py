"""The tables of orthographies, each compiled into the two directions between Cyrillic and its script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kzsearch_analyzers.errors import UnknownSchemeError
from kzsearch_analyzers.kazakh.tables import Row, read_rows
from kzsearch_analyzers.translit.script import LETTERS, detect_script

if TYPE_CHECKING:
    from collections.abc import Iterator

CYRILLIC_SCHEME = "cyrl"
_WAYS = ("both", "to", "back", "guess")
_EDGE = "#"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one spelling becomes between certain neighbours; empty ``left`` or ``right`` means any."""

    target: str
    left: str
    right: str
    guess: bool

    def fits(self, word: str, start: int, end: int) -> bool:
        """Whether the neighbours of ``word[start:end]`` are the rule's."""
        left = word[start - 1] if start else _EDGE
        right = word[end] if end < len(word) else _EDGE
        return (not self.left or left in self.left) and (not self.right or right in self.right)


@dataclass(frozen=True, slots=True)
class Direction:
    """The rules from one script to another.

    Attributes:
        rules: By spelling; those with most neighbours named first, else as in the table.
        longest: Length of the longest spelling.
        words: Finds the stretches of text that may be words of the source script.
        source_dotted: Whether ı is a letter of the source, so that the capital of i is İ and that of ı is I.
        target_dotted: The same of the target.
    """

    rules: dict[str, tuple[Rule, ...]]
    longest: int
    words: re.Pattern[str]
    source_dotted: bool
    target_dotted: bool

    def options(self, word: str, start: int) -> Iterator[tuple[int, str]]:
        """(end, target) of what a place of a word may be, best first: the longest spelling; guesses last."""
        guesses = []
        for end in range(min(len(word), start + self.longest), start, -1):
            for rule in self.rules.get(word[start:end], ()):
                if rule.fits(word, start, end):
                    if rule.guess:
                        guesses.append((end, rule.target))
                    else:
                        yield end, rule.target
        yield from guesses


@dataclass(frozen=True, slots=True)
class Orthography:
    """How Cyrillic is written in a scheme and how the scheme is read back."""

    write: Direction
    read: Direction


@cache
def schemes() -> tuple[str, ...]:
    """The names of all schemes: ``cyrl``, then one for each table."""
    tables = files("kzsearch_analyzers").joinpath("translit/tables").iterdir()
    return CYRILLIC_SCHEME, *sorted(table.name[:-4] for table in tables if table.name.endswith(".tsv"))


def check_scheme(name: str) -> None:
    """Passes names of schemes.

    Raises:
        UnknownSchemeError: No table has that name.
    """
    if name not in schemes():
        raise UnknownSchemeError(f"unknown transliteration scheme {name!r}; known: {' '.join(schemes())}")


@cache
def orthography(name: str) -> Orthography:
    """The table of a scheme other than ``cyrl``, read once.

    Raises:
        GrammarError: The table is malformed.
    """
    write: dict[str, list[Rule]] = {}
    read: dict[str, list[Rule]] = {}
    for row in read_rows(f"translit/tables/{name}.tsv", 8):
        cyrillic, other, way, left, right = ("" if cell == "-" else cell for cell in row.cells[:5])
        _check_way(row, way, bool(left or right))
        if way in ("both", "to"):
            write.setdefault(cyrillic, []).append(Rule(other, left, right, guess=False))
        if way != "to":
            read.setdefault(other, []).append(Rule(cyrillic, left, right, guess=way == "guess"))
    dotted = any("ı" in spelling for spelling in read)
    return Orthography(_direction(write, False, dotted), _direction(read, dotted, False))


def _check_way(row: Row, way: str, has_context: bool) -> None:
    if way not in _WAYS:
        raise row.error(2, f"unknown way {way!r}; known: {' '.join(_WAYS)}")
    if way == "both" and has_context:
        raise row.error(
            3, "neighbours are spelled in one script, so a row for both ways has none; write two rows"
        )


def _direction(rules: dict[str, list[Rule]], source_dotted: bool, target_dotted: bool) -> Direction:
    letters = "".join(rules)
    # A sign that the orthography has beside letters, as s' for ш, belongs to the word.
    signs = re.escape("".join(sorted({c for c in letters if not c.isalpha()})))
    script = LETTERS[detect_script(letters)]
    return Direction(
        {s: tuple(sorted(found, key=lambda r: -bool(r.left) - bool(r.right))) for s, found in rules.items()},
        max(map(len, rules)),
        re.compile(f"(?:[{script}][\u0300-\u036f{signs}]*)+"),
        source_dotted,
        target_dotted,
    )
