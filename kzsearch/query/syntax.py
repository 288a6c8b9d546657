"""Parses the query language: from text to a tree of operators. Knows no analyzer and no index.

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

Any text is a valid query: what does not fit the table is read as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kzsearch.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TextNode:
    """A run of text without blanks; its analysis may give several words (``21–23``) or none.

    ``start`` is its offset in the query; nodes that differ in nothing else are equal.
    """

    text: str
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PhraseNode:
    """The text between two quotes; ``start`` as in ``TextNode``."""

    text: str
    start: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrefixNode:
    """The text before an asterisk and the ``rest`` after it; ``start`` as in ``TextNode``.

    ``rest`` is empty if only asterisks follow; it may have further asterisks.
    """

    text: str
    start: int = field(default=0, compare=False, repr=False)
    rest: str = ""


@dataclass(frozen=True, slots=True)
class NotNode:
    """The node must not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class AndNode:
    """All nodes must match."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OrNode:
    """At least one node must match; without nodes, the empty query."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class FieldNode:
    """The node must match in one field."""

    field: Field
    node: Node


Node: TypeAlias = "TextNode | PhraseNode | PrefixNode | NotNode | AndNode | OrNode | FieldNode"

_MAX_DEPTH = 40
"""Deeper parentheses are ignored: the parser recurses."""

_QUOTES = '"“”„'
_TOKEN = re.compile(
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
    | (?P<text> [^\s(){_QUOTES}]+ )
    """,
    re.VERBOSE,
)


_PHRASE = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SIGNS = re.compile(rf"[-():*{_QUOTES}]")


def parse(query: str) -> Node:
    """Parse a query; never raises."""
    return _Parser(list(_tokens(query))).parse()


def parse_phrase(query: str) -> str | None:
    """Parse a query that is one phrase and nothing else, in a fraction of the time of ``parse``.

    Returns:
        The text of the ``PhraseNode`` that ``parse`` would give, which starts at 1; None for other queries.
    """
    match = _PHRASE.fullmatch(query) if query[:1] in _QUOTES else None
    return match[1] if match else None


def parse_plain(query: str) -> list[list[str]] | None:
    """Parse a query without other operators than AND and OR, in a fraction of the time of ``parse``.

    Returns:
        The texts of the ``TextNode``s that ``parse`` would give, as an Or of Ands; None for other queries.
    """
    if _SIGNS.search(query):
        return None
    words = query.split()
    if _OPERATORS.isdisjoint(words):
        return [[word] for word in words]
    return None if "NOT" in words else _conjunctions(words)


def _conjunctions(words: list[str]) -> list[list[str]]:
    """Split words at AND and OR; an operator without operands is a word itself."""
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


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


_END = _Token("end", "", 0)
_CLOSING = ("close", "end")


class _Parser:
    """A recursive descent parser; it recurses once for each level of parentheses."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = [*tokens, _END, _END]  # two, because _is_operator looks one token ahead
        self._next = 0

    def parse(self) -> Node:
        """Parse to the end of this level of parentheses."""
        nodes: list[Node] = []
        while self._tokens[self._next].kind not in _CLOSING:
            if nodes and self._is_operator("OR"):
                self._next += 1  # OR is what neighbours mean without it
            nodes.append(self._conjunction())
        return nodes[0] if len(nodes) == 1 else OrNode(tuple(nodes))

    def _conjunction(self) -> Node:
        first = self._operand()
        if not self._is_operator("AND"):
            return first
        nodes = [first]
        while self._is_operator("AND"):
            self._next += 1
            nodes.append(self._operand())
        return AndNode(tuple(nodes))

    def _operand(self) -> Node:
        """Parse an atom with its signs: the last of several fields counts, two negations cancel out."""
        negated, scope = False, None
        while True:
            kind, text, _ = self._tokens[self._next]
            if kind == "field":
                scope = Field(text[:-1])
            elif kind == "minus" or self._is_operator("NOT"):
                negated = not negated
            else:
                break
            self._next += 1
        node = self._atom()
        if scope is not None:
            node = FieldNode(scope, node)
        return NotNode(node) if negated else node

    def _atom(self) -> Node:
        kind, text, start = self._tokens[self._next]
        if kind in _CLOSING:  # a sign before nothing: title:"
            return OrNode(())
        self._next += 1
        if kind == "open":
            node = self.parse()
            if self._tokens[self._next].kind == "close":  # the end of the query closes all parentheses
                self._next += 1
            return node
        if kind == "phrase":
            return PhraseNode(text, start)
        prefix, asterisk, rest = text.partition("*")
        if prefix and asterisk:
            return PrefixNode(prefix, start, rest.lstrip("*"))
        if text.endswith("*") and text.strip("*"):
            return PrefixNode(text.rstrip("*"), start)
        return TextNode(text, start)  # also an operator without operands

    def _is_operator(self, name: str) -> bool:
        """Return whether an operator comes next, with something to apply it to."""
        kind, text, _ = self._tokens[self._next]
        return kind == "operator" and text == name and self._tokens[self._next + 1].kind not in _CLOSING


def _tokens(query: str) -> Iterator[_Token]:
    """Split a query into tokens, without parentheses that close nothing or are too deep."""
    depth = 0
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind == "close" and not depth:
            continue
        depth += kind == "open"
        if kind not in ("open", "close") or depth <= _MAX_DEPTH:
            yield _Token(kind, match[kind], match.start(kind))
        depth -= kind == "close"
