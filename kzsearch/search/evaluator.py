"""Evaluates plans over the segments of an index, with statistics over all of them."""

from __future__ import annotations

from array import array
from functools import lru_cache, partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.caches import Remembered
from kzsearch.query.plan import And, Group, Or, Phrase, Prefix, Without, Word
from kzsearch.schema import ARTICLES, FIELD_NUMBERS
from kzsearch.search.bm25 import FieldStatistics, Ranking, idf, saturation
from kzsearch.search.kernel import ABSENT, SHORT, Clause, FieldView, Hits, Part, SegmentView
from kzsearch.search.kernel_reference import first_of_articles, merged
from kzsearch.search.kernels import fastest_kernel
from kzsearch.segment.reader import frequent_terms
from kzsearch.segment.term_dictionary import encode_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.index.snapshot import Segment
    from kzsearch.query.plan import Plan
    from kzsearch.search.kernel import Ids, Kernel, Ranked, Scores
    from kzsearch.search.kernel import Word as Compiled
    from kzsearch.segment.postings import Entry

PREFIX_TERMS = 64
"""A prefix stands for so many terms of a field and layer at most, the most frequent ones."""

_CACHED_TERMS = 32_768
"""Some 15 MB; a word of a query is looked up in a dozen fields and layers."""
_CACHED_WORDS = 4096
"""Some 10 MB."""
_CACHED_PREFIXES = 128
"""Some 10 MB, for each is a word of several hundred terms; whoever types gets an answer at every letter."""
_NO_HITS = Hits(memoryview(array("I")), memoryview(array("d")))


_part = partial(tuple.__new__, Part)  # without the named arguments, half of the time
_number = attrgetter("number")


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
        self.kernel: Kernel = (kernel or fastest_kernel())(tuple(map(_view, segments)))
        self._fields: list[set[str]] = [set() for _ in segments]
        self._known: dict[str, FieldStatistics] = {}
        self._term = lru_cache(_CACHED_TERMS)(self._looked_up)
        self._word: Remembered[Word, Compiled] = Remembered(self._compiled, _CACHED_WORDS)
        self._prefix: Remembered[Prefix, Compiled] = Remembered(self._compiled_prefix, _CACHED_PREFIXES)
        self._tables = lru_cache(self._tabulated)

    def close(self) -> None:
        """Let the segments go."""
        self._word.clear()
        self._prefix.clear()
        self.kernel.close()

    def best(self, plan: Plan, count: int) -> tuple[int, list[Ranked]]:
        """The number of documents that match, and the best ones, best first."""
        parts = self._parts(plan)
        if parts is not None:
            return self.kernel.count_best(parts, count)
        results = self.all(plan)
        return sum(len(hits.ids) for hits in results), self.top(results, count)

    def best_articles(self, plan: Plan, count: int) -> list[tuple[str, float]]:
        """The ids of the best articles with the scores of their best sections, best first."""
        parts = self._parts(plan)
        if parts is not None:
            return self.kernel.best_articles(parts, count)
        best = first_of_articles(partial(self.top, self.all(plan)), count)
        return [(hit.article_id, -hit.negative_score) for hit in best]

    def all(self, plan: Plan) -> list[Hits]:
        """All documents of every segment that match."""
        results = []
        for number, segment in enumerate(self._segments):
            with segment.columns.file.reading():
                results.append(self._hits(number, plan))
        return results

    def top(self, results: Sequence[Hits], count: int) -> list[Ranked]:
        """The best of what ``all`` has found, best first."""
        best = []
        for number, hits in enumerate(results):
            with self._segments[number].columns.file.reading():
                best.append(self.kernel.top(number, hits, count))
        return merged(best, count)

    def _parts(self, plan: Plan) -> tuple[Part, ...] | None:
        """A plan that asks for words or phrases, or for several at once, as kernels take it; else None."""
        if not isinstance(plan, And):
            part = self._part(plan)
            return None if part is None else (part,)
        parts = []
        for each in plan.parts:
            part = self._part(each)
            if part is None:
                return None
            parts.append(part)
        return tuple(parts)

    def _part(self, plan: Plan) -> Part | None:
        if isinstance(plan, Phrase):
            phrase = tuple(map(self._word.__getitem__, plan.words)) if plan.scopes else ()
            return _part((phrase, tuple(map(_number, plan.scopes))))
        words = self._words(plan)
        return None if words is None else _part((tuple(words), ()))

    def _words(self, plan: Plan) -> list[Compiled] | None:
        """The words of a plan that asks for any of some words; None for other plans."""
        if isinstance(plan, Word):
            return [self._word[plan]]
        if isinstance(plan, Prefix):
            return [self._prefix[plan]]
        if not isinstance(plan, Or):
            return None
        words = []
        for part in plan.parts:
            if isinstance(part, Word):
                words.append(self._word[part])
            else:
                more = self._words(part)
                if more is None:
                    return None
                words += more
        return words

    def _hits(self, number: int, plan: Plan) -> Hits:
        parts = self._parts(plan)
        if parts is not None:
            return self.kernel.matches(number, parts)
        if isinstance(plan, And):
            return self._conjunction(number, plan)
        if isinstance(plan, Or):
            return self.kernel.merge([self._hits(number, part) for part in plan.parts])
        if isinstance(plan, Without):
            hits = self._hits(number, plan.wanted)
            return self.kernel.exclusion(hits, self._column(number, plan.unwanted, hits.ids))
        return _NO_HITS

    def _conjunction(self, number: int, plan: And) -> Hits:
        """Begins with a part that is no mere word: those have the fewest documents."""
        first = next(part for part in plan.parts if self._part(part) is None)
        ids, scores = self._hits(number, first)
        # Added up in the order of the plan: then equal sections of different segments score exactly alike.
        columns = [scores if part is first else self._column(number, part, ids) for part in plan.parts]
        return self.kernel.conjunction(ids, columns)

    def _column(self, number: int, plan: Plan, ids: Ids) -> Scores:
        """What given documents earn for a plan; ``ABSENT`` where they do not match."""
        part = self._part(plan)
        if part is None or part.standing:
            return self.kernel.align(ids, self._hits(number, plan))
        return self.kernel.score(number, part, ids, ABSENT)

    def _compiled(self, word: Word) -> Compiled:
        """A word for the kernel: in every segment the clauses for the terms that it has."""
        clauses: list[list[Clause]] = [[] for _ in self._segments]
        for group in word.groups:
            name, weight = group.scope.name, group.scope.weight
            terms = [self._term(name, text) for text in group.terms]
            rank = max([weight * term.idf for term in terms], default=0.0)
            for number, of_segment in enumerate(clauses):
                here = [(entry, weight * rarity) for rarity, entries in terms if (entry := entries[number])]
                if here:
                    self._add_field(number, name)
                    of_segment.append(Clause(FIELD_NUMBERS[name], tuple(here), rank))
        return self.kernel.word(tuple(map(tuple, clauses)))

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

    def _add_field(self, number: int, name: str) -> None:
        """Let the kernel know a field of a segment that has it."""
        if name not in self._fields[number]:
            self._fields[number].add(name)
            columns = self._segments[number].columns
            field = columns.fields[name]
            with columns.file.reading():
                view = FieldView(
                    field.postings, field.positions, field.codes, *self._tables(name), columns=field
                )
                self.kernel.add_field(number, FIELD_NUMBERS[name], view)

    def _compiled_prefix(self, prefix: Prefix) -> Compiled:
        return self._compiled(Word(tuple(self._expanded(prefix))))

    def _expanded(self, prefix: Prefix) -> Iterable[Group]:
        for scope in prefix.scopes:
            columns = [field for segment in self._segments if (field := segment.field(scope.name))]
            most = sum(len(field.dictionary) for field in columns) if prefix.rest else PREFIX_TERMS
            terms = (term for term, _ in frequent_terms(columns, prefix.text, most) if prefix.matches(term))
            found = tuple(islice(terms, PREFIX_TERMS))
            if found:
                yield Group(scope, found)


def _view(segment: Segment) -> SegmentView:
    columns = segment.columns
    with columns.file.reading():
        articles = columns.fields[ARTICLES]
        return SegmentView(
            segment.size, segment.deleted, segment.articles, segment.positions, articles.names, columns.file
        )
