"""One transaction: sections in, sections out, then all of it is published or nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzsearch.index.builder import SegmentBuilder
from kzsearch.index.lock import WriteLock
from kzsearch.index.policy import segments_to_merge
from kzsearch.index.toc import SegmentEntry, TableOfContents, ranges, write_toc
from kzsearch.segment.segment import documents_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from kzsearch.analysis import FullAnalyzer, WordAnalyzer
    from kzsearch.index.builder import SectionTexts
    from kzsearch.index.directory import IndexDirectory
    from kzsearch.segment.reader import SegmentReader


@dataclass(slots=True)
class _Committed:
    """A segment of the index with the deletions of this session."""

    original: SegmentEntry
    deleted: set[int] = field(default_factory=set)

    @property
    def live(self) -> int:
        return self.original.sections - len(self.deleted)

    def entry(self) -> SegmentEntry:
        """Return what the table of contents will say of it."""
        entry = self.original
        return SegmentEntry(entry.name, entry.sections, entry.checksum, ranges(sorted(self.deleted)))


class WriteSession:
    """Holds the write lock from its creation to ``commit`` or ``cancel``, whatever happens in between.

    Attributes:
        toc: The state of the index at the beginning.
    """

    def __init__(
        self,
        directory: IndexDirectory,
        analyzer: FullAnalyzer,
        source: WordAnalyzer,
        timeout_seconds: float,
        memory_bytes: int,
    ) -> None:
        """Take the write lock.

        Args:
            directory: Of the index.
            analyzer: Must be the one that built the index.
            source: Analyses words.
            timeout_seconds: How long to wait for another writer.
            memory_bytes: What new sections may take in memory before a segment is written.

        Raises:
            IndexLockedError: Another writer did not finish in time.
            AnalyzerMismatchError: The index was built with another analyzer.
        """
        self._directory = directory
        self._source = source
        self._memory_bytes = memory_bytes
        self._lock = WriteLock.acquire(directory.path, timeout_seconds)
        try:
            self.toc = directory.toc_for(analyzer)
            self._committed = [_Committed(each, set(each.deleted_documents())) for each in self.toc.segments]
        except BaseException:
            self._lock.release()
            raise
        self._readers: list[tuple[_Committed, SegmentReader]] | None = None
        self._builder: SegmentBuilder | None = None
        self._finished: list[SegmentBuilder] = []
        self._added: dict[str, tuple[SegmentBuilder, range]] = {}

    @property
    def is_open(self) -> bool:
        """Whether this process took the lock, and called neither ``commit`` nor ``cancel``."""
        return self._lock.is_held

    @property
    def why_closed(self) -> str:
        """What to tell those who use a writer that is not open."""
        owner, process = self._lock.process, os.getpid()
        if owner != process:
            return (
                f"this writer belongs to process {owner}, and this is process {process}, forked from it; "
                "write where the writer was opened, or take a new one after its commit: Index.writer()"
            )
        return "this writer was committed or cancelled; take a new one: Index.writer()"

    def add(self, article_id: str, sections: Sequence[SectionTexts]) -> None:
        """Add all sections of an article that the index does not have. What fails changes nothing."""
        builder = self._current_builder()
        self._added[article_id] = builder, builder.add(article_id, builder.read(sections))

    def replace(self, article_id: str, sections: Sequence[SectionTexts]) -> None:
        """Add all sections of an article in place of those that the index has. What fails changes nothing."""
        builder = self._current_builder()
        read = builder.read(sections)
        self.remove(article_id)
        self._added[article_id] = builder, builder.add(article_id, read)

    def has(self, article_id: str) -> bool:
        """Whether the index, as it would be committed now, holds sections of an article."""
        return article_id in self._added or any(documents for _, documents in self._find(article_id))

    def remove(self, article_id: str) -> bool:
        """Remove all sections of an article; false if there are none."""
        removed = False
        for segment, documents in self._find(article_id):
            segment.deleted.update(documents)
            removed = removed or bool(documents)
        if article_id in self._added:
            builder, added = self._added.pop(article_id)
            builder.deleted.update(added)
            removed = True
        return removed

    def delete_documents(self, segment_name: str, documents: Iterable[int]) -> None:
        """Delete documents of a committed segment by their numbers.

        Raises:
            KeyError: The index has no such segment.
        """
        segment = {each.original.name: each for each in self._committed}[segment_name]
        segment.deleted.update(each for each in documents if 0 <= each < segment.original.sections)

    def commit(self, *, optimize: bool) -> None:
        """Publish the changes durably; ``optimize`` leaves a single segment without deletions."""
        self._close_readers()
        try:
            kept = self._merge(optimize)
            if self._builder is not None and self._builder.sections:
                self._finish_builder()
            elif self._builder is not None:
                self._builder.discard()
            entries = [*kept, *(each.entry() for each in self._finished)]
            write_toc(
                self._directory.path,
                TableOfContents(self.toc.manifest, self.toc.generation + 1, tuple(entries)),
            )
        except BaseException:
            self._discard()
            raise
        else:
            with suppress(Exception):  # the commit stands; the next writer sweeps
                self._directory.sweep()
        finally:
            self._lock.release()

    def cancel(self) -> None:
        """Forget the changes."""
        self._close_readers()
        try:
            self._discard()
        finally:
            self._lock.release()

    def _current_builder(self) -> SegmentBuilder:
        """Return the segment that takes the next sections: a new one where the last one fills the memory."""
        if self._builder is not None and self._builder.size_bytes >= self._memory_bytes:
            self._finish_builder()
        if self._builder is None:
            self._builder = SegmentBuilder(self._directory, self._source)
        return self._builder

    def _finish_builder(self) -> None:
        assert self._builder is not None
        self._builder.finish()
        self._finished.append(self._builder)
        self._builder = None

    def _find(self, article_id: str) -> list[tuple[_Committed, list[int]]]:
        """Return the live documents of an article in every committed segment."""
        if self._readers is None:
            self._readers = []
            for segment in self._committed:
                self._readers.append((segment, self._directory.open_segment(segment.original)))
        return [
            (segment, [each for each in documents_of(reader, article_id) if each not in segment.deleted])
            for segment, reader in self._readers
        ]

    def _merge(self, optimize: bool) -> list[SegmentEntry]:
        """Copy segments into the one that is being built; return the entries of those that remain."""
        if optimize and self._builder is not None and self._builder.deleted:
            self._finish_builder()  # replaced sections go when the segment is copied
        candidates: list[_Committed | SegmentBuilder] = sorted(
            [*self._committed, *self._finished], key=_live_sections
        )
        new = self._builder.sections if self._builder is not None else 0
        if optimize and not new and len(candidates) == 1 and not candidates[0].deleted:
            return [each.entry() for each in self._committed]
        merged = segments_to_merge([_live_sections(each) for each in candidates], new)
        for number, segment in enumerate(candidates):
            live = _live_sections(segment)
            if optimize or number < merged or live < len(segment.deleted):
                self._absorb(segment, live)
        return [each.entry() for each in self._committed]

    def _absorb(self, segment: _Committed | SegmentBuilder, live: int) -> None:
        """Copy the live documents of a segment, which then does not belong to the index any more."""
        if live:
            if self._builder is None:
                self._builder = SegmentBuilder(self._directory, self._source)
            entry = segment.original if isinstance(segment, _Committed) else segment.entry()
            deleted: AbstractSet[int] = frozenset(segment.deleted)
            self._builder.merge(self._directory.open_segment(entry), deleted)
        if isinstance(segment, _Committed):
            self._committed.remove(segment)
        else:
            self._finished.remove(segment)

    def _close_readers(self) -> None:
        for _, reader in self._readers or ():
            reader.close()
        self._readers = None

    def _discard(self) -> None:
        """Close and remove as many files as possible; the changes are lost anyway."""
        if self._builder is not None:
            self._builder.discard()
        with suppress(Exception):
            self._directory.sweep()


def _live_sections(segment: _Committed | SegmentBuilder) -> int:
    return segment.live if isinstance(segment, _Committed) else segment.sections - len(segment.deleted)
