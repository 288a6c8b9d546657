"""What the engine reads of an index: the columns of each segment, frozen at the moment of opening."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from whoosh.reading import SegmentReader

from kzsearch.errors import IndexFormatError
from kzsearch.schema import ARTICLES
from kzsearch.segment.reader import frequent_terms
from kzsearch.segment.stored_fields import POSITION, SectionRecord, decode_record
from kzsearch.segment.term_dictionary import encode_term
from kzsearch.whoosh.terms import ColumnTermsReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whoosh.reading import IndexReader

    from kzsearch.segment.reader import Columns, FieldColumns


class Segment:
    """A part of an index.

    Attributes:
        columns: Its files.
        size: Number of documents, with the deleted ones: their numbers are ``range(size)``.
        deleted: Documents that must not be found, ascending.
    """

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self.columns = _columns_of(reader)
        self.size = self.columns.size
        self.deleted = array("I", sorted(reader.segment().deleted_docs()))

    def close(self) -> None:
        """Let the files go."""
        self._reader.close()

    def field(self, name: str) -> FieldColumns | None:
        """The columns of a field; None when no document has it."""
        return self.columns.fields.get(name)

    @cached_property
    def positions(self) -> memoryview:
        """The ordinal of every document in its article."""
        return self.columns.numbers(POSITION)

    @cached_property
    def articles(self) -> memoryview:
        """The ordinal of the article of every document, in the order of the ids."""
        return self.columns.fields[ARTICLES].ordinals

    def documents_of(self, article_id: str) -> Sequence[int]:
        """The sections of an article, deleted ones too, ascending."""
        field = self.columns.fields[ARTICLES]
        entry = field.find(encode_term(article_id))
        return field.read(entry)[0] if entry else ()

    def terms(self, field: str) -> list[tuple[str, int]]:
        """The terms of a field, the most frequent first, with the number of documents that have them."""
        columns = self.field(field)
        return frequent_terms([columns], "", len(columns.dictionary)) if columns else []

    def holders(self, field: str, term: str) -> int:
        """The number of documents that have a term in a field."""
        columns = self.field(field)
        entry = columns.find(encode_term(term)) if columns else None
        return entry.documents if entry else 0

    def record(self, document: int) -> SectionRecord:
        """The stored section."""
        with self.columns.file.reading():
            stored = decode_record(self.columns.records.record(document))
            return SectionRecord.from_stored(stored, self.positions[document])


def _columns_of(reader: SegmentReader) -> Columns:
    terms = reader._terms
    if not isinstance(terms, ColumnTermsReader):
        name = reader.segment().segment_id()
        reader.close()
        raise IndexFormatError(
            f"segment {name} was written by Whoosh without our codec; write with kzsearch, or with "
            "whoosh_index.writer(codec=kzsearch.whoosh.codec.ColumnsCodec())"
        )
    return terms.columns


def open_segments(reader: IndexReader) -> list[Segment]:
    """The segments of a Whoosh index reader, none if it is empty."""
    return [Segment(leaf) for leaf, _ in reader.leaf_readers() if isinstance(leaf, SegmentReader)]
