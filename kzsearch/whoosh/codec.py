"""The segments of an index as Whoosh sees them: one column file each, read and written through a codec.

Stock Whoosh opens, queries, deletes from and merges such an index; only those who *write* with Whoosh's own
writer must name the codec: ``whoosh_index.writer(codec=ColumnsCodec())``. The engine does not come this way:
it reads the columns themselves (:mod:`.reading`).
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from whoosh.codec.base import FieldWriter, PerDocumentReader, PerDocumentWriter
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import ColumnReader

from kzsearch.schema import ARTICLES
from kzsearch.segment.reader import Columns
from kzsearch.segment.stored_fields import decode_record, encode_record
from kzsearch.segment.writer import ColumnWriter
from kzsearch.whoosh.terms import ColumnTermsReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoosh.columns import Column
    from whoosh.fields import FieldType
    from whoosh.filedb.filestore import Storage
    from whoosh.formats import Format

COLUMNS_EXT = ".kzc"


class ColumnsCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Keeps a segment in one column file."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[str, ColumnWriter] = {}

    def __reduce__(self) -> tuple[type[ColumnsCodec], tuple[()]]:
        # Whoosh pickles the codec of every segment into every table of contents: keep that to a name.
        return ColumnsCodec, ()

    def new_segment(self, storage: Storage, indexname: str) -> ColumnsSegment:  # noqa: ARG002
        """A segment without documents."""
        return ColumnsSegment(self, indexname)

    def per_document_writer(self, storage: Storage, segment: ColumnsSegment) -> DocumentsWriter:
        """Begins the file that the field writer of the same segment completes."""
        columns = ColumnWriter(segment.create_file(storage, COLUMNS_EXT))
        self._open[segment.segment_id()] = columns
        return DocumentsWriter(columns)

    def field_writer(self, storage: Storage, segment: ColumnsSegment) -> TermsWriter:  # noqa: ARG002
        """Completes the file of a segment; to be asked for after its per-document writer."""
        return TermsWriter(self._open.pop(segment.segment_id()))

    def terms_reader(self, storage: Storage, segment: ColumnsSegment) -> ColumnTermsReader:
        """The terms of a segment."""
        return ColumnTermsReader(open_columns(storage, segment))

    def per_document_reader(self, storage: Storage, segment: ColumnsSegment) -> DocumentsReader:
        """Stored fields, lengths and columns of a segment."""
        return DocumentsReader(open_columns(storage, segment), segment)


class ColumnsSegment(W3Segment):  # type: ignore[misc]
    """What the table of contents says of a segment: its name, its size, what was deleted from it."""

    def should_assemble(self) -> bool:
        """There is one file: nothing to put together."""
        return False


def open_columns(storage: Storage, segment: ColumnsSegment) -> Columns:
    """Map the file of a segment."""
    name = segment.make_filename(COLUMNS_EXT)
    stream = storage.open_file(name)
    try:
        return Columns.open(stream, name)
    finally:
        stream.close()


class DocumentsWriter(PerDocumentWriter):  # type: ignore[misc]
    """Takes what belongs to a document."""

    def __init__(self, columns: ColumnWriter) -> None:
        self.columns = columns
        self.is_closed = False
        self._document = 0
        self._stored: dict[str, object] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a document; their numbers ascend by one."""
        if docnum != self.columns.records.count:
            raise ValueError(f"document {docnum} came, expected {self.columns.records.count}")
        self._document = docnum
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: FieldType, value: object, length: int) -> None:  # noqa: ARG002
        """Store a value, and the length of an indexed field."""
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self.columns.set_length(fieldname, self._document, length)

    def add_column_value(self, fieldname: str, columnobj: Column, value: int) -> None:  # noqa: ARG002
        """Store a number that can be sorted by."""
        self.columns.set_number(fieldname, self._document, value)

    def finish_doc(self) -> None:
        """Complete a document."""
        self.columns.records.add(encode_record(self._stored))

    def close(self) -> None:
        """The file is closed by the writer of its terms."""
        self.is_closed = True


class TermsWriter(FieldWriter):  # type: ignore[misc]
    """Takes postings one by one from stock Whoosh, or by the list from :mod:`.writing`."""

    def __init__(self, columns: ColumnWriter) -> None:
        self.columns = columns
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        """Begin a field; those with positions say so by their format."""
        self._format: Format = fieldobj.format
        self._with_positions: bool = fieldobj.format.supports("positions")
        self._field = self.columns.field(
            fieldname, positions=self._with_positions, ordinals=fieldname == ARTICLES
        )

    def start_term(self, text: bytes) -> None:
        """Begin a term; they ascend."""
        self._term = text
        self._ids, self._frequencies, self._positions = array("I"), array("I"), array("I")

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        """Add a posting; documents ascend."""
        del length  # per document, not per posting
        if weight != int(weight):
            raise ValueError(f"a term has weight {weight} in document {docnum}: boosts are not kept here")
        self._ids.append(docnum)
        self._frequencies.append(int(weight))
        if self._with_positions:
            self._positions.extend(self._format.decode_positions(vbytes))

    def finish_term(self) -> None:
        """Write the list."""
        positions = self._positions if self._with_positions else None
        self._field.add(self._term, self._ids, self._frequencies, positions)

    def finish_field(self) -> None:
        """Write the dictionary of the field."""
        self._field.finish()

    def close(self) -> None:
        """Complete the file."""
        self.is_closed = True
        self.columns.close()


class DocumentsReader(PerDocumentReader):  # type: ignore[misc]
    """Gives what belongs to a document."""

    def __init__(self, columns: Columns, segment: ColumnsSegment) -> None:
        self.columns = columns
        self._segment = segment

    def close(self) -> None:
        """Let the file go."""
        self.columns.close()

    def doc_count(self) -> int:
        """Documents that are not deleted."""
        return self.columns.size - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """All documents."""
        return self.columns.size

    def has_deletions(self) -> bool:
        """Whether any are deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Those that are."""
        return iter(self._segment.deleted_docs())

    def supports_columns(self) -> bool:
        """There are columns of numbers."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether any document has a number there."""
        return bool(len(self.columns.file.section(f"{fieldname}.numbers")))

    def column_reader(self, fieldname: str, column: Column) -> NumbersReader:  # noqa: ARG002
        """The numbers of all documents."""
        return NumbersReader(self.columns.numbers(fieldname))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The exact length of a field of a document."""
        field = self.columns.fields.get(fieldname)
        return field.lengths[docnum] if field else default

    def field_length(self, fieldname: str) -> int:
        """The length of a field in all documents."""
        field = self.columns.fields.get(fieldname)
        return field.tokens if field else 0

    def min_field_length(self, fieldname: str) -> int:
        """The length of the shortest field."""
        field = self.columns.fields.get(fieldname)
        return min(filter(None, field.lengths), default=0) if field else 0

    def max_field_length(self, fieldname: str) -> int:
        """The length of the longest field."""
        field = self.columns.fields.get(fieldname)
        return max(field.lengths, default=0) if field else 0

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """What was stored, as JSON gives it back: tuples are lists."""
        return decode_record(self.columns.records.record(docnum))


class NumbersReader(ColumnReader):  # type: ignore[misc]
    """A column for Whoosh's sorting and grouping."""

    def __init__(self, numbers: memoryview) -> None:
        self._numbers = numbers
        self._sign = 1

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def sort_key(self, docnum: int) -> int:
        """A number by which documents can be sorted."""
        return self._sign * int(self._numbers[docnum])

    def set_reverse(self) -> None:
        """Sort the other way round."""
        self._sign = -1
