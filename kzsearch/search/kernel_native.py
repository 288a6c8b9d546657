"""The kernel in C, whose source is in ``kzsearch/native/``; only this module calls it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import kzsearch._native as _native
from kzsearch.errors import IndexFormatError
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.search.hits import top_articles
from kzsearch.search.kernel import Hits, ScoredDoc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.search.kernel import CompiledTerm, Conjunct, DocIds, FieldView, Scores, SegmentView

_DAMAGE = (IndexFormatError, UnicodeDecodeError)

_make_scored_doc = ScoredDoc._make


class NativeKernel:
    """See :class:`~kzsearch.search.kernel.Kernel`."""

    name: ClassVar[str] = "c"

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        self._segments = segments
        views = [
            (s.size, s.deleted, s.articles, s.section_ordinals, s.article_ids.data, s.article_ids.ends)
            for s in segments
        ]
        self._searcher = _native.Searcher(tuple(views), len(LAYERED_FIELDS))

    def close(self) -> None:
        """Release the buffers."""
        self._searcher.close()

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """Add a field; its buffers are held until ``close``."""
        self._searcher.add_field(segment, field, *view[:5])

    def compile_term(self, clauses: CompiledTerm) -> CompiledTerm:
        """Compile a term; reads the maximum score of each posting list from its block table."""
        try:
            return self._searcher.compile_term(clauses)
        except IndexFormatError as error:
            raise self._damaged(error) from error

    def top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[ScoredDoc]:
        """Return the best documents by MaxScore, window by window; others may be skipped."""
        try:
            return list(map(_make_scored_doc, self._searcher.top_k(conjuncts, k)))
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def count_top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> tuple[int, list[ScoredDoc]]:
        """Count all matching documents, window by window, and return the best."""
        try:
            total, found = self._searcher.count_top_k(conjuncts, k)
        except _DAMAGE as error:
            raise self._damaged(error) from error
        return total, list(map(_make_scored_doc, found))

    def top_articles(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[tuple[str, float]]:
        """Return the best articles by MaxScore; an article competes with its best section."""
        try:
            found = self._searcher.top_articles(conjuncts, k)
        except _DAMAGE as error:
            raise self._damaged(error) from error
        if found is None:  # not adjacent: an article replaced within a commit has deleted sections elsewhere
            return top_articles(partial(self.top_k, conjuncts), k)
        return found

    def match_all(self, segment: int, conjuncts: tuple[Conjunct, ...]) -> Hits:
        """Return all matching documents, window by window."""
        doc_ids, scores = self._searcher.match_all(segment, conjuncts)
        return Hits(memoryview(doc_ids).cast("I"), memoryview(scores).cast("d"))

    def score_docs(self, segment: int, conjunct: Conjunct, doc_ids: DocIds, default: float) -> Scores:
        """Score some documents; blocks without any of them are skipped."""
        return memoryview(self._searcher.score_docs(segment, conjunct, doc_ids, default)).cast("d")

    def top_hits(self, segment: int, hits: Hits, k: int) -> list[ScoredDoc]:
        """Select the best hits with a bounded heap."""
        return list(map(_make_scored_doc, self._searcher.top_hits(segment, hits.doc_ids, hits.scores, k)))

    def _damaged(self, error: Exception) -> IndexFormatError:
        """Return the error with the name of the file; the extension sets the attribute ``segment``."""
        segment: int = vars(error)["segment"]
        return self._segments[segment].container.damaged(error)
