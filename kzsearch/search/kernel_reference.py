"""The kernel in Python: the reference for the one in C, and used without it, some dozens of times slower."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from functools import partial
from heapq import nlargest
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, ClassVar

from kzsearch.search.hits import intersect, merge_top, scores_of, sorted_hits, top_articles
from kzsearch.search.kernel import NO_MATCH, Hits, ScoredDoc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.search.kernel import (
        Clause,
        CompiledTerm,
        Conjunct,
        DocIds,
        FieldView,
        Scores,
        SegmentView,
    )
    from kzsearch.segment.reader import FieldReader
    from kzsearch.segment.term_dictionary import TermInfo

_CACHED_POSTINGS = 1_000_000
"""8 MB."""


class PostingsCache:
    """Decoded posting lists; those used least recently are dropped first. Thread-safe."""

    def __init__(self) -> None:
        self._lists: OrderedDict[tuple[FieldReader, int], tuple[array[int], array[int]]] = OrderedDict()
        self._postings = 0
        self._lock = Lock()

    def read(self, reader: FieldReader, info: TermInfo) -> tuple[array[int], array[int]]:
        """Return the document ids and the frequencies of a term."""
        key = (reader, info.ordinal)
        with self._lock:
            found = self._lists.get(key)
            if found is None:
                found = self._lists[key] = reader.postings_of(info)
                self._postings += len(found[0])
                while self._postings > _CACHED_POSTINGS and len(self._lists) > 1:
                    self._postings -= len(self._lists.popitem(last=False)[1][0])
            else:
                self._lists.move_to_end(key)
        return found


class ReferenceKernel:
    """See :class:`~kzsearch.search.kernel.Kernel`."""

    name: ClassVar[str] = "python"

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self._segments = segments
        self._fields: list[dict[int, FieldView]] = [{} for _ in segments]
        self._cache = PostingsCache()

    def close(self) -> None:
        """Drop all cached posting lists."""
        self._cache = PostingsCache()

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """Keep the view of a field."""
        self._fields[segment][field] = view

    def compile_term(self, clauses: CompiledTerm) -> CompiledTerm:
        """Return the clauses unchanged."""
        return clauses

    def top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[ScoredDoc]:
        """Return the best of all matching documents."""
        return self.count_top_k(conjuncts, k)[1]

    def count_top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> tuple[int, list[ScoredDoc]]:
        """Find all matching documents of every segment, then merge the best of each."""
        total, found = 0, []
        for number, segment in enumerate(self._segments):
            with segment.container.reading():
                hits = self.match_all(number, conjuncts)
                total += len(hits.doc_ids)
                found.append(self.top_hits(number, hits, k))
        return total, merge_top(found, k)

    def top_articles(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[tuple[str, float]]:
        """Find more and more of the best sections until they are of enough articles."""
        return top_articles(partial(self.top_k, conjuncts), k)

    def match_all(self, segment: int, conjuncts: tuple[Conjunct, ...]) -> Hits:
        """Find the documents of the rarest conjunct, then score them for the others."""
        if len(conjuncts) == 1:
            return self._match(segment, conjuncts[0])
        costs = [
            sum(info.doc_freq for clause in self._clauses(segment, each) for info, _ in clause.terms)
            for each in conjuncts
        ]
        rarest = costs.index(min(costs))
        doc_ids, scores = self._match(segment, conjuncts[rarest])
        operands = [
            scores
            if number == rarest
            else scores_of(doc_ids, self._match(segment, conjunct))
            if conjunct.phrase_fields
            else self.score_docs(segment, conjunct, doc_ids, NO_MATCH)
            for number, conjunct in enumerate(conjuncts)
        ]
        return intersect(doc_ids, operands)

    def score_docs(self, segment: int, conjunct: Conjunct, doc_ids: DocIds, default: float) -> Scores:
        """Score all documents, then look up those that are wanted."""
        scores = self._score_all(segment, conjunct)
        return memoryview(array("d", [scores.get(doc_id) or default for doc_id in doc_ids]))

    def top_hits(self, segment: int, hits: Hits, k: int) -> list[ScoredDoc]:
        """Sort only the hits that reach the k-th score."""
        scores = nlargest(k, hits.scores)
        if not scores:
            return []
        threshold, view = scores[-1], self._segments[segment]
        best = sorted(
            (-score, view.articles[doc_id], view.section_ordinals[doc_id], doc_id)
            for doc_id, score in zip(hits.doc_ids, hits.scores, strict=True)
            if score >= threshold
        )[:k]
        article_ids = view.article_ids.lookup([article for _, article, _, _ in best])
        return [
            ScoredDoc(sort_key, article_id, ordinal, segment, doc_id)
            for (sort_key, _, ordinal, doc_id), article_id in zip(best, article_ids, strict=True)
        ]

    def _match(self, segment: int, conjunct: Conjunct) -> Hits:
        """Return the documents of a segment that match one conjunct."""
        if conjunct.phrase_fields:
            matches = (self._phrase_matches(segment, conjunct, field) for field in conjunct.phrase_fields)
            doc_ids = memoryview(array("I", sorted(set(chain.from_iterable(matches)))))
            return Hits(doc_ids, self.score_docs(segment, conjunct, doc_ids, 0.0))
        scores = self._score_all(segment, conjunct)
        for doc_id in self._segments[segment].deleted:
            scores.pop(doc_id, None)
        return sorted_hits(scores, above=0.0)

    def _clauses(self, segment: int, conjunct: Conjunct) -> list[Clause]:
        """Return the clauses of a segment in the order in which their scores are added."""
        clauses = chain.from_iterable(term[segment] for term in conjunct.terms)
        return sorted(clauses, key=lambda clause: -clause.order)

    def _score_all(self, segment: int, conjunct: Conjunct) -> dict[int, float]:
        """Return the scores of all documents that match a clause, deleted ones included."""
        scores: dict[int, float] = {}
        get = scores.get
        for clause in self._clauses(segment, conjunct):
            field = self._fields[segment][clause.field]
            best: dict[int, float] = {}
            for info, weight in clause.terms:
                term_scores = self._term_scores(field, info, weight)
                if best:
                    for doc_id, score in term_scores:
                        if score > best.get(doc_id, 0.0):
                            best[doc_id] = score
                else:
                    best = dict(term_scores)
            for doc_id, score in best.items():
                scores[doc_id] = get(doc_id, 0.0) + score
        return scores

    def _term_scores(self, field: FieldView, info: TermInfo, weight: float) -> Iterable[tuple[int, float]]:
        """Return the score of every document of a term.

        ``weight * tf_saturation(tf, length_norm)`` is written out: the call takes longer than the arithmetic.
        ``test_scores_of_terms_are_those_of_bm25`` compares both to the last bit.
        """
        doc_ids, frequencies = self._cache.read(field.reader, info)
        norms, length_norms = field.norms, field.length_norms
        return (
            (doc_id, weight * (tf / (tf + length_norms[norms[doc_id]])))
            for doc_id, tf in zip(doc_ids, frequencies, strict=True)
        )

    def _phrase_matches(self, segment: int, phrase: Conjunct, field: int) -> Iterable[int]:
        """Return the documents in which the terms of a phrase are at consecutive positions of a field."""
        slots = [
            [info for clause in term[segment] if clause.field == field for info, _ in clause.terms]
            for term in phrase.terms
        ]
        if not all(slots):
            return ()
        reader = self._fields[segment][field].reader
        doc_ids_by_slot = [
            set(chain.from_iterable(self._cache.read(reader, info)[0] for info in slot)) for slot in slots
        ]
        candidates = set.intersection(*doc_ids_by_slot).difference(self._segments[segment].deleted)
        if len(slots) == 1:
            return candidates
        # For each document, the positions of the last slot at which a match of all slots so far ends.
        ends = self._positions(reader, slots[0], candidates)
        for slot in slots[1:]:
            ends = {
                doc_id: matched
                for doc_id, positions in self._positions(reader, slot, set(ends)).items()
                if (matched := positions & {end + 1 for end in ends[doc_id]})
            }
        return ends

    def _positions(
        self, reader: FieldReader, slot: Iterable[TermInfo], doc_ids: set[int]
    ) -> dict[int, set[int]]:
        """Return the positions of any term of a slot in some documents."""
        found: dict[int, set[int]] = {}
        for info in slot:
            all_doc_ids, frequencies = self._cache.read(reader, info)
            by_posting = reader.positions_by_posting(info, frequencies)
            for doc_id, positions in zip(all_doc_ids, by_posting, strict=True):
                if doc_id in doc_ids:
                    found.setdefault(doc_id, set()).update(positions)
        return found
