"""Evaluates plans over the segments of an index, with statistics over all of them."""

from __future__ import annotations

import operator
from array import array
from collections import Counter
from functools import lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.columns.dictionary import encode_term
from kzsearch.engine.kernel import ABSENT, SHORT, Clause, FieldView, Hits, SegmentView
from kzsearch.engine.kernels import fastest_kernel
from kzsearch.query.plan import And, Group, Or, Phrase, Prefix, Without, Word
from kzsearch.ranking import FieldStatistics, Ranking, idf, saturation
from kzsearch.schema import field_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.bridge.reading import Segment
    from kzsearch.columns.postings import Entry
    from kzsearch.engine.kernel import Ids, Kernel, Part, Scored, Scores
    from kzsearch.query.plan import Plan

PREFIX_TERMS = 64
"""A prefix stands for so many terms of a field and layer at most, the most frequent ones."""

_CACHED_TERMS = 32_768
"""Some 15 MB; a word of a query is looked up in a dozen fields and layers."""
_NONE = memoryview(array("I"))
_NO_HITS = Hits(_NONE, memoryview(array("d")))


class _Term(NamedTuple):
    """A term of one field over all segments: its rarity, and its entry in each or None."""

    idf: float
    entries: tuple[Entry | None, ...]


class Evaluator:
    """One snapshot of an index under one ranking. Not for use by several threads at once.

    Args:
        segments: The snapshot.
        ranking: Weights and parameters.
        kernel: The fastest that there is, unless tests want another.
    """

    def __init__(
        self, segments: Sequence[Segment], ranking: Ranking, kernel: type[Kernel] | None = None
    ) -> None:
        self._segments = segments
        self._ranking = ranking
        self.kernel: Kernel = (kernel or fastest_kernel())()
        self._fields: list[dict[str, tuple[int, FieldView]]] = [{} for _ in segments]
        self._known: dict[str, FieldStatistics] = {}
        self._term = lru_cache(_CACHED_TERMS)(self._looked_up)
        self._tables = lru_cache(self._tabulated)

    def best(self, plan: Plan, count: int) -> tuple[int, list[list[Scored]]]:
        """The number of documents that match, and the best ones of every segment, best first."""
        plan = self._resolved(plan)
        results = [self._best(number, plan, count) for number in range(len(self._segments))]
        return sum(found for found, _ in results), [scored for _, scored in results]

    def all(self, plan: Plan) -> list[Hits]:
        """All documents of every segment that match."""
        plan = self._resolved(plan)
        results = []
        for number, segment in enumerate(self._segments):
            with segment.columns.file.reading():
                results.append(self._hits(number, plan))
        return results

    def top(self, results: Sequence[Hits], count: int) -> tuple[int, list[list[Scored]]]:
        """As ``best``, from what ``all`` has found."""
        best = []
        for number, hits in enumerate(results):
            with self._segments[number].columns.file.reading():
                best.append(self.kernel.top(self.view(number), hits, count))
        return sum(len(hits.ids) for hits in results), best

    def _best(self, number: int, plan: Plan, count: int) -> tuple[int, list[Scored]]:
        with self._segments[number].columns.file.reading():
            parts = self._parts(number, plan)
            if parts is not None:
                return self.kernel.best(self.view(number), parts, count) if all(parts) else (0, [])
            hits = self._hits(number, plan)
            return len(hits.ids), self.kernel.top(self.view(number), hits, count)

    def view(self, number: int) -> SegmentView:
        """A segment with the fields that were asked for so far."""
        segment = self._segments[number]
        fields = tuple([view for _, view in self._fields[number].values()])
        return SegmentView(segment.size, segment.deleted, segment.articles, segment.positions, fields)

    def _parts(self, number: int, plan: Plan) -> list[Part] | None:
        """A plan that asks for words, or for several words at once, as kernels take it; None for others."""
        plans = plan.parts if isinstance(plan, And) else (plan,)
        groups = [_groups_of(each) for each in plans]
        return None if None in groups else [self._part(number, each or ()) for each in groups]

    def _hits(self, number: int, plan: Plan) -> Hits:
        parts = self._parts(number, plan)
        if parts is not None:
            return self.kernel.matches(self.view(number), parts) if all(parts) else _NO_HITS
        if isinstance(plan, And):
            return self._conjunction(number, plan)
        if isinstance(plan, Or):
            return self.kernel.merge([self._hits(number, part) for part in plan.parts])
        if isinstance(plan, Phrase):
            ids = self._standing(number, plan)
            words = self._part(number, [group for word in plan.words for group in word.groups])
            return Hits(ids, self.kernel.score(self.view(number), words, ids, 0.0))
        if isinstance(plan, Without):
            hits = self._hits(number, plan.wanted)
            return self.kernel.exclusion(hits, self._column(number, plan.unwanted, hits.ids))
        return _NO_HITS

    def _conjunction(self, number: int, plan: And) -> Hits:
        """Begins with a part that is no mere word: those have the fewest documents."""
        first = next(part for part in plan.parts if _groups_of(part) is None)
        ids, scores = self._hits(number, first)
        # Added up in the order of the plan: then equal sections of different segments score exactly alike.
        columns = [scores if part is first else self._column(number, part, ids) for part in plan.parts]
        return self.kernel.conjunction(ids, columns)

    def _column(self, number: int, plan: Plan, ids: Ids) -> Scores:
        """What given documents earn for a plan; ``ABSENT`` where they do not match."""
        groups = _groups_of(plan)
        if groups is None:
            return self.kernel.align(ids, self._hits(number, plan))
        part = self._part(number, groups)  # before the view, which must have its fields
        return self.kernel.score(self.view(number), part, ids, ABSENT)

    def _standing(self, number: int, phrase: Phrase) -> Ids:
        """The documents in which the slots of a phrase follow each other in one of its fields."""
        found = []
        for field in phrase.fields:
            name = field_name(field, phrase.layer)
            slots = []
            for slot in phrase.slots:
                entries = (self._term(name, term).entries[number] for term in slot)
                slots.append(tuple(entry for entry in entries if entry))
            if all(slots):
                _, view = self._field(number, name)
                found.append(self.kernel.phrase(self.view(number), view, slots))
        if len(found) == 1:
            return found[0]
        return memoryview(array("I", sorted({document for ids in found for document in ids})))

    def _part(self, number: int, groups: Iterable[Group]) -> Part:
        """The groups as far as a segment has their terms."""
        clauses = []
        for group in groups:
            name, weight, terms = group.scope.name, group.scope.weight, []
            for text in group.terms:
                rarity, entries = self._term(name, text)
                entry = entries[number]
                if entry is not None:
                    terms.append((entry, weight * rarity))
            if terms:
                place, _ = self._field(number, name)
                clauses.append(Clause(place, tuple(terms)))
        return tuple(clauses)

    def _looked_up(self, name: str, text: str) -> _Term:
        term, entries, containing = encode_term(text), [], 0
        for segment in self._segments:
            field = segment.field(name)
            entry = field.find(term) if field else None
            containing += entry.documents if entry else 0
            entries.append(entry)
        return _Term(idf(self._statistics(name).holders, containing) if containing else 0.0, tuple(entries))

    def _statistics(self, name: str) -> FieldStatistics:
        found = self._known.get(name)
        if found is None:
            columns = [field for segment in self._segments if (field := segment.field(name))]
            found = self._known[name] = FieldStatistics(
                holders=sum(field.holders for field in columns), tokens=sum(field.tokens for field in columns)
            )
        return found

    def _tabulated(self, name: str) -> tuple[array[float], array[float]]:
        """The tables of a field that its segments share; see ``FieldView``."""
        norms = self._ranking.norms(self._statistics(name).average_length)
        saturations = [saturation(float(tf), norm) for tf in range(1, SHORT + 1) for norm in norms]
        return array("d", saturations), array("d", norms)

    def _field(self, number: int, name: str) -> tuple[int, FieldView]:
        """A field of a segment that has it, and its place in the view of the segment."""
        fields = self._fields[number]
        found = fields.get(name)
        if found is None:
            columns = self._segments[number].columns.fields[name]
            view = FieldView(
                columns.postings, columns.positions, columns.codes, *self._tables(name), columns=columns
            )
            found = fields[name] = len(fields), view
        return found

    def _resolved(self, plan: Plan) -> Plan:
        """The plan with every prefix replaced by the terms that the index has for it."""
        if isinstance(plan, Prefix):
            return Word(tuple(self._expanded(plan)))
        if isinstance(plan, And | Or):
            parts = [self._resolved(part) for part in plan.parts]
            changed = any(map(operator.is_not, parts, plan.parts))
            return type(plan)(tuple(parts)) if changed else plan
        if isinstance(plan, Without):
            return Without(self._resolved(plan.wanted), self._resolved(plan.unwanted))
        return plan

    def _expanded(self, prefix: Prefix) -> Iterable[Group]:
        for scope in prefix.scopes:
            columns = [field for segment in self._segments if (field := segment.field(scope.name))]
            if len(columns) == 1:
                frequent = columns[0].frequent(prefix.text, PREFIX_TERMS)
            else:
                found: Counter[str] = Counter()
                for field in columns:
                    found.update(dict(field.frequent(prefix.text, len(field.dictionary))))
                frequent = nsmallest(PREFIX_TERMS, found.items(), key=lambda item: (-item[1], item[0]))
            if frequent:
                yield Group(scope, tuple(term for term, _ in frequent))


def _groups_of(plan: Plan) -> list[Group] | None:
    """The groups of a plan that asks for any of some words; None for other plans."""
    if isinstance(plan, Word):
        return list(plan.groups)
    if isinstance(plan, Or):
        groups: list[Group] = []
        for part in plan.parts:
            more = _groups_of(part)
            if more is None:
                return None
            groups += more
        return groups
    return None
