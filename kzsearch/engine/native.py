"""The kernel in C: a thin view of ``kzsearch._native``, whose source is in ``kzsearch/native/``."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, ClassVar

import kzsearch._native as _native
from kzsearch.engine.kernel import Hits
from kzsearch.engine.plain import PlainKernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.columns.postings import Entry
    from kzsearch.engine.kernel import FieldView, Ids, Part, Scored, Scores, SegmentView


class NativeKernel(PlainKernel):
    """See :class:`~kzsearch.engine.kernel.Kernel`; what is rare is left to Python."""

    name: ClassVar[str] = "c"

    def best(self, view: SegmentView, parts: Sequence[Part], count: int) -> tuple[int, list[Scored]]:
        """Window by window, the best hits in a heap; the documents never become Python objects."""
        size, deleted, articles, positions, fields = view
        return _native.best(fields, tuple(parts), size, deleted, articles, positions, count)

    def matches(self, view: SegmentView, parts: Sequence[Part]) -> Hits:
        """Window by window."""
        ids, scores = _native.matches(view.fields, tuple(parts), view.size, view.deleted)
        return Hits(memoryview(ids).cast("I"), memoryview(scores).cast("d"))

    def score(self, view: SegmentView, part: Part, ids: Ids, absent: float) -> Scores:
        """Blocks without any of the documents are skipped."""
        return memoryview(_native.score(view.fields, (part,), view.size, ids, absent)).cast("d")

    def phrase(self, view: SegmentView, field: FieldView, slots: Sequence[tuple[Entry, ...]]) -> Ids:
        """Unpacks the positions only of documents that have all slots."""
        ids = memoryview(_native.phrase(field, tuple(slots), view.size)).cast("I")
        if view.deleted:
            gone = frozenset(view.deleted)
            ids = memoryview(array("I", [document for document in ids if document not in gone]))
        return ids

    def top(self, view: SegmentView, hits: Hits, count: int) -> list[Scored]:
        """A heap."""
        return _native.top(hits.ids, hits.scores, view.articles, view.positions, count)
