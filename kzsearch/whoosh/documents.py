"""What Whoosh reads of the documents of a segment: stored fields, lengths, columns to sort by, vectors."""

from __future__ import annotations

import datetime
from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from whoosh.codec.base import PerDocumentReader
from whoosh.columns import ColumnReader
from whoosh.matching import ListMatcher

from kzsearch.model import Field
from kzsearch.schema import ARTICLE_ID, DATE, LAYERED_FIELDS, ORDINAL
from kzsearch.segment.term_dictionary import encode_term
from kzsearch.whoosh.schema import FIELD_OF_NAME, LANGUAGE, SECTION_ID, URL
from kzsearch.whoosh.terms import SegmentTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from whoosh.columns import Column
    from whoosh.formats import Format

    from kzsearch.segment.reader import FieldReader
    from kzsearch.segment.segment import Segment
    from kzsearch.segment.stored_fields import SectionRecord
    from kzsearch.whoosh.schema import KazakhSchema

_TEXT_COLUMNS: dict[str, Callable[[SectionRecord], str]] = {
    Field.TITLE.value: lambda record: record.title,
    Field.HEADING.value: lambda record: record.heading,
    URL: lambda record: record.url,
    LANGUAGE: lambda record: record.language,
}


class SegmentDocuments(PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """The documents of one segment.

    Attributes:
        segment: As kzsearch reads it.
    """

    def __init__(self, segment: Segment, schema: KazakhSchema) -> None:
        self.segment = segment
        self._schema = schema

    def close(self) -> None:
        """Close the file."""
        self.segment.close()

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return self.segment.size - len(self.segment.deleted)

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self.segment.size

    def has_deletions(self) -> bool:
        """Return whether any document is deleted."""
        return bool(self.segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Return the deleted documents."""
        return self._deleted

    @cached_property
    def _deleted(self) -> frozenset[int]:
        return frozenset(self.segment.deleted)

    def supports_columns(self) -> bool:
        """Return true: there are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether documents can be sorted by a field without its postings."""
        return fieldname in _TEXT_COLUMNS or fieldname in (ARTICLE_ID, DATE, ORDINAL)

    def column_reader(self, fieldname: str, column: Column) -> ValueReader:
        """Return the values of a field for all documents."""
        segment = self.segment
        if fieldname == ORDINAL:
            return ValueReader(segment.size, segment.section_ordinals.__getitem__)
        if fieldname == DATE:
            none = column.default_value()
            return ValueReader(segment.size, self._days(none).__getitem__, none)
        if fieldname == ARTICLE_ID:
            return ValueReader(segment.size, self._article_id)
        text_of = _TEXT_COLUMNS[fieldname]
        return ValueReader(segment.size, lambda document: encode_term(text_of(segment.record(document))))

    def _article_id(self, document: int) -> bytes:
        field = self.segment.reader.fields[ARTICLE_ID]
        return encode_term(field.terms_by_ordinal.lookup([field.ordinals[document]])[0])

    def _days(self, none: int) -> array[int]:
        """Return the date of every document in microseconds."""
        days, field = array("Q", [none]) * self.segment.size, self._schema[DATE]
        for text, term in SegmentTerms(self.segment, self._schema).from_term(DATE, b""):
            day = field.to_column_value(field.from_bytes(text))
            for document in term.postings().documents:
                days[document] = day
        return days

    def _field(self, fieldname: str) -> FieldReader | None:
        name = FIELD_OF_NAME.get(fieldname)
        return self.segment.field(name) if name in LAYERED_FIELDS else None

    def _lengths(self, fieldname: str) -> Sequence[int]:
        field = self._field(fieldname)
        return field.lengths if field else ()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a field of a document, in terms."""
        lengths = self._lengths(fieldname)
        return lengths[docnum] if lengths else default

    def field_length(self, fieldname: str) -> int:
        """Return the length of a field in all documents, deleted ones included."""
        field = self._field(fieldname)
        return field.sum_total_term_freq if field else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest field that is not empty."""
        return min(filter(None, self._lengths(fieldname)), default=0)

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest field."""
        return max(self._lengths(fieldname), default=0)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Return whether a field is a text, whose terms are known."""
        del docnum
        return FIELD_OF_NAME.get(fieldname) in LAYERED_FIELDS

    def vector(self, docnum: int, fieldname: str, format_: Format) -> ListMatcher:
        """Return the terms of a field of a document, ascending; its stored text is analysed again."""
        record, field = self.segment.record(docnum), self._schema[fieldname]
        text = {Field.TITLE: record.title, Field.HEADING: record.heading, Field.BODY: record.text}[
            field.field
        ]
        postings = sorted(format_.word_values(text, field.analyzer, mode="index"))
        terms = [term for term, _, _, _ in postings]
        weights = [weight for _, _, weight, _ in postings]
        return ListMatcher(terms, weights, [payload for _, _, _, payload in postings], format_)

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """Return what is stored of a section, under the names of the schema."""
        record = self.segment.record(docnum)
        optional = {
            "path": record.path,
            DATE: record.date and datetime.datetime.combine(record.date, datetime.time()),
            URL: record.url,
            LANGUAGE: record.language,
            "extra": dict(record.extra),
        }
        return {
            ARTICLE_ID: record.article_id,
            ORDINAL: record.ordinal,
            SECTION_ID: record.section_id,
            Field.TITLE.value: record.title,
            Field.HEADING.value: record.heading,
            Field.BODY.value: record.text,
            **{name: value for name, value in optional.items() if value},
        }


class ValueReader(ColumnReader):  # type: ignore[misc]
    """A column of values that are looked up one by one."""

    def __init__(self, size: int, value_of: Callable[[int], bytes | int], none: int | None = None) -> None:
        """Make a column.

        Args:
            size: Number of documents.
            value_of: Returns the value of a document.
            none: The value of documents that have none; they come last, whatever the direction.
        """
        self._size = size
        self._value_of = value_of
        self._none = none
        self._is_reversed = False

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, docnum: int) -> bytes | int:
        return self._value_of(docnum)

    def __iter__(self) -> Iterator[bytes | int]:
        return map(self._value_of, range(self._size))

    def sort_key(self, docnum: int) -> bytes | int:
        """Return what a document is sorted by."""
        value = self._value_of(docnum)
        is_negated = self._is_reversed and value != self._none
        return -value if is_negated and isinstance(value, int) else value

    def set_reverse(self) -> None:
        """Sort the other way round; only numbers can."""
        self._is_reversed = True
