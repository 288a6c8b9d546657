"""Turns the text of a query into a plan: parse, analyze, correct, combine.

A general query is parsed to a tree (:func:`.syntax.parse`), and each node becomes a plan. Most queries are
one phrase, or words with at most ``AND`` and ``OR``; these skip the tree and take their query terms from the
caches of a :class:`.terms.TermBuilder`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.model import Correction, Field
from kzsearch.query import syntax
from kzsearch.query.plan import MATCH_NONE, And, Exclude, Or, Phrase, Prefix
from kzsearch.query.terms import TermBuilder
from kzsearch.schema import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.query.plan import Plan, QueryTerm
    from kzsearch.query.spelling import SpellingCorrector
    from kzsearch.query.terms import AnalyzedText
    from kzsearch.ranking import Ranking

_ALL_FIELDS = tuple(Field)


class PlannedQuery(NamedTuple):
    """The plan of a query and the words that were corrected in it, with offsets in the query."""

    plan: Plan
    corrections: tuple[Correction, ...] = ()


# A query of one cached word is planned in 1 µs. The constructor of a named tuple would take 0.15 µs of it,
# ``tuple.__new__`` takes 0.09 µs.
_make_planned, _make_phrase = partial(tuple.__new__, PlannedQuery), partial(tuple.__new__, Phrase)


class Planner:
    """Plans queries for one analyzer and one ranking.

    Args:
        analyzer: The analyzer of the index.
        ranking: Decides which fields and layers are looked up.
        corrector: Knows the vocabulary of the index; None corrects nothing.
    """

    def __init__(
        self, analyzer: FullAnalyzer, ranking: Ranking, corrector: SpellingCorrector | None = None
    ) -> None:
        self._analyzer = analyzer
        self._builder = lru_cache(partial(TermBuilder, analyzer, corrector, ranking))
        self._all_fields = self._builder(_ALL_FIELDS)

    def plan(self, query: str) -> PlannedQuery:
        """Return the plan of a query; a query without any word gives one that matches nothing.

        A single word in quotes, a prefix and operands of NOT are never corrected.
        """
        corrections: list[Correction] = []
        phrase = syntax.parse_phrase(query)
        if phrase is not None:
            plan = self._plan_phrase(phrase, 1, self._all_fields, corrections)
            return _make_planned((plan, tuple(corrections)))
        conjunctions = syntax.parse_plain(query)
        if conjunctions is not None:
            plans = self._plan_plain(conjunctions)
            if plans is not None:
                return _make_planned((_combine(Or, plans), ()))
        plan, _ = self._plan_node(syntax.parse(query), self._all_fields, corrections)
        return _make_planned((plan, tuple(corrections)))

    def _plan_plain(self, conjunctions: list[list[str]]) -> list[Plan] | None:
        """Return the operands of an Or for an Or of Ands of texts; None if a word must be corrected."""
        analyzed = self._all_fields.corrected_texts
        plans: list[Plan] = []
        for texts in conjunctions:
            operands: list[Plan] = []
            for text in texts:
                terms, corrections = analyzed[text]
                if corrections:
                    return None
                if len(texts) == 1:
                    plans += terms
                else:
                    operands.append(_combine(Or, terms))
            if operands:
                plans.append(_combine(And, operands))
        return plans

    def _plan_node(
        self, node: syntax.Node, builder: TermBuilder, corrections: list[Correction] | None
    ) -> tuple[Plan, Sequence[Plan]]:
        """Return the plan of a node, and what it excludes from the plan of the operator around it.

        Args:
            node: A node of the query.
            builder: Builds the terms, for the fields that hold at the node.
            corrections: Corrections are appended here; None corrects nothing.
        """
        if isinstance(node, syntax.TextNode):
            analyzed = builder.typed_texts if corrections is None else builder.corrected_texts
            return _combine(Or, _take_terms(analyzed[node.text], node.start, corrections)), ()
        if isinstance(node, (syntax.OrNode, syntax.AndNode)):
            return self._plan_operator(node, builder, corrections)
        if isinstance(node, syntax.PhraseNode):
            return self._plan_phrase(node.text, node.start, builder, corrections), ()
        if isinstance(node, syntax.PrefixNode):
            return self._plan_prefix(node, builder, corrections), ()
        if isinstance(node, syntax.FieldNode):
            return self._plan_node(node.node, self._builder((node.field,)), corrections)
        excluded, _ = self._plan_node(node.node, builder, None)
        return MATCH_NONE, (excluded,)

    def _plan_operator(
        self, node: syntax.AndNode | syntax.OrNode, builder: TermBuilder, corrections: list[Correction] | None
    ) -> tuple[Plan, Sequence[Plan]]:
        """Combine the plans of all operands; what they exclude is excluded from the whole."""
        included: list[Plan] = []
        excluded: list[Plan] = []
        is_or = isinstance(node, syntax.OrNode)
        for operand in node.nodes:
            plan, exclusions = self._plan_node(operand, builder, corrections)
            included += plan.operands if is_or and isinstance(plan, Or) else (plan,)
            excluded += [each for each in exclusions if each is not MATCH_NONE]
        combined = _combine(Or if is_or else And, included)
        if combined is MATCH_NONE or not excluded:
            return combined, excluded
        return Exclude(combined, _combine(Or, excluded)), ()

    def _plan_prefix(
        self, node: syntax.PrefixNode, builder: TermBuilder, corrections: list[Correction] | None
    ) -> Plan:
        """Return an Or of the last word as a prefix and of the words before it: ``су.қал*`` has one."""
        tokens = self._analyzer.analyze(node.text)
        if not tokens:
            return MATCH_NONE
        *complete, last = tokens
        analyzed = builder.from_tokens(complete, correct=corrections is not None)
        prefix = Prefix(last.term, builder.prefix_scopes, node.rest.lower())
        return _combine(Or, [*_take_terms(analyzed, node.start, corrections), prefix])

    def _plan_phrase(
        self, text: str, start: int, builder: TermBuilder, corrections: list[Correction] | None
    ) -> Plan:
        """Return a phrase that a single word matches in its exact form and several words in any form.

        Words are compared by their lemmas, or by their exact forms where lemmas have no weight. The compared
        layer is looked up even if it has no weight itself.
        """
        keys = self._analyzer.word_keys(text)
        if not keys:
            return MATCH_NONE
        single = len(keys) == 1
        layer = Layer.EXACT if single else builder.phrase_layer
        scopes = builder.scopes_of(layer)
        if not scopes and builder.weighted_fields:
            builder = self._builder(builder.fields, layer)
            scopes = builder.scopes_of(layer)
        if single or corrections is None:
            return Phrase(tuple(map(builder.terms.__getitem__, keys)), scopes)
        known_terms = tuple(map(builder.known_terms.__getitem__, keys))
        if None not in known_terms:
            return _make_phrase((known_terms, scopes))
        analyzed = builder.from_tokens(self._analyzer.analyze(text), correct=True)
        return Phrase(_take_terms(analyzed, start, corrections), scopes)


def _take_terms(
    analyzed: AnalyzedText, start: int, corrections: list[Correction] | None
) -> tuple[QueryTerm, ...]:
    """Return the terms of a text; append its corrections, with offsets in the query.

    Args:
        analyzed: The text.
        start: Its offset in the query.
        corrections: Those of the query; None keeps none.
    """
    if analyzed.corrections and corrections is not None:
        corrections += [
            replace(each, start=each.start + start, end=each.end + start) for each in analyzed.corrections
        ]
    return analyzed.terms


def _combine(operator: type[And | Or], plans: Iterable[Plan]) -> Plan:
    """Return an operator over plans; those that match nothing, such as punctuation, are left out."""
    operands = tuple([plan for plan in plans if plan is not MATCH_NONE])
    if len(operands) > 1:
        return operator(operands)
    return operands[0] if operands else MATCH_NONE
