"""The plan of a query: what to look up in the index and how to combine it.

A plan is in terms of the index alone, so any engine with BM25, dis-max and boosts can evaluate it.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kzsearch.schema import FIELD_NUMBERS, field_name

if TYPE_CHECKING:
    from kzsearch.model import Field
    from kzsearch.schema import Layer


@dataclass(frozen=True, slots=True)
class Scope:
    """One field and layer in which terms are looked up, with its weight (Lucene's boost).

    Attributes:
        name: Name of the field in the index: ``body_lemma``.
        number: Its number in ``FIELD_NUMBERS``.
    """

    field: Field
    layer: Layer
    weight: float
    name: str = attribute(init=False, repr=False, compare=False)
    number: int = attribute(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", field_name(self.field, self.layer))
        object.__setattr__(self, "number", FIELD_NUMBERS[self.name])


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Alternative terms in one scope; a document scores the best of them (dis-max)."""

    scope: Scope
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class QueryTerm:
    """One word of a query: a document matches if it matches any group, and scores the sum over the groups.

    Two are equal only if they are the same object: planners and evaluators use them as keys of caches, and
    comparing all terms would take longer than evaluating them.
    """

    groups: tuple[TermGroup, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """All terms with a prefix; evaluated as a query term whose alternatives are the most frequent of them.

    Attributes:
        text: The prefix.
        scopes: Where the terms are looked up.
        rest: If not empty, a pattern that the term must match at its end, after anything; ``*`` in it stands
            for anything.
    """

    text: str
    scopes: tuple[Scope, ...]
    rest: str = ""

    def matches(self, term: str) -> bool:
        """Return whether a term matches the whole pattern, in linear time.

        A regular expression may backtrack exponentially over many asterisks.
        """
        if not term.startswith(self.text):
            return False
        if not self.rest:
            return True
        at = len(self.text)
        *pieces, last = self.rest.split("*")
        for piece in pieces:
            found = term.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        return len(term) - len(last) >= at and term.endswith(last)


class Phrase(NamedTuple):
    """Query terms that must follow each other in one field; a document scores the sum of the terms.

    Attributes:
        terms: At consecutive positions; each has a group for every one of the scopes.
        scopes: Where the phrase may match: one layer of some fields. Empty: nowhere.
    """

    terms: tuple[QueryTerm, ...]
    scopes: tuple[Scope, ...]

    @property
    def slots(self) -> tuple[tuple[str, ...], ...]:
        """The terms accepted at each position, which are the same in all scopes; empty without scopes."""
        return tuple(
            next(group.terms for group in term.groups if group.scope == scope)
            for scope in self.scopes[:1]
            for term in self.terms
        )


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match all operands; scores are added."""

    operands: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match any operand; scores are added."""

    operands: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Exclude:
    """Documents that match ``include`` and not ``exclude``, with the scores of ``include``."""

    include: Plan
    exclude: Plan


@dataclass(frozen=True, slots=True)
class MatchNone:
    """No documents."""


Plan: TypeAlias = "QueryTerm | Prefix | Phrase | And | Or | Exclude | MatchNone"

MATCH_NONE = MatchNone()
