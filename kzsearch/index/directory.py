"""The folder of an index: its table of contents and the files of its segments."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.errors import IndexFormatError, KzsearchError
from kzsearch.index.lock import WriteLock
from kzsearch.index.manifest import rebuild_remedy
from kzsearch.index.toc import TOC_NAME, TableOfContents, read_toc, write_toc
from kzsearch.segment.reader import SEGMENT_EXTENSION, SegmentReader
from kzsearch.segment.segment import Segment

if TYPE_CHECKING:
    from pathlib import Path

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.index.manifest import Manifest
    from kzsearch.index.toc import SegmentEntry

_OLD_FILES = ("*.kzc", "_MAIN_*.toc", "MAIN_WRITELOCK")
"""Files of formats before 4, and tables of contents that were written for stock Whoosh."""


class MissingSegmentError(IndexFormatError):
    """The table of contents names a file that is not there."""


class Snapshot(NamedTuple):
    """An index at one moment; close every segment after use."""

    toc: TableOfContents
    segments: list[Segment]


class IndexDirectory:
    """The files of an index; opens them only for the snapshots that it hands out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> IndexDirectory:
        """Make an empty index in a folder that exists; an index that is there is replaced in one step.

        Raises:
            IndexLockedError: Somebody is writing there.
        """
        directory = cls(path)
        lock = WriteLock.acquire(path, timeout_seconds=0)
        try:
            generation = 1
            with suppress(KzsearchError):  # no index yet, or one that nobody can read
                generation += read_toc(path).generation
            write_toc(path, TableOfContents(manifest, generation))
            directory.sweep()
            for pattern in _OLD_FILES:
                for file in path.glob(pattern):
                    _remove(file)
        finally:
            lock.release()
        return directory

    def toc(self) -> TableOfContents:
        """Read the table of contents; see :func:`.toc.read_toc`."""
        return read_toc(self.path)

    def segment_file(self, name: str) -> Path:
        """Return the path of a segment's file."""
        return self.path / f"{name}{SEGMENT_EXTENSION}"

    def open_segment(self, entry: SegmentEntry) -> SegmentReader:
        """Open the file of a segment.

        Raises:
            MissingSegmentError: There is no such file.
            IndexFormatError: It is damaged, or not the file that the table of contents names.
        """
        file = self.segment_file(entry.name)
        try:
            reader = SegmentReader.open(file)
        except FileNotFoundError as error:
            raise MissingSegmentError(
                f"{file} is missing, which {TOC_NAME} names; {rebuild_remedy(self.path)}"
            ) from error
        if (reader.container.checksum, reader.size) != (entry.checksum, entry.sections):
            reader.close()
            raise IndexFormatError(
                f"{file} is not the file that {TOC_NAME} names: it has checksum "
                f"{reader.container.checksum:08x}, expected {entry.checksum:08x}; {rebuild_remedy(self.path)}"
            )
        return reader

    def toc_for(self, analyzer: FullAnalyzer) -> TableOfContents:
        """Read the table of contents of an index that an analyzer is to read or write.

        Raises:
            AnalyzerMismatchError: The index was built with another analyzer.
        """
        toc = self.toc()
        toc.manifest.check(analyzer, self.path)
        return toc

    def snapshot(self, analyzer: FullAnalyzer) -> Snapshot:
        """Open the segments as the last commit left them.

        A writer removes files when it has published their successors. Where one is missing, the table of
        contents is read again: another generation names others.
        """
        toc = self.toc_for(analyzer)
        while (segments := self._open_all(toc)) is None:
            toc = self.toc_for(analyzer)
        return Snapshot(toc, segments)

    def _open_all(self, toc: TableOfContents) -> list[Segment] | None:
        """Open all segments; None if one is missing and another table of contents has been published."""
        with ExitStack() as opened:
            segments = []
            for entry in toc.segments:
                try:
                    reader = self.open_segment(entry)
                except MissingSegmentError:
                    if self.toc().generation == toc.generation:
                        raise
                    return None
                segments.append(Segment(entry.name, reader, entry.deleted_documents()))
                opened.callback(reader.close)
            opened.pop_all()
            return segments

    def sweep(self) -> None:
        """Remove the files of segments that the table of contents does not name, and unfinished ones.

        To be called by the holder of the write lock only.
        """
        named = {self.segment_file(entry.name) for entry in self.toc().segments}
        for file in [*self.path.glob(f"*{SEGMENT_EXTENSION}"), *self.path.glob(f"{TOC_NAME}.*.tmp")]:
            if file not in named:
                _remove(file)


def _remove(file: Path) -> None:
    with suppress(OSError):  # Windows keeps files that a reader has open; the next writer removes them
        file.unlink()
