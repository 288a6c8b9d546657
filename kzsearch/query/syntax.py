"""The query language: text to a tree of words and operators. Knows no analyzer and no index.

===================  ==========================================================================
``кітап оқу``        sections with any of the words, those with more of them first
``"кітап оқу"``      the words next to each other
``кітап AND оқу``    both; binds closer than OR and than mere neighbourhood
``кітап OR оқу``     the same as without OR
``NOT оқу``, ``-оқу``  leaves sections with the word out; only useful beside something wanted
``title:абай``       the word in the title; also ``heading:`` and ``body:``, a phrase, or parentheses
``кіт*``             words that begin so; of very many, the most frequent ones
``(…)``              grouping
===================  ==========================================================================

Every text means something: what does not fit the table is taken for words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kzsearch.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch without blanks; its analysis may still find several words in it (``21–23``), or none.

    ``start`` is its place in the query, which does not make it another node.
    """

    text: str
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood between quotes; ``start`` as for ``Words``."""

    text: str
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stood before an asterisk; ``start`` as for ``Words``."""

    text: str
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Must not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All must match."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any may match; none at all is the empty query."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InField:
    """Must match in this field."""

    field: Field
    node: Node


Node: TypeAlias = "Words | Phrase | Prefix | Not | And | Or | InField"

_MAX_DEPTH = 40
"""Parentheses nested deeper are read as if they were not there."""

_QUOTES = '"“”„'
_LEXEME = re.compile(
    rf"""
      \s+
    | -+ (?= [\s)] | $ )                                     # a dash between words: dropped
    | [{_QUOTES}] (?P<phrase> [^{_QUOTES}]* ) [{_QUOTES}]
    | [{_QUOTES}]                                            # never closed: dropped
    | (?P<open> \( )
    | (?P<close> \) )
    | (?P<minus> - (?= [^-] ) )
    | (?P<field> (?: {"|".join(field.value for field in Field)} ) : (?= [^\s)] ) )
    | (?P<operator> (?: AND | OR | NOT ) (?= [\s(){_QUOTES}] | $ ) )
    | (?P<word> [^\s(){_QUOTES}]+ )
    """,
    re.VERBOSE,
)


def parse(query: str) -> Node:
    """Read a query; never raises."""
    return _Parser(query).parse()


class _Parser:
    """Recursive descent; the depth of the recursion is that of the parentheses."""

    def __init__(self, query: str) -> None:
        self._lexemes = list(_balanced(query))
        self._next = 0

    def parse(self) -> Node:
        """Everything up to the end of this level."""
        nodes: list[Node] = []
        while self._kind() not in ("close", None):
            if nodes and self._at("OR") and self._operand_follows():
                self._next += 1  # what it says is the rule anyway
            nodes.append(self._conjunction())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _conjunction(self) -> Node:
        nodes = [self._operand()]
        while self._at("AND") and self._operand_follows():
            self._next += 1
            nodes.append(self._operand())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _operand(self) -> Node:
        """An atom with the signs before it: of several fields the last one counts, two negations are none."""
        negated, scope = False, None
        while True:
            if self._kind() == "field":
                scope = Field(self._take()[:-1])
            elif self._kind() == "minus" or (self._at("NOT") and self._operand_follows()):
                negated = not negated
                self._next += 1
            else:
                break
        node = self._atom()
        if scope is not None:
            node = InField(scope, node)
        return Not(node) if negated else node

    def _atom(self) -> Node:
        kind = self._kind()
        if kind in ("close", None):  # a sign before nothing: title:"
            return Or(())
        start = self._lexemes[self._next][2]
        text = self._take()
        if kind == "open":
            node = self.parse()
            self._next += 1  # the end of the query closes what is open
            return node
        if kind == "phrase":
            return Phrase(text, start)
        if text.endswith("*") and text.strip("*"):
            return Prefix(text.rstrip("*"), start)
        return Words(text, start)  # an operator without operands, too

    def _kind(self, ahead: int = 0) -> str | None:
        index = self._next + ahead
        return self._lexemes[index][0] if index < len(self._lexemes) else None

    def _at(self, operator: str) -> bool:
        return self._kind() == "operator" and self._lexemes[self._next][1] == operator

    def _operand_follows(self) -> bool:
        return self._kind(1) not in ("close", None)

    def _take(self) -> str:
        self._next += 1
        return self._lexemes[self._next - 1][1]


def _balanced(query: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and place of each lexeme, without parentheses that close nothing or lie too deep."""
    depth = 0
    for match in _LEXEME.finditer(query):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind == "close" and not depth:
            continue
        depth += kind == "open"
        if kind not in ("open", "close") or depth <= _MAX_DEPTH:
            yield kind, match[kind], match.start(kind)
        depth -= kind == "close"
