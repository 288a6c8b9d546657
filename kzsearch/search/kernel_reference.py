"""The kernel in Python: no build and no dependency, some dozens of times slower than C."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from kzsearch.search.kernel import ABSENT, Hits, Part, Ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kzsearch.search.kernel import Clause, FieldView, Ids, Scores, SegmentView, Word
    from kzsearch.segment.postings import Entry
    from kzsearch.segment.reader import FieldColumns

_CACHED_POSTINGS = 1_000_000
"""Some 8 MB."""


class ListCache:
    """Unpacked posting lists, those used last."""

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[FieldColumns, int], tuple[array[int], array[int]]] = OrderedDict()
        self._postings = 0

    def read(self, columns: FieldColumns, entry: Entry) -> tuple[array[int], array[int]]:
        """Documents and frequencies of a term."""
        key = (columns, entry.ordinal)
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = columns.read(entry)
            self._postings += len(found[0])
            while self._postings > _CACHED_POSTINGS and len(self._lists) > 1:
                self._postings -= len(self._lists.popitem(last=False)[1][0])
        else:
            self._lists.move_to_end(key)
        return found


class PlainKernel:
    """See :class:`~kzsearch.search.kernel.Kernel`."""

    name: ClassVar[str] = "python"

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self._segments = segments
        self._fields: list[dict[int, FieldView]] = [{} for _ in segments]
        self._cache = ListCache()

    def close(self) -> None:
        """Forget the lists."""
        self._cache = ListCache()

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """Nothing is done ahead."""
        self._fields[segment][field] = view

    def word(self, clauses: Word) -> Word:
        """It is taken as it is."""
        return clauses

    def best(self, parts: tuple[Part, ...], count: int) -> list[Ranked]:
        """Looks at all documents."""
        return self.count_best(parts, count)[1]

    def count_best(self, parts: tuple[Part, ...], count: int) -> tuple[int, list[Ranked]]:
        """All of every segment, then the best of each, then the best of these."""
        total, found = 0, []
        for number, segment in enumerate(self._segments):
            with segment.file.reading():
                hits = self.matches(number, parts)
                total += len(hits.ids)
                found.append(self.top(number, hits, count))
        return total, merged(found, count)

    def best_articles(self, parts: tuple[Part, ...], count: int) -> list[tuple[str, float]]:
        """Asks for more sections until they are of enough articles."""
        best = first_of_articles(lambda wanted: self.best(parts, wanted), count)
        return [(hit.article_id, -hit.negative_score) for hit in best]

    def matches(self, segment: int, parts: tuple[Part, ...]) -> Hits:
        """The documents of the rarest part, then what they earn for the others."""
        if len(parts) == 1:
            return self._part(segment, parts[0])
        costs = [
            sum(entry.documents for clause in self._clauses(segment, part) for entry, _ in clause.terms)
            for part in parts
        ]
        rarest = costs.index(min(costs))
        ids, scores = self._part(segment, parts[rarest])
        columns = [
            scores if number == rarest
            else self.align(ids, self._part(segment, part)) if part.standing
            else self.score(segment, part, ids, ABSENT)
            for number, part in enumerate(parts)
        ]  # fmt: skip
        return self.conjunction(ids, columns)

    def score(self, segment: int, part: Part, ids: Ids, absent: float) -> Scores:
        """Scores everything, then looks up."""
        scores = self._sums(segment, part)
        return memoryview(array("d", [scores.get(document) or absent for document in ids]))

    def top(self, segment: int, hits: Hits, count: int) -> list[Ranked]:
        """Sorts only those that reach the score of the last on the list."""
        scores = nlargest(count, hits.scores)
        if not scores:
            return []
        least, view = scores[-1], self._segments[segment]
        articles, positions = view.articles, view.positions
        ranked = sorted(
            (-score, articles[document], positions[document], document)
            for document, score in zip(hits.ids, hits.scores, strict=True)
            if score >= least
        )[:count]
        ids = view.article_ids.names([article for _, article, _, _ in ranked])
        return [
            Ranked(negative, article_id, position, segment, document)
            for (negative, _, position, document), article_id in zip(ranked, ids, strict=True)
        ]

    def align(self, ids: Ids, hits: Hits) -> Scores:
        """Looks each document up."""
        scores = dict(zip(hits.ids, hits.scores, strict=True))
        return memoryview(array("d", [scores.get(document, ABSENT) for document in ids]))

    def conjunction(self, ids: Ids, columns: Sequence[Scores]) -> Hits:
        """Row by row."""
        kept, sums = array("I"), array("d")
        for document, *row in zip(ids, *columns, strict=True):
            if min(row) >= 0:
                total = 0.0
                for score in row:  # not sum(): from 3.12 on that rounds in another way
                    total += score
                kept.append(document)
                sums.append(total)
        return Hits(memoryview(kept), memoryview(sums))

    def exclusion(self, hits: Hits, column: Scores) -> Hits:
        """Row by row."""
        kept = [number for number, score in enumerate(column) if score < 0]
        ids, scores = hits
        return Hits(
            memoryview(array("I", [ids[number] for number in kept])),
            memoryview(array("d", [scores[number] for number in kept])),
        )

    def merge(self, parts: Sequence[Hits]) -> Hits:
        """Additions into a dictionary."""
        scores: dict[int, float] = {}
        for ids, values in parts:
            for document, score in zip(ids, values, strict=True):
                scores[document] = scores.get(document, 0.0) + score
        return _sorted_hits(scores, least=ABSENT)

    def _part(self, segment: int, part: Part) -> Hits:
        if not part.standing:
            return self._union(segment, part)
        ids = sorted(
            set(chain.from_iterable(self._standing(segment, part, field) for field in part.standing))
        )
        found = memoryview(array("I", ids))
        return Hits(found, self.score(segment, part, found, 0.0))

    def _clauses(self, segment: int, part: Part) -> list[Clause]:
        """The clauses in the order in which they are added."""
        return sorted(
            chain.from_iterable(word[segment] for word in part.words), key=lambda clause: -clause.rank
        )

    def _standing(self, segment: int, phrase: Part, field: int) -> Iterable[int]:
        """The documents in which the words of a phrase follow each other in a field."""
        slots = [
            [entry for clause in word[segment] if clause.field == field for entry, _ in clause.terms]
            for word in phrase.words
        ]
        if not all(slots):
            return ()
        columns = self._fields[segment][field].columns
        holders = [
            set(chain.from_iterable(self._cache.read(columns, entry)[0] for entry in slot)) for slot in slots
        ]
        candidates = set.intersection(*holders).difference(self._segments[segment].deleted)
        ends: dict[int, set[int]] = {}
        for number, slot in enumerate(slots if len(slots) > 1 else ()):
            here = self._positions(columns, slot, candidates)
            if number:
                here = {
                    document: reached
                    for document, positions in here.items()
                    if (reached := positions & {end + 1 for end in ends[document]})
                }
            ends, candidates = here, set(here)
        return candidates

    def _union(self, segment: int, part: Part) -> Hits:
        """Additions into a dictionary: document -> score."""
        scores = self._sums(segment, part)
        for document in self._segments[segment].deleted:
            scores.pop(document, None)
        return _sorted_hits(scores)

    def _sums(self, segment: int, part: Part) -> dict[int, float]:
        scores: dict[int, float] = {}
        get = scores.get
        for clause in self._clauses(segment, part):
            field = self._fields[segment][clause.field]
            best: dict[int, float] = {}
            for entry, factor in clause.terms:
                earned = self._earned(field, entry, factor)
                if best:
                    for document, score in earned:
                        if score > best.get(document, 0.0):
                            best[document] = score
                else:
                    best = dict(earned)
            for document, score in best.items():
                scores[document] = get(document, 0.0) + score
        return scores

    def _earned(self, field: FieldView, entry: Entry, factor: float) -> Iterable[tuple[int, float]]:
        """``factor * saturation(tf, norm)``, written out: a call for each posting costs more than the sum."""
        ids, frequencies = self._cache.read(field.columns, entry)
        codes, norms = field.codes, field.norms
        return (
            (document, factor * (tf / (tf + norms[codes[document]])))
            for document, tf in zip(ids, frequencies, strict=True)
        )

    def _positions(
        self, columns: FieldColumns, slot: Iterable[Entry], documents: set[int]
    ) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for entry in slot:
            ids, frequencies = self._cache.read(columns, entry)
            places = columns.positions_by_posting(entry, frequencies)
            for document, positions in zip(ids, places, strict=True):
                if document in documents:
                    found.setdefault(document, set()).update(positions)
        return found


def _sorted_hits(scores: dict[int, float], least: float = 0.0) -> Hits:
    ids = sorted(document for document, score in scores.items() if score > least)
    return Hits(memoryview(array("I", ids)), memoryview(array("d", [scores[each] for each in ids])))


def merged(of_segments: Sequence[list[Ranked]], count: int) -> list[Ranked]:
    """The best of the best hits of every segment."""
    if len(of_segments) == 1:
        return of_segments[0][:count]
    return sorted(chain.from_iterable(of_segments))[:count]


def first_of_articles(best: Callable[[int], list[Ranked]], count: int) -> list[Ranked]:
    """The best section of each of the best articles.

    Sections with equal scores are in the order of their articles: so the articles of the best sections are
    the best articles. How many sections that takes is found by trying.

    Args:
        best: Gives so many of the best sections, fewer only if there are no more.
        count: Of articles.
    """
    wanted = 2 * count
    while True:
        found = best(wanted)
        first: dict[str, Ranked] = {}
        for hit in found:
            first.setdefault(hit.article_id, hit)
        if len(first) >= count or len(found) < wanted:
            return list(first.values())[:count]
        wanted *= 4
