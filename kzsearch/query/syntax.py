"""The query language: text to a tree of words and operators. Knows no analyzer and no index.

===================  ==========================================================================
``кітап оқу``        sections with any of the words, those with more of them first
``"кітап оқу"``      the words next to each other
``кітап AND оқу``    both; binds closer than OR and than mere neighbourhood
``кітап OR оқу``     the same as without OR
``NOT оқу``, ``-оқу``  leaves sections with the word out; only useful beside something wanted
``title:абай``       the word in the title; also ``heading:`` and ``body:``, a phrase, or parentheses
``кіт*``, ``кі*п``   words that begin so, and end so; of very many, the most frequent ones
``(…)``              grouping
===================  ==========================================================================

Every text means something: what does not fit the table is taken for words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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
    """What stood before an asterisk, and what behind it; ``start`` as for ``Words``.

    ``rest`` is empty where nothing but asterisks follows; it may have further asterisks.
    """

    text: str
    start: int = field(default=0, compare=False, repr=False)
    rest: str = ""


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


_PHRASE = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SIGNS = re.compile(rf"[-():*{_QUOTES}]")


def parse(query: str) -> Node:
    """Read a query; never raises."""
    return _Parser(list(_lexemes(query))).parse()


def parse_phrase(query: str) -> str | None:
    """Read a query that is nothing but a phrase, in a fraction of the time of ``parse``.

    Returns:
        The text of the ``Phrase`` that ``parse`` would give, which starts at 1; None for other queries.
    """
    match = _PHRASE.fullmatch(query) if query[:1] in _QUOTES else None
    return match[1] if match else None


def parse_plain(query: str) -> list[list[str]] | None:
    """Read a query that has no other signs than AND and OR, in a fraction of the time of ``parse``.

    Returns:
        The texts of the ``Words`` that ``parse`` would give, as an Or of Ands; None for other queries.
    """
    if _SIGNS.search(query):
        return None
    words = query.split()
    if _OPERATORS.isdisjoint(words):
        return [[word] for word in words]
    return None if "NOT" in words else _conjunctions(words)


def _conjunctions(words: list[str]) -> list[list[str]]:
    """Ands between words; operators without operands are words themselves."""
    found: list[list[str]] = []
    at, last = 0, len(words) - 1
    while at <= last:
        if found and words[at] == "OR" and at < last:
            at += 1
        conjunction = [words[at]]
        at += 1
        while at < last and words[at] == "AND":
            conjunction.append(words[at + 1])
            at += 2
        found.append(conjunction)
    return found


class _Lexeme(NamedTuple):
    kind: str
    text: str
    start: int


_END = _Lexeme("end", "", 0)


class _Parser:
    """Recursive descent; the depth of the recursion is that of the parentheses."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = [*lexemes, _END, _END]  # so that what comes next can be looked at
        self._next = 0

    def parse(self) -> Node:
        """Everything up to the end of this level."""
        nodes: list[Node] = []
        while self._lexemes[self._next].kind not in _CLOSING:
            if nodes and self._is_operator("OR"):
                self._next += 1  # what it says is the rule anyway
            nodes.append(self._conjunction())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _conjunction(self) -> Node:
        first = self._operand()
        if not self._is_operator("AND"):
            return first
        nodes = [first]
        while self._is_operator("AND"):
            self._next += 1
            nodes.append(self._operand())
        return And(tuple(nodes))

    def _operand(self) -> Node:
        """An atom with the signs before it: of several fields the last one counts, two negations are none."""
        negated, scope = False, None
        while True:
            kind, text, _ = self._lexemes[self._next]
            if kind == "field":
                scope = Field(text[:-1])
            elif kind == "minus" or self._is_operator("NOT"):
                negated = not negated
            else:
                break
            self._next += 1
        node = self._atom()
        if scope is not None:
            node = InField(scope, node)
        return Not(node) if negated else node

    def _atom(self) -> Node:
        kind, text, start = self._lexemes[self._next]
        if kind in _CLOSING:  # a sign before nothing: title:"
            return Or(())
        self._next += 1
        if kind == "open":
            node = self.parse()
            if self._lexemes[self._next].kind == "close":  # the end of the query closes what is open
                self._next += 1
            return node
        if kind == "phrase":
            return Phrase(text, start)
        beginning, asterisk, rest = text.partition("*")
        if beginning and asterisk:
            return Prefix(beginning, start, rest.lstrip("*"))
        if text.endswith("*") and text.strip("*"):
            return Prefix(text.rstrip("*"), start)
        return Words(text, start)  # an operator without operands, too

    def _is_operator(self, name: str) -> bool:
        """Whether an operator comes next, with something to apply it to."""
        kind, text, _ = self._lexemes[self._next]
        return kind == "operator" and text == name and self._lexemes[self._next + 1].kind not in _CLOSING


_CLOSING = ("close", "end")


def _lexemes(query: str) -> Iterator[_Lexeme]:
    """The lexemes, without parentheses that close nothing or lie too deep."""
    depth = 0
    for match in _LEXEME.finditer(query):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind == "close" and not depth:
            continue
        depth += kind == "open"
        if kind not in ("open", "close") or depth <= _MAX_DEPTH:
            yield _Lexeme(kind, match[kind], match.start(kind))
        depth -= kind == "close"
