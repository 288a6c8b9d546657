"""What to look up and how to add it up, in terms of the index alone: any BM25 engine can evaluate a plan."""

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
    """A layer of a field and what a match there is worth.

    Attributes:
        name: Of the two in the index.
        number: Its place in ``LAYERED_FIELDS``.
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
class Group:
    """Alternatives in one place of the index; a document scores as its best one."""

    scope: Scope
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """One word of the query; a document scores the sum over the groups it matches, and needs one of them.

    Two are equal if they are the same object: planners and evaluators remember words, and to compare all that
    is in one would take longer than to evaluate it.
    """

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """All terms that begin so; evaluated as a word whose alternatives are the most frequent of them.

    Attributes:
        text: How they begin.
        scopes: Where they are looked up.
        rest: Unless it is empty, how they go on behind anything, to their end; an asterisk in it is anything.
    """

    text: str
    scopes: tuple[Scope, ...]
    rest: str = ""

    def matches(self, term: str) -> bool:
        """Whether it is one of them. Cost: linear; a regular expression may take ages over many asterisks."""
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
    """Words that must follow each other in one field; scored as the sum of the words.

    Attributes:
        words: What to score, and what to compare: each has a group for every one of the scopes.
        scopes: Where it may stand: one layer of some fields.
    """

    words: tuple[Word, ...]
    scopes: tuple[Scope, ...]

    @property
    def slots(self) -> tuple[tuple[str, ...], ...]:
        """The alternatives of each position, which are the same in all scopes; empty without scopes."""
        return tuple(
            next(group.terms for group in word.groups if group.scope == scope)
            for scope in self.scopes[:1]
            for word in self.words
        )


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match all parts; scores add up."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match any part; scores add up."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Documents of ``wanted``, with their scores, that do not match ``unwanted``."""

    wanted: Plan
    unwanted: Plan


@dataclass(frozen=True, slots=True)
class Nothing:
    """No documents."""


Plan: TypeAlias = "Word | Prefix | Phrase | And | Or | Without | Nothing"

NOTHING = Nothing()
