"""The segments of an index behind Whoosh's interfaces; they can only be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from whoosh import index as whoosh_index
from whoosh.codec import base
from whoosh.reading import SegmentReader

from kzsearch.whoosh.documents import SegmentDocuments
from kzsearch.whoosh.terms import SegmentTerms

if TYPE_CHECKING:
    from whoosh.filedb.filestore import Storage
    from whoosh.reading import IndexReader

    from kzsearch.segment.segment import Segment
    from kzsearch.whoosh.schema import KazakhSchema


class ReadOnlyError(whoosh_index.IndexError):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own writer was asked to write to an index of kzsearch."""


def refuse_to_write() -> NoReturn:
    """Raise the error for writers of stock Whoosh."""
    raise ReadOnlyError(
        "Whoosh's own writer cannot write to an index of kzsearch: it would leave files that kzsearch does "
        "not read; write with kzsearch.whoosh.open_dir(path).writer() or kzsearch.Index.open(path).writer()"
    )


class ReadOnlyCodec(base.Codec):  # type: ignore[misc]
    """Reads the segments of kzsearch."""

    def terms_reader(self, storage: Storage, segment: ReadableSegment) -> SegmentTerms:
        """Return the terms of a segment."""
        return SegmentTerms(segment.open(storage), segment.schema)

    def per_document_reader(self, storage: Storage, segment: ReadableSegment) -> SegmentDocuments:
        """Return the documents of a segment."""
        return SegmentDocuments(segment.open(storage), segment.schema)

    def per_document_writer(self, storage: Storage, segment: object) -> NoReturn:  # noqa: ARG002
        """Raise: Whoosh's own writers cannot write here."""
        refuse_to_write()

    def field_writer(self, storage: Storage, segment: object) -> NoReturn:  # noqa: ARG002
        """Raise: Whoosh's own writers cannot write here."""
        refuse_to_write()

    def new_segment(self, storage: Storage, indexname: str) -> NoReturn:  # noqa: ARG002
        """Raise: Whoosh's own writers cannot write here."""
        refuse_to_write()


class ReadableSegment(base.Segment):  # type: ignore[misc]
    """A segment of kzsearch under the name that Whoosh knows it by.

    Attributes:
        schema: Of the index.
    """

    schema: KazakhSchema

    def __init__(self, segment: Segment, schema: KazakhSchema) -> None:
        self.compound = False
        self.schema = schema
        self.segment = segment

    def open(self, storage: Storage) -> Segment:
        """Return the open segment."""
        del storage  # it is open already
        return self.segment

    def codec(self) -> ReadOnlyCodec:
        """Return what reads the segment."""
        return ReadOnlyCodec()

    def segment_id(self) -> str:
        """Return the name of the segment."""
        return self.segment.name

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self.segment.size

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return len(self.segment.deleted)

    def deleted_docs(self) -> list[int]:
        """Return the deleted documents, ascending."""
        return list(self.segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return docnum in self.segment.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:  # noqa: ARG002
        """Raise: Whoosh's own writers cannot write here."""
        refuse_to_write()


class KazakhSegmentReader(SegmentReader):  # type: ignore[misc]
    """Reads one segment; the file is closed with the reader."""

    def __init__(self, storage: Storage, segment: Segment, schema: KazakhSchema, generation: int) -> None:
        super().__init__(storage, schema, ReadableSegment(segment, schema), generation=generation)

    def continue_in(self, generation: int) -> None:
        """Take the reader over into a later generation in which the segment is unchanged."""
        self._gen = generation


def segment_of(reader: IndexReader) -> Segment | None:
    """Return the segment that a reader of one segment reads; None if it is not one of kzsearch."""
    documents = getattr(reader, "_perdoc", None)
    return documents.segment if isinstance(documents, SegmentDocuments) else None
