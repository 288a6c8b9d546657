"""The protocol of a kernel, which finds and scores the documents of a conjunction, and the values it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from kzsearch.segment.container import Container
    from kzsearch.segment.ordinals import TermOrdinals
    from kzsearch.segment.reader import FieldReader
    from kzsearch.segment.term_dictionary import TermInfo

DocIds: TypeAlias = "memoryview[int]"
"""Document ids of one segment, 32 bits each, ascending."""

Scores: TypeAlias = "memoryview[float]"
"""A double for each of some documents."""

MAX_TABULATED_TF = 8
"""Term frequencies up to this have their saturations in a table."""

NO_MATCH = -1.0
"""In place of the score of a document that does not match; scores are never negative."""


class FieldView(NamedTuple):
    """A field of a segment, ready to be scored.

    Attributes:
        postings: The block with the posting lists.
        positions: The block with the positions.
        norms: The norm of every document, one byte each.
        saturations: Doubles: ``tf_saturation(tf, length_norm)`` for ``tf`` from 1 to ``MAX_TABULATED_TF``,
            and for each ``tf`` all 256 length norms.
        length_norms: Doubles: ``Ranking.length_norms`` of the field.
        reader: Decodes posting lists.
    """

    postings: memoryview
    positions: memoryview
    norms: memoryview
    saturations: array[float]
    length_norms: array[float]
    reader: FieldReader


class SegmentView(NamedTuple):
    """A segment as kernels see it.

    Attributes:
        size: Number of documents, deleted ones included; their ids are ``range(size)``.
        deleted: Documents that must not be found, ascending.
        articles: The ordinal of every document's article among the ids of the segment, 32 bits each.
        section_ordinals: The ordinal of every document in its article, 32 bits each.
        article_ids: The article ids by their ordinals.
        container: The file, which errors name.
    """

    size: int
    deleted: array[int]
    articles: memoryview
    section_ordinals: memoryview
    article_ids: TermOrdinals
    container: Container


class Clause(NamedTuple):
    """Alternative terms in one field of a segment; a document scores the best of them (dis-max).

    Attributes:
        field: The number of the field.
        terms: Each with its weight: that of field and layer times idf. A document with the term scores
            ``weight * tf_saturation(tf, length_norm)``.
        order: The highest weight of all alternatives that the index has in any segment. The scores of clauses
            are added by descending order.
    """

    field: int
    terms: tuple[tuple[TermInfo, float], ...]
    order: float


CompiledTerm: TypeAlias = "tuple[tuple[Clause, ...], ...]"
"""A query term: its clauses in every segment. Kernels may compile it to a type of their own."""


class Conjunct(NamedTuple):
    """One operand of a conjunction. A document matches if it matches any clause of any term.

    It scores the sum over all clauses that it matches, added by descending ``order``, those of equal order as
    the terms are ordered. So the sum is the same to the last bit in all segments and kernels.

    Attributes:
        terms: Compiled by the kernel.
        phrase_fields: For a phrase, the numbers of the fields; in one of them the terms must be at
            consecutive positions. Empty for other conjuncts.
    """

    terms: tuple[CompiledTerm, ...]
    phrase_fields: tuple[int, ...] = ()


class Hits(NamedTuple):
    """All matching documents of a segment, each with its score."""

    doc_ids: DocIds
    scores: Scores


class ScoredDoc(NamedTuple):
    """A document that was found. Sorting orders the best first.

    The order is total and does not depend on segments, so neither do the results of a query.

    Attributes:
        sort_key: The negated score.
        article_id: Orders documents with equal scores.
        ordinal: The ordinal of the section in its article, which orders the sections of an article.
        segment: The number of the segment.
        doc_id: The document id in the segment.
    """

    sort_key: float
    article_id: str
    ordinal: int
    segment: int
    doc_id: int

    @property
    def score(self) -> float:
        """The score; higher is better."""
        return -self.sort_key


class Kernel(Protocol):
    """Evaluates conjunctions over the segments of an index.

    Scores are doubles, added in a fixed order: all kernels give the same bits. Damaged bytes raise
    ``IndexFormatError``. Several threads may search and compile terms at once, while one adds a field that
    they do not use yet.
    """

    name: ClassVar[str]

    def __init__(self, segments: Sequence[SegmentView]) -> None: ...

    def close(self) -> None:
        """Release the segments; no other method may run or be called afterwards."""

    def add_field(self, segment: int, field: int, view: FieldView) -> None:
        """Add a field of a segment; to be called before a term with clauses in it is compiled."""

    def compile_term(self, clauses: CompiledTerm) -> CompiledTerm:
        """Compile the clauses of a query term for use in a ``Conjunct`` of this kernel."""

    def top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[ScoredDoc]:
        """Return the ``k`` best documents that match all conjuncts, best first."""

    def count_top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> tuple[int, list[ScoredDoc]]:
        """Return the number of documents that match all conjuncts, and the ``k`` best, best first."""

    def top_articles(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[tuple[str, float]]:
        """Return the ids of the ``k`` best articles with the scores of their best sections, best first."""

    def match_all(self, segment: int, conjuncts: tuple[Conjunct, ...]) -> Hits:
        """Return all documents of a segment that match all conjuncts."""

    def score_docs(self, segment: int, conjunct: Conjunct, doc_ids: DocIds, default: float) -> Scores:
        """Return the scores of some documents for a conjunct that is no phrase; ``default`` without match."""

    def top_hits(self, segment: int, hits: Hits, k: int) -> list[ScoredDoc]:
        """Return the ``k`` best of some hits of a segment, best first."""
