"""What the engine reads of an index: typed columns of each segment, frozen at the moment of opening."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from whoosh.columns import Column
from whoosh.reading import SegmentReader

from kzsearch.bridge.fields import decode_position_values, decode_term, encode_term
from kzsearch.bridge.postings import read_list, read_values
from kzsearch.bridge.records import SectionRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from whoosh.filedb.structfile import StructFile
    from whoosh.reading import IndexReader


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term occurs in a segment.

    Attributes:
        ids: Document numbers, ascending; deleted documents are among them.
        tfs: How often in each.
    """

    ids: array[int]
    tfs: array[float]


class Segment:
    """A part of an index. Not for use by several threads at once: Whoosh moves one file position."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lengths: dict[str, array[int]] = {}

    def close(self) -> None:
        """Let the files go."""
        self._reader.close()

    @cached_property
    def size(self) -> int:
        """Number of documents, with the deleted ones: their numbers are ``range(size)``."""
        size: int = self._reader.doc_count_all()
        return size

    @cached_property
    def deleted(self) -> frozenset[int]:
        """Documents that must not be found."""
        return frozenset(self._reader.segment().deleted_docs())

    def lengths(self, field: str) -> array[int]:
        """The exact number of tokens of every document in a field."""
        lengths = self._lengths.get(field)
        if lengths is None:
            lengths = self._lengths[field] = self._numbers(field)
        return lengths

    @cached_property
    def positions(self) -> array[int]:
        """The ordinal of every document in its article."""
        return self._numbers("position")

    @cached_property
    def article_ids(self) -> list[str]:
        """The article of every document."""
        return list(map(decode_term, self._reader.column_reader("article_id", translate=False)))

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs in a field; empty when it does not."""
        found = read_list(self._reader, field, encode_term(term), values=False)
        return Postings(found.ids, found.weights)

    def term_positions(self, field: str, term: str, documents: AbstractSet[int]) -> dict[int, list[int]]:
        """The positions of a term in some documents; the layer of the field must keep positions."""
        values = read_values(self._reader, field, encode_term(term), documents)
        return {document: decode_position_values(value) for document, value in values.items()}

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, with the number of documents that have them."""
        for term, info in self._reader.iter_prefix(field, encode_term(prefix)):
            yield decode_term(term), info.doc_frequency()

    def record(self, document: int) -> SectionRecord:
        """The stored section."""
        return SectionRecord.from_fields(self._reader.stored_fields(document), self.positions[document])

    def _numbers(self, field: str) -> array[int]:
        numbers = array("I")
        if self._reader.has_column(field):
            numbers.frombytes(self._reader.column_reader(field, column=_RawColumn(), translate=False))
            if sys.byteorder == "little":
                numbers.byteswap()
        # Whoosh stops writing a column after the last document that has a value.
        numbers.extend([0] * (self.size - len(numbers)))
        return numbers


class _RawColumn(Column):  # type: ignore[misc]  # Whoosh has no types
    """Reads the bytes of a column at once, where Whoosh would call Python for each number."""

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> bytes:  # noqa: ARG002
        content: bytes = dbfile.get(basepos, length)
        return content


def open_segments(reader: IndexReader) -> list[Segment]:
    """The segments of a Whoosh index reader, none if it is empty."""
    return [Segment(leaf) for leaf, _ in reader.leaf_readers() if isinstance(leaf, SegmentReader)]
