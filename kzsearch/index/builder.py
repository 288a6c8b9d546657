"""Builds one segment: new sections from the indexing buffer, then the sections of merged segments."""

from __future__ import annotations

import secrets
from array import array
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.index.buffer import SectionBuffer
from kzsearch.index.inverter import invert, write_field
from kzsearch.index.merge import MergeSource, add_merged
from kzsearch.index.toc import SegmentEntry, ranges, sync_file
from kzsearch.schema import ARTICLE_ID, ORDINAL
from kzsearch.segment.writer import SegmentWriter

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from collections.abc import Set as AbstractSet

    from kzsearch.analysis import WordAnalyzer
    from kzsearch.index.buffer import BufferedField
    from kzsearch.index.directory import IndexDirectory
    from kzsearch.segment.reader import SegmentReader


class SectionTexts(NamedTuple):
    """A section on its way into a segment.

    Attributes:
        record: What is stored of it.
        date: ISO 8601, empty if it has none.
        texts: Its title, heading and body, or the word keys of each.
    """

    record: bytes
    date: str
    texts: Sequence[str | Sequence[Hashable]]


class ReadSection(NamedTuple):
    """A section whose texts are word numbers, 32 bits each."""

    record: bytes
    date: str
    words: Sequence[bytes]


class SegmentBuilder:
    """A segment that is being built; its file exists from the beginning.

    Attributes:
        name: The new segment's. Random: a file that a reader may still have mapped is never written again.
        sections: Documents so far.
        deleted: Those of them that were deleted again.
    """

    def __init__(self, directory: IndexDirectory, source: WordAnalyzer) -> None:
        self.name = secrets.token_hex(8)
        self.sections = 0
        self.deleted: set[int] = set()
        self._file = directory.segment_file(self.name)
        self._sink = self._file.open("xb")
        self._writer = SegmentWriter(self._sink)
        self._sink.flush()
        self._buffer = SectionBuffer(source)
        self._ordinals = array("I")
        self._sources: list[MergeSource] = []
        self._checksum = 0

    @property
    def size_bytes(self) -> int:
        """The memory that the sections take, at most, until they are written."""
        return self._buffer.size_bytes

    def read(self, sections: Sequence[SectionTexts]) -> list[ReadSection]:
        """Analyse the sections of an article, for ``add``; nothing is added yet."""
        return [ReadSection(each.record, each.date, self._buffer.read(each.texts)) for each in sections]

    def add(self, article_id: str, sections: Sequence[ReadSection]) -> range:
        """Add the sections of an article, as they were read; return their document numbers."""
        first = self.sections
        for section in sections:
            self._writer.doc_store.add(section.record)
            self._buffer.add(article_id, section.date, section.words)
        self._sink.flush()  # a forked child would write what is in the buffer once more when it ends
        self._ordinals.extend(range(len(sections)))
        self.sections += len(sections)
        return range(first, self.sections)

    def merge(self, reader: SegmentReader, deleted: AbstractSet[int]) -> None:
        """Copy the live documents of a segment, which is open until ``finish``; then nothing can be added."""
        source = MergeSource(reader, deleted, self.sections)
        self._sources.append(source)
        self.sections += source.copy_documents(self._writer, [ORDINAL])

    def finish(self) -> None:
        """Write the postings and complete the file, which has reached the disk then."""
        self._writer.put_doc_values(ORDINAL, 0, self._ordinals)
        for field in self._buffer.fields():
            self._write(field)
        self._checksum = self._writer.close()
        for source in self._sources:
            source.reader.close()
        self._sources.clear()
        sync_file(self._file)

    def entry(self) -> SegmentEntry:
        """Return what the table of contents says of the finished segment."""
        return SegmentEntry(self.name, self.sections, self._checksum, ranges(sorted(self.deleted)))

    def discard(self) -> None:
        """Close everything that is open, whatever state it is in; the file is left to the next sweep."""
        for close in (self._writer.abort, *(source.reader.close for source in self._sources)):
            with suppress(Exception):
                close()

    def _write(self, field: BufferedField) -> None:
        merged = [source.terms(field.name) for source in self._sources if source.has(field.name)]
        if field.optional and not (field.stream.words or merged):
            return
        writer = self._writer.field(field.name, positions=field.positions, ordinals=field.name == ARTICLE_ID)
        if merged:
            inverted = invert(field.stream, field.table, positions=field.positions)
            if field.name != ARTICLE_ID:
                self._writer.put_lengths(field.name, 0, inverted.lengths)
            own = inverted.postings(field.table.terms)
            add_merged(writer, chain([own], merged), positions=field.positions)
        else:
            write_field(writer, field.stream, field.table)
        writer.finish()
