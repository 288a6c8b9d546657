"""One transaction on a Whoosh index: sections in, sections out, then all of it or nothing.

Postings are collected by term in memory and written as a segment when they fill it, or at the commit.
Segments are merged term by term as streams, so a merge needs no more memory than one field takes on disk.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from whoosh.index import clean_files
from whoosh.writing import SegmentWriter

from kzsearch.bridge.codec import ARTICLES, COLUMNS_EXT, ColumnsCodec, encode_record, open_columns
from kzsearch.bridge.files import acquire_write_lock, sync_file
from kzsearch.bridge.records import POSITION
from kzsearch.columns.buffer import PostingsBuffer, encode_term
from kzsearch.columns.merge import MovedSegment, write_field
from kzsearch.schema import LAYERED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whoosh.index import FileIndex

    from kzsearch.bridge.codec import ColumnsSegment
    from kzsearch.bridge.fields import Occurrences
    from kzsearch.bridge.records import SectionRecord
    from kzsearch.columns.reader import Columns

_Address: TypeAlias = "tuple[ColumnsSegment, int]"

_POOL_BYTES = 256_000_000
_MERGED_SECTIONS = 20_000
"""Larger segments are left alone until the caller asks for a single one: copying them would slow commits."""


class WriteSession:
    """Holds the write lock from its creation to ``commit`` or ``cancel``, whatever happens in between."""

    def __init__(self, index: FileIndex, timeout_seconds: float) -> None:
        self._index = index
        self._lock = acquire_write_lock(index.storage, timeout_seconds)
        self.is_open = True
        self._new: dict[str, list[_Address]] = {}
        self._old: list[tuple[ColumnsSegment, Columns]] | None = None
        try:
            self._writer = _SegmentWriter(index)
        except BaseException:
            self._release()
            raise

    def add(self, record: SectionRecord, layers: Mapping[str, Occurrences]) -> None:
        """Add a section with the terms of its layered fields; those of an article follow each other."""
        self._writer.begin_article(record.article_id)
        address = (self._writer.newsegment, self._writer.docnum)
        self._writer.add_section(record, layers)
        self._new.setdefault(record.article_id, []).append(address)

    def has(self, article_id: str) -> bool:
        """Whether the index, as it would be committed now, holds sections of an article."""
        return article_id in self._new or bool(self._committed(article_id))

    def remove(self, article_id: str) -> bool:
        """Remove all sections of an article; false if there are none."""
        addresses = self._committed(article_id) + self._new.pop(article_id, [])
        for segment, document in addresses:
            # Not through the writer: it refuses documents that are not committed yet.
            segment.delete_document(document)
        return bool(addresses)

    def commit(self, *, optimize: bool) -> None:
        """Make the changes visible and lasting; ``optimize`` leaves a single segment without deletions."""
        self._close_readers()
        try:
            self._writer.commit(optimize=optimize)
        except BaseException:
            self._discard()
            raise
        finally:
            self._release()

    def cancel(self) -> None:
        """Forget the changes."""
        self._close_readers()
        try:
            self._discard()
        finally:
            self._release()

    def _committed(self, article_id: str) -> list[_Address]:
        if self._old is None:
            writer = self._writer
            self._old = [(segment, open_columns(writer.storage, segment)) for segment in writer.segments]
        found = []
        for segment, columns in self._old:
            field = columns.fields[ARTICLES]
            entry = field.find(encode_term(article_id))
            documents = field.read(entry)[0] if entry else ()
            found += [(segment, document) for document in documents if not segment.is_deleted(document)]
        return found

    def _close_readers(self) -> None:
        for _, columns in self._old or ():
            columns.close()
        self._old = None

    def _discard(self) -> None:
        # The changes are lost anyway; what matters is to close and remove as many files as possible.
        self._writer.discard()
        with suppress(Exception):
            toc = self._index._read_toc()
            clean_files(self._index.storage, self._index.indexname, toc.generation, toc.segments)

    def _release(self) -> None:
        if self.is_open:
            self.is_open = False
            self._lock.release()


class _SegmentWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer with columns instead of single postings, several segments a commit, a merge policy."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=ColumnsCodec(), _lk=False)
        self._buffer = PostingsBuffer()
        self._full: list[ColumnsSegment] = []
        self._sources: list[MovedSegment] = []
        self._article: str | None = None

    def begin_article(self, article_id: str) -> None:
        """Sections follow; between articles the segment is written when its postings take too much memory."""
        if article_id != self._article and self._buffer.size_bytes >= _POOL_BYTES:
            self._begin_another_segment()
        self._article = article_id

    def add_section(self, record: SectionRecord, layers: Mapping[str, Occurrences]) -> None:
        """Add a document."""
        document, columns = self.docnum, self.fieldwriter.columns
        columns.records.add(encode_record(record.to_stored()))
        columns.set_number(POSITION, document, record.position)
        self._buffer.add(ARTICLES, document, {record.article_id: (0,)})
        for name, occurrences in layers.items():
            self._buffer.add(name, document, occurrences)
            columns.set_length(name, document, sum(map(len, occurrences.values())))
        self._added = True
        self.docnum += 1

    def _begin_another_segment(self) -> None:
        self._full.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self._buffer = PostingsBuffer()
        self.docnum = self.docbase
        self._added = False

    def discard(self) -> None:
        """Close everything that was opened, whatever state it is in."""
        self.is_closed = True
        self._buffer.clear()
        for part in (self.fieldwriter, *(source.columns for source in self._sources)):
            with suppress(Exception):
                part.close()
        shutil.rmtree(Path(self.storage.folder, f"{self.indexname}.tmp"), ignore_errors=True)

    def _merge_segments(self, mergetype: object, optimize: bool, merge: bool) -> list[ColumnsSegment]:
        """Called by Whoosh at the commit: copies some segments into the new one and returns the others.

        A segment joins when it is no larger than all before it together, so that n sections lie in at most
        about log2(n) segments and each is copied at most as often.
        """
        del mergetype, merge  # other policies of Whoosh
        if optimize and self.newsegment.has_deletions():
            self._begin_another_segment()  # replaced sections go when the segment is copied
        segments = sorted(self.segments + self._full, key=lambda segment: segment.doc_count())
        if optimize and not self._added and len(segments) == 1 and not segments[0].has_deletions():
            return segments
        kept, total = [], self.docnum
        for segment in segments:
            live = segment.doc_count()
            small = live <= min(total, _MERGED_SECTIONS)
            if optimize or small or live < segment.deleted_count():
                total += live
                if live:
                    self._absorb(segment)
            else:
                kept.append(segment)
        return kept

    def _absorb(self, segment: ColumnsSegment) -> None:
        columns = open_columns(self.storage, segment)
        source = MovedSegment(columns, frozenset(segment.deleted_docs()), self.docnum)
        self._sources.append(source)
        self.docnum += source.copy_documents(self.fieldwriter.columns, [POSITION])
        self._added = True

    def _flush_segment(self) -> None:
        """Called by Whoosh when all sections are there: writes the postings of the segment."""
        self.perdocwriter.close()
        keeps_positions = {name: layer.keeps_positions for name, (_, layer) in LAYERED_FIELDS.items()}
        for name, positions in {ARTICLES: False, **keeps_positions}.items():
            terms = [self._buffer.terms(name), *(source.terms(name) for source in self._sources)]
            columns = self.fieldwriter.columns
            write_field(columns, name, terms, positions=positions, ordinals=name == ARTICLES)
        self.fieldwriter.close()
        for source in self._sources:
            source.columns.close()
        self._sources.clear()

    def _commit_toc(self, segments: list[ColumnsSegment]) -> None:
        """Called by Whoosh last: the segments must have reached the disk before something refers to them."""
        for segment in segments:
            sync_file(Path(self.storage.folder, segment.make_filename(COLUMNS_EXT)))
        super()._commit_toc(segments)
