"""What the evaluator asks of a kernel, and the values that go to and fro."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from kzsearch.columns.postings import Entry
    from kzsearch.columns.reader import FieldColumns

Scored: TypeAlias = "tuple[int, float]"
"""A document and its score."""

Ids: TypeAlias = "memoryview[int]"
"""Document numbers of 32 bits, ascending."""

Scores: TypeAlias = "memoryview[float]"
"""Doubles."""

SHORT = 8
"""Frequencies up to this have their saturations in tables."""

ABSENT = -1.0
"""Stands for the score of a document that does not match; scores are never negative."""


class FieldView(NamedTuple):
    """A field of a segment, ready to be scored. The kernel in C reads the first five parts.

    Attributes:
        postings: The section with the posting lists.
        positions: The section with the positions.
        codes: The length code of every document.
        saturations: ``saturation(tf, norm)`` for ``tf`` from 1 to ``SHORT`` and, within, for every norm.
        norms: ``Ranking.norms`` of the field, doubles.
        columns: Where they are from.
    """

    postings: memoryview
    positions: memoryview
    codes: memoryview
    saturations: array[float]
    norms: array[float]
    columns: FieldColumns


class Clause(NamedTuple):
    """Alternatives in one field; a document earns ``factor * saturation`` of the best of them.

    Attributes:
        field: Index into ``SegmentView.fields``.
        terms: Each with its factor: weight of field and layer times idf.
    """

    field: int
    terms: tuple[tuple[Entry, float], ...]


Part: TypeAlias = "tuple[Clause, ...]"
"""A document matches a part if it matches any of its clauses, and earns the sum of what it earns for them."""


class SegmentView(NamedTuple):
    """A segment as kernels see it.

    Attributes:
        size: Number of documents, with the deleted ones.
        deleted: Documents that must not be found, ascending.
        articles: Decides between equal scores first, a number for every document.
        positions: Decides next.
        fields: What clauses refer to.
    """

    size: int
    deleted: array[int]
    articles: memoryview
    positions: memoryview
    fields: tuple[FieldView, ...]


class Hits(NamedTuple):
    """Documents of a segment, ascending, each with its score."""

    ids: Ids
    scores: Scores


class Kernel(Protocol):
    """Operations on one segment.

    Scores are doubles, added in the order of the clauses: all kernels give the same bits. Bytes that cannot
    be right raise ``IndexFormatError``.
    """

    name: ClassVar[str]

    def best(self, view: SegmentView, parts: Sequence[Part], count: int) -> tuple[int, list[Scored]]:
        """How many documents match all parts, and the best of them, best first."""

    def matches(self, view: SegmentView, parts: Sequence[Part]) -> Hits:
        """All documents that match all parts, with the sums of what they earn for each."""

    def score(self, view: SegmentView, part: Part, ids: Ids, absent: float) -> Scores:
        """What given documents (ascending) earn for a part; ``absent`` for those that do not match it."""

    def align(self, ids: Ids, hits: Hits) -> Scores:
        """The scores of hits for given documents (ascending), ``ABSENT`` for others."""

    def conjunction(self, ids: Ids, columns: Sequence[Scores]) -> Hits:
        """The documents for which no column has ``ABSENT``, with the columns added in turn."""

    def exclusion(self, hits: Hits, column: Scores) -> Hits:
        """The hits for which the column has ``ABSENT``."""

    def merge(self, parts: Sequence[Hits]) -> Hits:
        """The documents of any part, with their scores added in the order of the parts."""

    def phrase(self, view: SegmentView, field: FieldView, slots: Sequence[tuple[Entry, ...]]) -> Ids:
        """The documents (ascending, no deleted ones) in which the slots stand at consecutive positions."""

    def top(self, view: SegmentView, hits: Hits, count: int) -> list[Scored]:
        """The best hits, best first; equal scores by article, position, document."""
