"""One transaction on a Whoosh index: sections in, sections out, then all of it or nothing.

Postings are collected by term in memory and written as a segment when they fill it, or at the commit.
Segments are merged term by term as streams, so a merge needs no more memory than its longest posting list.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from contextlib import suppress
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kzsearch.bridge.fields import encode_term
from kzsearch.bridge.files import acquire_write_lock, sync_file
from kzsearch.bridge.postings import DROPPED, PostingList, read_list, write_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from whoosh.codec.whoosh3 import W3Segment
    from whoosh.index import FileIndex

    from kzsearch.bridge.fields import Occurrences
    from kzsearch.bridge.records import SectionRecord

_Entry: TypeAlias = "tuple[str, bytes, PostingList]"
_Address: TypeAlias = "tuple[W3Segment, int]"

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
        self._old: list[SegmentReader] | None = None
        try:
            self._writer = _ColumnWriter(index)
        except BaseException:
            self._release()
            raise

    def add(self, record: SectionRecord, layers: Mapping[str, Occurrences]) -> None:
        """Add a section with the terms of its layered fields."""
        address = (self._writer.newsegment, self._writer.docnum)
        self._writer.add_document(**record.to_fields(), **layers)
        self._new.setdefault(record.article_id, []).append(address)
        self._writer.flush_if_full()

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
            self._old = [SegmentReader(writer.storage, writer.schema, segment) for segment in writer.segments]
        return [
            (reader.segment(), document)
            for reader in self._old
            for document in read_list(reader, "article_id", encode_term(article_id)).ids
            if not reader.is_deleted(document)
        ]

    def _close_readers(self) -> None:
        for reader in self._old or ():
            reader.close()
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


class _Pool:
    """The postings of a segment that is being filled, by field and term."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, PostingList]] = defaultdict(dict)
        self.size_bytes = 0

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Called by Whoosh for every posting: (field, term, document, weight, value)."""
        name, term, document, weight, value = item
        terms = self._fields[name]
        postings = terms.get(term)
        if postings is None:
            postings = terms[term] = PostingList()
            self.size_bytes += 500  # measured: three growing columns, a dictionary entry and the term
        postings.ids.append(document)
        postings.weights.append(weight)
        postings.values.append(value)
        self.size_bytes += 20

    def entries(self) -> Iterator[_Entry]:
        for name in sorted(self._fields):
            terms = self._fields[name]
            for term in sorted(terms):
                yield name, term, terms[term]

    def cleanup(self) -> None:
        """Called by Whoosh when the segment is written or given up."""
        self._fields.clear()


class _ColumnWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer with postings handled in columns, several segments a commit, and a merge policy."""

    def __init__(self, index: FileIndex) -> None:
        codec = W3Codec()
        # Bounds for Whoosh's block skipping, which our scores do not use; they cost a sixth of the time.
        codec.length_stats = False
        super().__init__(index, codec=codec, _lk=False)
        self.pool = _Pool()
        self._full: list[W3Segment] = []
        self._sources: list[tuple[SegmentReader, Sequence[int]]] = []

    def flush_if_full(self) -> None:
        """Write the segment and begin another one when the postings take too much memory."""
        if self.pool.size_bytes >= _POOL_BYTES:
            self._begin_another_segment()

    def _begin_another_segment(self) -> None:
        self._full.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.pool = _Pool()
        self.docnum = self.docbase
        self._added = False

    def discard(self) -> None:
        """Close everything that was opened, whatever state it is in."""
        self.is_closed = True
        self.pool.cleanup()
        for part in (self.perdocwriter, self.fieldwriter, *(reader for reader, _ in self._sources)):
            if not part.is_closed:
                with suppress(Exception):
                    part.close()
        shutil.rmtree(Path(self.storage.folder, f"{self.indexname}.tmp"), ignore_errors=True)

    def _merge_segments(self, mergetype: object, optimize: bool, merge: bool) -> list[W3Segment]:
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

    def _absorb(self, segment: W3Segment) -> None:
        reader = SegmentReader(self.storage, self.schema, segment)
        base, count = self.docnum, segment.doc_count_all()
        moved: dict[int, int] | None = self.write_per_doc(set(self.schema.names()), reader)
        numbers: Sequence[int] = range(base, base + count)
        if moved is not None:
            numbers = [moved.get(document, DROPPED) for document in range(count)]
        self._sources.append((reader, numbers))
        self._added = True

    def _flush_segment(self) -> None:
        """Called by Whoosh when all sections are there: writes the postings of the segment."""
        self.perdocwriter.close()
        sources = [_entries(reader, numbers) for reader, numbers in self._sources]
        entries = merge(self.pool.entries(), *sources, key=itemgetter(0, 1))
        for name, terms in groupby(entries, key=itemgetter(0)):
            self.fieldwriter.start_field(name, self.schema[name])
            for term, parts in groupby(terms, key=itemgetter(1)):
                self._write_term(term, parts)
            self.fieldwriter.finish_field()
        self.fieldwriter.close()
        for reader, _ in self._sources:
            reader.close()
        self._sources.clear()

    def _write_term(self, term: bytes, parts: Iterable[_Entry]) -> None:
        (_, _, postings), *others = parts
        for _, _, part in others:
            postings.extend(part)
        if postings.ids:
            self.fieldwriter.start_term(term)
            write_list(self.fieldwriter._postwriter, postings)
            self.fieldwriter.finish_term()

    def _commit_toc(self, segments: list[W3Segment]) -> None:
        """Called by Whoosh last: the segments must have reached the disk before something refers to them."""
        for segment in segments:
            sync_file(Path(self.storage.folder, segment.make_filename(segment.COMPOUND_EXT)))
        super()._commit_toc(segments)


def _entries(reader: SegmentReader, numbers: Sequence[int]) -> Iterator[_Entry]:
    for name, term in reader.all_terms():
        yield name, term, read_list(reader, name, term).renumbered(numbers)
