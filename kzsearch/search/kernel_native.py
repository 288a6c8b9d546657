"""The kernel in C: a thin view of ``kzsearch._native``, whose source is in ``kzsearch/native/``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

import kzsearch._native as _native
from kzsearch.errors import IndexFormatError
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.search.kernel import Hits, Ranked
from kzsearch.search.kernel_reference import PlainKernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.search.kernel import FieldView, Ids, Part, Scores, SegmentView, Word

_make_ranked = Ranked._make


class NativeKernel(PlainKernel):
    """See :class:`~kzsearch.search.kernel.Kernel`; what is rare is left to Python."""

    name: ClassVar[str] = "c"

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        super().__init__(segments)
        views = [
            (s.size, s.deleted, s.articles, s.positions, s.article_ids.data, s.article_ids.ends)
            for s in segments
        ]  # fmt: skip
        self._reader = _native.Reader(tuple(views), len(LAYERED_FIELDS))

    def close(self) -> None:
        """Give the buffers back."""
        with suppress(ValueError):  # another thread searches: they go with it
            self._reader.close()

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """The buffers are held until the end."""
        super().add_field(segment, field, view)
        self._reader.add_field(segment, field, *view[:5])

    def word(self, clauses: Word) -> Word:
        """Looks into the tables of the lists: what a term earns at most."""
        try:
            return self._reader.word(clauses)
        except IndexFormatError as error:
            raise self._damaged(error) from error

    def best(self, parts: tuple[Part, ...], count: int) -> list[Ranked]:
        """MaxScore, window by window; the documents never become Python objects."""
        try:
            return list(map(_make_ranked, self._reader.best(parts, count)))
        except (IndexFormatError, UnicodeDecodeError) as error:
            raise self._damaged(error) from error

    def count_best(self, parts: tuple[Part, ...], count: int) -> tuple[int, list[Ranked]]:
        """All documents, window by window."""
        try:
            total, found = self._reader.count_best(parts, count)
        except (IndexFormatError, UnicodeDecodeError) as error:
            raise self._damaged(error) from error
        return total, list(map(_make_ranked, found))

    def best_articles(self, parts: tuple[Part, ...], count: int) -> list[tuple[str, float]]:
        """As ``best``; an article competes with its best section."""
        try:
            found = self._reader.articles(parts, count)
        except (IndexFormatError, UnicodeDecodeError) as error:
            raise self._damaged(error) from error
        # Other writers than ours may have mixed the sections of several articles.
        return super().best_articles(parts, count) if found is None else found

    def matches(self, segment: int, parts: tuple[Part, ...]) -> Hits:
        """Window by window."""
        ids, scores = self._reader.matches(segment, parts)
        return Hits(memoryview(ids).cast("I"), memoryview(scores).cast("d"))

    def score(self, segment: int, part: Part, ids: Ids, absent: float) -> Scores:
        """Blocks without any of the documents are skipped."""
        return memoryview(self._reader.score(segment, part, ids, absent)).cast("d")

    def top(self, segment: int, hits: Hits, count: int) -> list[Ranked]:
        """A heap."""
        return list(map(_make_ranked, self._reader.top(segment, hits.ids, hits.scores, count)))

    def _damaged(self, error: Exception) -> IndexFormatError:
        """The error with the name of the file."""
        return self._segments[self._reader.failed].file.damaged(error)
