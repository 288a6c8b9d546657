"""What the evaluator asks of a kernel, and the values that go to and fro."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from kzsearch.segment.container import SectionFile
    from kzsearch.segment.ordinals import Names
    from kzsearch.segment.postings import Entry
    from kzsearch.segment.reader import FieldColumns

Ids: TypeAlias = "memoryview[int]"
"""Document numbers of 32 bits, ascending."""

Scores: TypeAlias = "memoryview[float]"
"""Doubles."""

SHORT = 8
"""Frequencies up to this have their saturations in tables."""

ABSENT = -1.0
"""Stands for the score of a document that does not match; scores are never negative."""


class FieldView(NamedTuple):
    """A field of a segment, ready to be scored.

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


class SegmentView(NamedTuple):
    """A segment as kernels see it.

    Attributes:
        size: Number of documents, with the deleted ones.
        deleted: Documents that must not be found, ascending.
        articles: The ordinal of the article of every document.
        positions: The place of every document in its article.
        article_ids: By their ordinals.
        file: What errors name.
    """

    size: int
    deleted: array[int]
    articles: memoryview
    positions: memoryview
    article_ids: Names
    file: SectionFile


class Clause(NamedTuple):
    """Alternatives in one field of a segment; a document earns ``factor * saturation`` of the best of them.

    Attributes:
        field: Its number.
        terms: Each with its factor: weight of field and layer times idf.
        rank: The highest factor of all alternatives that the index has, in whatever segment.
    """

    field: int
    terms: tuple[tuple[Entry, float], ...]
    rank: float


Word: TypeAlias = "tuple[tuple[Clause, ...], ...]"
"""A word as a kernel has compiled it; other kernels may have other types. For every segment its clauses."""


class Part(NamedTuple):
    """What a document matches if it matches any clause of any word.

    It earns the sum of what it earns for the clauses, added in the order of their ranks, the highest first,
    equal ones in the order of the words. This order is the same in all segments and for all kernels.

    Attributes:
        words: Compiled.
        standing: Of a phrase the numbers of the fields in which its words may stand: it matches only where
            they follow each other in one of them. Empty for other parts.
    """

    words: tuple[Word, ...]
    standing: tuple[int, ...] = ()


class Hits(NamedTuple):
    """Documents of a segment, ascending, each with its score."""

    ids: Ids
    scores: Scores


class Ranked(NamedTuple):
    """A hit; they sort by rank. The order is total, so results do not depend on how an index is cut up.

    Attributes:
        negative_score: Less its score.
        article_id: Decides between equal scores.
        position: Decides next: the place in the article.
        segment: Its number.
        document: Its number in the segment.
    """

    negative_score: float
    article_id: str
    position: int
    segment: int
    document: int


class Kernel(Protocol):
    """Answers queries over some segments. A query is a sequence of parts, all of which a document must match.

    Scores are doubles, added in an order that is fixed: all kernels give the same bits. Bytes that cannot be
    right raise ``IndexFormatError``. Not for use by several threads at once.
    """

    name: ClassVar[str]

    def __init__(self, segments: Sequence[SegmentView]) -> None: ...

    def close(self) -> None:
        """Let the segments go; nothing may be asked afterwards."""

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """Make a field known; clauses must not come before their fields."""

    def word(self, clauses: Word) -> Word:
        """Compile the clauses of a word: this kernel's own idea of it."""

    def best(self, parts: tuple[Part, ...], count: int) -> list[Ranked]:
        """The best hits of all segments, best first; not all documents need to be looked at."""

    def count_best(self, parts: tuple[Part, ...], count: int) -> tuple[int, list[Ranked]]:
        """How many documents match, and the best."""

    def best_articles(self, parts: tuple[Part, ...], count: int) -> list[tuple[str, float]]:
        """The ids of the best articles with the scores of their best sections, best first."""

    def matches(self, segment: int, parts: tuple[Part, ...]) -> Hits:
        """All documents of a segment that match."""

    def score(self, segment: int, part: Part, ids: Ids, absent: float) -> Scores:
        """What given documents (ascending) earn for a part that is no phrase; ``absent`` if none."""

    def top(self, segment: int, hits: Hits, count: int) -> list[Ranked]:
        """The best of some hits of a segment, best first."""

    def align(self, ids: Ids, hits: Hits) -> Scores:
        """The scores of hits for given documents (ascending), ``ABSENT`` for others."""

    def conjunction(self, ids: Ids, columns: Sequence[Scores]) -> Hits:
        """The documents for which no column has ``ABSENT``, with the columns added in turn."""

    def exclusion(self, hits: Hits, column: Scores) -> Hits:
        """The hits for which the column has ``ABSENT``."""

    def merge(self, parts: Sequence[Hits]) -> Hits:
        """The documents of any part, with their scores added in the order of the parts."""
