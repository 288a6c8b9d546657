"""One transaction on a Whoosh index: sections in, sections out, then all of it or nothing.

Postings are collected by term in memory and written as a segment when they fill it, or at the commit.
Segments are merged term by term as streams, so a merge needs no more memory than one field takes on disk.
"""

from __future__ import annotations

import shutil
from array import array
from bisect import bisect_right
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from whoosh.index import clean_files
from whoosh.writing import SegmentWriter

from kzsearch.index.buffer import SectionBuffer
from kzsearch.index.bulk import invert
from kzsearch.index.lock import acquire_write_lock, sync_file
from kzsearch.index.merge import MovedSegment, add_merged
from kzsearch.schema import ARTICLES
from kzsearch.segment.stored_fields import POSITION
from kzsearch.segment.term_dictionary import encode_term
from kzsearch.whoosh.codec import COLUMNS_EXT, ColumnsCodec, open_columns

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from whoosh.index import FileIndex

    from kzsearch.index.text_cache import WordSource
    from kzsearch.segment.reader import Columns
    from kzsearch.whoosh.codec import ColumnsSegment, TermsWriter

SectionTexts: TypeAlias = "tuple[bytes, Sequence[str | Sequence[Hashable]]]"
"""The record of a section; its title, heading and body, or the words of each."""
_SectionWords: TypeAlias = "tuple[bytes, Sequence[bytes]]"
"""The same with the numbers of the words."""
_Address: TypeAlias = "tuple[ColumnsSegment, int]"

_MERGED_SECTIONS = 20_000
"""Larger segments are left alone until the caller asks for a single one: copying them would slow commits."""
_MERGED_SEGMENTS = 200
"""At most in one commit: each is an open file."""


class WriteSession:
    """Holds the write lock from its creation to ``commit`` or ``cancel``, whatever happens in between."""

    def __init__(
        self,
        index: FileIndex,
        words: WordSource,
        timeout_seconds: float,
        memory_bytes: int,
    ) -> None:
        self._index = index
        self._lock = acquire_write_lock(index.storage, timeout_seconds)
        self.is_open = True
        self._new: dict[str, range] = {}
        self._old: list[tuple[ColumnsSegment, Columns]] | None = None
        try:
            self._writer = _SegmentWriter(index, words, memory_bytes)
        except BaseException:
            self._release()
            raise

    def add(self, article_id: str, sections: Sequence[SectionTexts]) -> None:
        """Add all sections of an article that the index does not have. What fails changes nothing."""
        self._new[article_id] = self._writer.add_article(article_id, self._writer.read(sections))

    def replace(self, article_id: str, sections: Sequence[SectionTexts]) -> None:
        """Add all sections of an article in place of those that the index has. What fails changes nothing."""
        read = self._writer.read(sections)
        self.remove(article_id)
        self._new[article_id] = self._writer.add_article(article_id, read)

    def has(self, article_id: str) -> bool:
        """Whether the index, as it would be committed now, holds sections of an article."""
        return article_id in self._new or bool(self._committed(article_id))

    def remove(self, article_id: str) -> bool:
        """Remove all sections of an article; false if there are none."""
        committed, new = self._committed(article_id), self._new.pop(article_id, range(0))
        for segment, document in committed:
            segment.delete_document(document)
        for number in new:
            self._writer.delete_new(number)
        return bool(committed or new)

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

    docnum: int
    fieldwriter: TermsWriter

    def __init__(self, index: FileIndex, words: WordSource, memory_bytes: int) -> None:
        super().__init__(index, codec=ColumnsCodec(), _lk=False)
        self._memory_bytes = memory_bytes
        self._words = words
        self._buffer = SectionBuffer(words)
        self._positions = array("I")
        self._full: list[ColumnsSegment] = []
        self._firsts = [0]
        self._sources: list[MovedSegment] = []

    def read(self, sections: Sequence[SectionTexts]) -> list[_SectionWords]:
        """Analyse sections, for ``add_article``; before them the segment is written if it is too large."""
        if self._buffer.size_bytes >= self._memory_bytes:
            self._begin_another_segment()
        return [(record, self._buffer.read(texts)) for record, texts in sections]

    def add_article(self, article_id: str, sections: Sequence[_SectionWords]) -> range:
        """Add the documents that were read last.

        Returns:
            Their numbers among all documents that were added, whatever their segment.
        """
        first, records = self.docnum, self.fieldwriter.columns.records
        for record, texts in sections:
            records.add(record)
            self._buffer.add(article_id, texts)
        self._positions.extend(range(len(sections)))
        self._added = True
        self.docnum += len(sections)
        return range(self._firsts[-1] + first, self._firsts[-1] + self.docnum)

    def delete_new(self, number: int) -> None:
        """Delete a document by the number that it got when it was added."""
        place = bisect_right(self._firsts, number) - 1
        # Whoosh's own way refuses documents that are not committed yet.
        segment = [*self._full, self.newsegment][place]
        segment.delete_document(number - self._firsts[place])

    def _begin_another_segment(self) -> None:
        self._firsts.append(self._firsts[-1] + self.docnum)
        self._full.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self._buffer = SectionBuffer(self._words)
        self._positions = array("I")
        self.docnum = self.docbase
        self._added = False

    def discard(self) -> None:
        """Close everything that was opened, whatever state it is in."""
        self.is_closed = True
        self._buffer = SectionBuffer(self._words)
        closes = [self.fieldwriter.close, *(source.columns.close for source in self._sources)]
        for close in closes:
            with suppress(Exception):
                close()
        shutil.rmtree(Path(self.storage.folder, f"{self.indexname}.tmp"), ignore_errors=True)

    def _merge_segments(self, mergetype: object, optimize: bool, merge: bool) -> list[ColumnsSegment]:
        """Called by Whoosh at the commit: copies some segments into the new one and returns the others.

        In the order of their sizes, the largest segment that is no larger than all before it together joins,
        and all before it. So each that is left is larger than all before it: n sections lie in at most about
        log2(n) segments. A section that is copied comes into a segment of twice the size, so it is copied at
        most as often.
        """
        del mergetype, merge  # other policies of Whoosh
        if optimize and self.newsegment.has_deletions():
            self._begin_another_segment()  # replaced sections go when the segment is copied
        segments = sorted(self.segments + self._full, key=lambda segment: segment.doc_count())
        if optimize and not self._added and len(segments) == 1 and not segments[0].has_deletions():
            return segments
        kept, joining = [], _joining([segment.doc_count() for segment in segments], self.docnum)
        for number, segment in enumerate(segments):
            live = segment.doc_count()
            if not (optimize or number < joining or live < segment.deleted_count()):
                kept.append(segment)
            elif live:
                self._absorb(segment)
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
        columns = self.fieldwriter.columns
        columns.put_numbers(POSITION, 0, self._positions)
        for name, stream, table, positions in self._buffer.fields():
            field = columns.field(name, positions=positions, ordinals=name == ARTICLES)
            if self._sources:
                inverted = invert(stream, table, positions=positions)
                if name != ARTICLES:
                    columns.put_lengths(name, 0, inverted.lengths)
                merged = [inverted.postings(table.terms), *(source.terms(name) for source in self._sources)]
                add_merged(field, merged, positions=positions)
            else:
                field.add_stream(stream, table)
            field.finish()
        self.fieldwriter.close()
        for source in self._sources:
            source.columns.close()
        self._sources.clear()

    def _commit_toc(self, segments: list[ColumnsSegment]) -> None:
        """Called by Whoosh last: the segments must have reached the disk before something refers to them."""
        for segment in segments:
            sync_file(Path(self.storage.folder, segment.make_filename(COLUMNS_EXT)))
        super()._commit_toc(segments)


def _joining(sizes: Sequence[int], new: int) -> int:
    """How many segments, smallest first, join the new one; see ``_merge_segments``."""
    joining, total = 0, new
    for number, size in enumerate(sizes[:_MERGED_SEGMENTS], 1):
        if size > _MERGED_SECTIONS:
            break
        if size <= total:
            joining = number
        total += size
    return joining
