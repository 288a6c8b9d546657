"""The kernel in Python: no build and no dependency, some dozens of times slower than C."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from kzsearch.engine.kernel import ABSENT, Hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.columns.postings import Entry
    from kzsearch.columns.reader import FieldColumns
    from kzsearch.engine.kernel import FieldView, Ids, Part, Scored, Scores, SegmentView

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
    """See :class:`~kzsearch.engine.kernel.Kernel`."""

    name: ClassVar[str] = "python"

    def __init__(self) -> None:
        self._cache = ListCache()

    def best(self, view: SegmentView, parts: Sequence[Part], count: int) -> tuple[int, list[Scored]]:
        """All of them, then the best."""
        hits = self.matches(view, parts)
        return len(hits.ids), self.top(view, hits, count)

    def matches(self, view: SegmentView, parts: Sequence[Part]) -> Hits:
        """The documents of the rarest part, then what they earn for the others."""
        if len(parts) == 1:
            return self._union(view, parts[0])
        costs = [sum(entry.documents for clause in part for entry, _ in clause.terms) for part in parts]
        rarest = costs.index(min(costs))
        ids, scores = self._union(view, parts[rarest])
        columns = [
            scores if number == rarest else self.score(view, part, ids, ABSENT)
            for number, part in enumerate(parts)
        ]
        return self.conjunction(ids, columns)

    def score(self, view: SegmentView, part: Part, ids: Ids, absent: float) -> Scores:
        """Scores everything, then looks up."""
        scores = self._sums(view, part)
        return memoryview(array("d", [scores.get(document) or absent for document in ids]))

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

    def phrase(self, view: SegmentView, field: FieldView, slots: Sequence[tuple[Entry, ...]]) -> Ids:
        """Intersects the documents, then the positions of those that are left."""
        columns = field.columns
        holders = [
            set(chain.from_iterable(self._cache.read(columns, entry)[0] for entry in slot)) for slot in slots
        ]
        candidates = set.intersection(*holders).difference(view.deleted)
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
        return memoryview(array("I", sorted(candidates)))

    def top(self, view: SegmentView, hits: Hits, count: int) -> list[Scored]:
        """Sorts only those that reach the score of the last on the list."""
        scores = nlargest(count, hits.scores)
        if not scores:
            return []
        least, articles, positions = scores[-1], view.articles, view.positions
        ranked = sorted(
            (-score, articles[document], positions[document], document)
            for document, score in zip(hits.ids, hits.scores, strict=True)
            if score >= least
        )
        return [(document, -negative) for negative, _, _, document in ranked[:count]]

    def _union(self, view: SegmentView, part: Part) -> Hits:
        """Additions into a dictionary: document -> score."""
        scores = self._sums(view, part)
        for document in view.deleted:
            scores.pop(document, None)
        return _sorted_hits(scores)

    def _sums(self, view: SegmentView, part: Part) -> dict[int, float]:
        scores: dict[int, float] = {}
        get = scores.get
        for number, terms in part:
            field = view.fields[number]
            best: dict[int, float] = {}
            for entry, factor in terms:
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

    def _earned(self, field: FieldView, entry: Entry, factor: float) -> Iterable[Scored]:
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
