"""A segment as searches see it: its file, without the documents that were deleted at one moment."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from kzsearch.schema import ARTICLE_ID, ORDINAL
from kzsearch.segment.reader import frequent_terms
from kzsearch.segment.stored_fields import SectionRecord, decode_record
from kzsearch.segment.term_dictionary import encode_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.segment.reader import FieldReader, SegmentReader


class Segment:
    """A part of an index.

    Attributes:
        name: In the table of contents.
        reader: Its file.
        size: Number of documents, deleted ones included: their numbers are ``range(size)``.
        deleted: Documents that must not be found, ascending, 32 bits each.
    """

    def __init__(self, name: str, reader: SegmentReader, deleted: Iterable[int] = ()) -> None:
        self.name = name
        self.reader = reader
        self.size = reader.size
        self.deleted = array("I", deleted)

    def close(self) -> None:
        """Close the file."""
        self.reader.close()

    def field(self, name: str) -> FieldReader | None:
        """Return a field; None when no document has it."""
        return self.reader.fields.get(name)

    @cached_property
    def section_ordinals(self) -> memoryview:
        """The ordinal of every document in its article, 32 bits each."""
        return self.reader.doc_values(ORDINAL)

    @cached_property
    def articles(self) -> memoryview:
        """The ordinal of every document's article among the ids of the segment, 32 bits each."""
        return self.reader.fields[ARTICLE_ID].ordinals

    def documents_of(self, article_id: str) -> Sequence[int]:
        """Return the documents of an article, deleted ones included, ascending."""
        return documents_of(self.reader, article_id)

    def terms(self, field: str) -> list[tuple[str, int]]:
        """Return the terms of a field with their document frequencies, the most frequent first."""
        reader = self.field(field)
        return frequent_terms([reader], "", len(reader.dictionary)) if reader else []

    def doc_freq(self, field: str, term: str) -> int:
        """Return the number of documents that have a term in a field."""
        reader = self.field(field)
        info = reader.find(encode_term(term)) if reader else None
        return info.doc_freq if info else 0

    def record(self, document: int) -> SectionRecord:
        """Return the stored section."""
        with self.reader.container.reading():
            stored = decode_record(self.reader.doc_store.record(document))
            return SectionRecord.from_stored(stored, self.section_ordinals[document])


def documents_of(reader: SegmentReader, article_id: str) -> Sequence[int]:
    """Return the documents of an article in a segment, deleted ones included, ascending."""
    field = reader.fields.get(ARTICLE_ID)
    info = field.find(encode_term(article_id)) if field else None
    return field.postings_of(info)[0] if field and info else ()
