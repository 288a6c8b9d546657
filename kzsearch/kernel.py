"""Evaluates plans over the segments of an index, a term at a time.

Whoosh's matchers make dozens of Python calls for each posting. Here a posting list is a pair of arrays; what
each posting earns is worked out once for a snapshot of the index and cached, so that a query is little more
than additions into a dictionary: document -> score.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, TypeAlias

from kzsearch.columns.dictionary import encode_term
from kzsearch.query.plan import And, Group, Or, Phrase, Prefix, Without, Word
from kzsearch.ranking import FieldStatistics, Ranking, idf, saturation
from kzsearch.schema import field_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.bridge.reading import Segment
    from kzsearch.query.plan import Plan

Scores: TypeAlias = "dict[int, float]"
"""What each matching document of a segment has earned."""

PREFIX_TERMS = 64
"""A prefix stands for so many terms of a field and layer at most, the most frequent ones."""

_CACHED_POSTINGS = 4_000_000
"""Some 48 MB."""


class Kernel:
    """One snapshot of an index under one ranking. Not for use by several threads at once."""

    def __init__(self, segments: Sequence[Segment], ranking: Ranking) -> None:
        self._segments = segments
        self._ranking = ranking
        self._fields: dict[str, _FieldNorms] = {}
        self._terms: OrderedDict[tuple[str, str], _TermImpacts] = OrderedDict()
        self._cached_postings = 0

    def evaluate(self, plan: Plan) -> list[Scores]:
        """The matching documents of every segment, in the order of the segments, without deleted ones."""
        plan = self._resolved(plan)
        results = []
        for number, segment in enumerate(self._segments):
            scores = self._scores(plan, number)
            for document in segment.deleted:
                scores.pop(document, None)
            results.append(scores)
        return results

    def _resolved(self, plan: Plan) -> Plan:
        """The plan with every prefix replaced by the terms that the index has for it."""
        if isinstance(plan, Prefix):
            return Word(tuple(self._expanded(plan)))
        if isinstance(plan, And | Or):
            return type(plan)(tuple(map(self._resolved, plan.parts)))
        if isinstance(plan, Without):
            return Without(self._resolved(plan.wanted), self._resolved(plan.unwanted))
        return plan

    def _expanded(self, prefix: Prefix) -> Iterable[Group]:
        for scope in prefix.scopes:
            name = field_name(scope.field, scope.layer)
            found: Counter[str] = Counter()
            for segment in self._segments:
                found.update(dict(segment.terms(name, prefix.text)))
            frequent = nsmallest(PREFIX_TERMS, found.items(), key=lambda item: (-item[1], item[0]))
            if frequent:
                yield Group(scope, tuple(term for term, _ in frequent))

    def _scores(self, plan: Plan, number: int) -> Scores:
        scores: Scores = {}
        if isinstance(plan, Word):
            for group in plan.groups:
                self._add_group(scores, group, number)
        elif isinstance(plan, Or):
            for part in plan.parts:
                _add(scores, self._scores(part, number))
        elif isinstance(plan, And):
            scores = self._conjunction(plan, number)
        elif isinstance(plan, Phrase):
            words = self._scores(Or(plan.words), number)
            scores = {document: words.get(document, 0.0) for document in self._standing(plan, number)}
        elif isinstance(plan, Without):
            scores = self._scores(plan.wanted, number)
            for document in scores.keys() & self._scores(plan.unwanted, number).keys():
                del scores[document]
        return scores

    def _add_group(self, scores: Scores, group: Group, number: int) -> None:
        name = field_name(group.scope.field, group.scope.layer)
        columns = []
        for text in group.terms:
            term = self._term(name, text)
            ids, impacts = term.columns[number]
            if ids:
                columns.append((ids, impacts, group.scope.weight * term.idf))
        if len(columns) == 1:
            ids, impacts, factor = columns[0]
            _add(scores, dict(zip(ids, [factor * impact for impact in impacts], strict=True)))
        elif columns:
            best: Scores = {}
            for ids, impacts, factor in columns:
                for document, impact in zip(ids, impacts, strict=True):
                    score = factor * impact
                    if score > best.get(document, 0.0):
                        best[document] = score
            _add(scores, best)

    def _conjunction(self, plan: And, number: int) -> Scores:
        parts = [self._scores(part, number) for part in plan.parts]
        fewest = min(parts, key=len)
        # Added up in the order of the plan: then equal sections of different segments score exactly alike.
        return {
            document: sum(part[document] for part in parts)
            for document in fewest
            if all(document in part for part in parts)
        }

    def _standing(self, phrase: Phrase, number: int) -> set[int]:
        """The documents in which the slots of a phrase follow each other in one of its fields."""
        found: set[int] = set()
        for field in phrase.fields:
            name = field_name(field, phrase.layer)
            holders = [self._holders(name, slot, number) for slot in phrase.slots]
            candidates = set.intersection(*holders)
            if candidates and len(holders) > 1:
                candidates = self._in_sequence(name, phrase.slots, candidates, number)
            found |= candidates
        return found

    def _holders(self, name: str, terms: Iterable[str], number: int) -> set[int]:
        return set().union(*(self._term(name, term).columns[number][0] for term in terms))

    def _in_sequence(
        self, name: str, slots: Sequence[tuple[str, ...]], documents: set[int], number: int
    ) -> set[int]:
        """Those documents that have the slots at positions p, p + 1, ... for some p."""
        ends = self._positions(name, slots[0], documents, number)
        for slot in slots[1:]:
            here = self._positions(name, slot, set(ends), number)
            ends = {
                document: reached
                for document, positions in here.items()
                if (reached := positions & {end + 1 for end in ends[document]})
            }
        return set(ends)

    def _positions(
        self, name: str, terms: Iterable[str], documents: set[int], number: int
    ) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for term in terms:
            field = self._segments[number].field(name)
            entry = field.dictionary.find(encode_term(term)) if field else None
            if field and entry:
                ids, frequencies = field.read(entry)
                for document, positions in zip(ids, field.read_positions(entry, frequencies), strict=True):
                    if document in documents:
                        found.setdefault(document, set()).update(positions)
        return found

    def _term(self, name: str, text: str) -> _TermImpacts:
        key = (name, text)
        term = self._terms.get(key)
        if term is not None:
            self._terms.move_to_end(key)
            return term
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = _FieldNorms(self._segments, name, self._ranking)
        term = self._terms[key] = field.impacts(text)
        self._cached_postings += term.cost
        while self._cached_postings > _CACHED_POSTINGS and len(self._terms) > 1:
            self._cached_postings -= self._terms.popitem(last=False)[1].cost
        return term


def _add(scores: Scores, more: Scores) -> None:
    if not scores:
        scores.update(more)
        return
    get = scores.get
    for document, score in more.items():
        scores[document] = get(document, 0.0) + score


@dataclass(frozen=True, slots=True)
class _TermImpacts:
    """A term in one field of a snapshot.

    Attributes:
        idf: Over all segments.
        columns: For every segment the documents, ascending, and the saturation its frequency reaches in each.
    """

    idf: float
    columns: list[tuple[array[int], array[float]]]

    @property
    def cost(self) -> int:
        """Room in the cache; terms that do not occur are worth remembering, too."""
        return 50 + sum(len(ids) for ids, _ in self.columns)


class _FieldNorms:
    """Turns the postings of one field into impacts."""

    def __init__(self, segments: Sequence[Segment], name: str, ranking: Ranking) -> None:
        self._segments = segments
        self._name = name
        self._columns = [segment.field(name) for segment in segments]
        self._statistics = FieldStatistics(
            sum(field.holders for field in self._columns if field),
            sum(field.tokens for field in self._columns if field),
        )
        self._norms = ranking.norms(self._statistics.average_length)
        self._single = [saturation(1.0, norm) for norm in self._norms]

    def impacts(self, term: str) -> _TermImpacts:
        """Read a term in all segments."""
        columns = []
        for field in self._columns:
            entry = field.dictionary.find(encode_term(term)) if field else None
            if field and entry:
                ids, frequencies = field.read(entry)
                columns.append((ids, self._saturations(ids, frequencies, field.codes)))
            else:
                columns.append((array("I"), array("d")))
        containing = sum(len(ids) for ids, _ in columns)
        return _TermImpacts(idf(self._statistics.holders, containing) if containing else 0.0, columns)

    def _saturations(self, ids: array[int], tfs: array[int], codes: memoryview) -> array[float]:
        norms, single = self._norms, self._single
        return array(
            "d",
            [
                single[codes[document]] if tf == 1 else saturation(tf, norms[codes[document]])
                for document, tf in zip(ids, tfs, strict=True)
            ],
        )
