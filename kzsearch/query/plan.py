"""What to look up and how to add it up, in terms of the index alone: any BM25 engine can evaluate a plan."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from kzsearch.model import Field
from kzsearch.query import syntax
from kzsearch.schema import Layer, field_name, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.analysis import Analyzer
    from kzsearch.ranking import Ranking
    from kzsearch_analyzers.token import Token


@dataclass(frozen=True, slots=True)
class Scope:
    """A layer of a field and what a match there is worth.

    Attributes:
        name: Of the two in the index.
    """

    field: Field
    layer: Layer
    weight: float
    name: str = attribute(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", field_name(self.field, self.layer))


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives in one place of the index; a document scores as its best one."""

    scope: Scope
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query; a document scores the sum over the groups it matches, and needs one of them."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """All terms that begin so; evaluated as a word whose alternatives are the most frequent of them."""

    text: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other in one field; scored as the sum of the words.

    Attributes:
        words: What to score.
        layer: Where positions are compared.
        slots: The alternatives of each position.
        fields: Where it may stand.
    """

    words: tuple[Word, ...]
    layer: Layer
    slots: tuple[tuple[str, ...], ...]
    fields: tuple[Field, ...]


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
_PREFIX_LAYERS = (Layer.EXACT, Layer.LEMMA)


def build_plan(query: str, analyzer: Analyzer, ranking: Ranking) -> Plan:
    """Read and analyse a query; a query that asks for nothing gives a plan that finds nothing."""
    return Planner(analyzer, ranking).plan(query)


class Planner:
    """Plans queries for one analyzer and ranking."""

    def __init__(self, analyzer: Analyzer, ranking: Ranking) -> None:
        self._analyzer = analyzer
        self._ranking = ranking
        self._scopes = lru_cache(self._weighted)

    def plan(self, query: str) -> Plan:
        """See :func:`build_plan`."""
        wanted, _ = self._plan(syntax.parse(query), tuple(Field))
        return wanted

    def _plan(self, node: syntax.Node, fields: tuple[Field, ...]) -> tuple[Plan, list[Plan]]:
        """What a node wants, and what it only excludes: that is for the nodes around it to apply."""
        if isinstance(node, syntax.InField):
            return self._plan(node.node, (node.field,))
        if isinstance(node, syntax.Not):
            excluded, _ = self._plan(node.node, fields)
            return NOTHING, [excluded]
        if isinstance(node, syntax.And | syntax.Or):
            planned = [self._plan(child, fields) for child in node.nodes]
            wanted = _joined(And if isinstance(node, syntax.And) else Or, [plan for plan, _ in planned])
            unwanted = [plan for _, plans in planned for plan in plans if plan != NOTHING]
            if wanted == NOTHING or not unwanted:
                return wanted, unwanted
            return Without(wanted, _joined(Or, unwanted)), []
        return self._leaf(node, fields), []

    def _leaf(self, node: syntax.Words | syntax.Phrase | syntax.Prefix, fields: tuple[Field, ...]) -> Plan:
        tokens = self._analyzer.analyze(node.text)
        if isinstance(node, syntax.Phrase):
            return self._phrase(tokens, fields)
        if isinstance(node, syntax.Prefix) and tokens:
            *complete, begun = tokens
            scopes = self._scopes(fields, _PREFIX_LAYERS)
            return _joined(Or, [*self._words(complete, fields), Prefix(begun.term, scopes)])
        return _joined(Or, self._words(tokens, fields))

    def _phrase(self, tokens: Sequence[Token], fields: tuple[Field, ...]) -> Plan:
        if not tokens:
            return NOTHING
        # Quotes around a single word ask for that very form; around several, for the words in any form.
        layer = Layer.EXACT if len(tokens) == 1 else Layer.LEMMA
        slots = tuple(terms_of(token, layer) for token in tokens)
        searched = tuple(field for field in fields if self._ranking.fields.get(field, 0))
        return Phrase(tuple(self._words(tokens, fields)), layer, slots, searched)

    def _words(self, tokens: Iterable[Token], fields: tuple[Field, ...]) -> list[Word]:
        scopes = self._scopes(fields, tuple(Layer))
        return [
            Word(tuple(Group(scope, terms) for scope in scopes if (terms := terms_of(token, scope.layer))))
            for token in tokens
        ]

    def _weighted(self, fields: tuple[Field, ...], layers: tuple[Layer, ...]) -> tuple[Scope, ...]:
        return tuple(
            Scope(field, layer, weight)
            for field in fields
            for layer in layers
            if (weight := self._ranking.weight(field, layer)) > 0
        )


def _joined(kind: type[And | Or], plans: Iterable[Plan]) -> Plan:
    """Parts that ask for nothing, such as punctuation, are as if they had not been typed."""
    parts = tuple(plan for plan in plans if plan != NOTHING)
    if not parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else kind(parts)
