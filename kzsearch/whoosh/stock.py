"""A table of contents for stock Whoosh: for programs that must call ``whoosh.index.open_dir``.

It is a pickle, because that is what stock Whoosh reads. kzsearch writes it when it is told to, and never
reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from kzsearch.analysis import full_analyzer
from kzsearch.errors import IndexFormatError
from kzsearch.index.directory import IndexDirectory, MissingSegmentError
from kzsearch.index.toc import SegmentEntry
from kzsearch.segment.segment import Segment
from kzsearch.whoosh.codec import ReadableSegment, refuse_to_write
from kzsearch.whoosh.schema import KazakhSchema

if TYPE_CHECKING:
    import os

    from whoosh.filedb.filestore import Storage

    from kzsearch.analysis import Analyzer

_INDEX_NAME = "MAIN"


def write_stock_toc(path: str | os.PathLike[str], analyzer: Analyzer | None = None) -> None:
    """Write ``_MAIN_*.toc`` of the last commit, so that ``whoosh.index.open_dir(path)`` reads the index.

    It is of one commit: call this again after the next one. Whoosh can only read by it; its writers raise
    :class:`~kzsearch.whoosh.codec.ReadOnlyError`.

    Args:
        path: The folder of the index.
        analyzer: The one that built it; the Kazakh one unless given. It is pickled.

    Raises:
        IndexNotFoundError: There is no index.
        AnalyzerMismatchError: It was built with another analyzer.
    """
    folder = Path(path)
    toc = IndexDirectory(folder).toc_for(full_analyzer(analyzer))
    storage = FileStorage(str(folder))
    before = TOC._latest_generation(storage, _INDEX_NAME)
    generation = max(toc.generation, before + 1)
    segments = [StockSegment(entry, analyzer) for entry in toc.segments]
    TOC(_SchemaToWrite(analyzer), segments, generation).write(storage, _INDEX_NAME)
    for file in folder.glob(f"_{_INDEX_NAME}_*.toc"):
        if file.name != TOC._filename(_INDEX_NAME, generation):
            file.unlink()


class StockSchema(KazakhSchema):
    """The schema for stock Whoosh; it pickles to the name of this class and the analyzer."""

    def __reduce__(self) -> tuple[type[KazakhSchema], tuple[Analyzer | None]]:
        return StockSchema, (self._analyzer,)

    def clean(self) -> None:
        """Raise: Whoosh calls this when one of its writers commits."""
        refuse_to_write()


class _SchemaToWrite(StockSchema):
    """The same while the table of contents is written."""

    def clean(self) -> None:
        """Do nothing: there is no cached state."""


class StockSegment(ReadableSegment):
    """A segment as the table of contents of stock Whoosh names it; it pickles to names and numbers."""

    def __init__(self, entry: SegmentEntry, analyzer: Analyzer | None) -> None:
        self.compound = False
        self.schema = KazakhSchema(analyzer)
        self._entry, self._analyzer = entry, analyzer

    def __reduce__(self) -> tuple[object, ...]:
        entry = self._entry
        plain = entry.name, entry.sections, entry.checksum, entry.deleted
        return _stock_segment, (plain, self._analyzer)

    def open(self, storage: Storage) -> Segment:
        """Open the file of the segment.

        Raises:
            IndexFormatError: A later commit has removed the file.
            AnalyzerMismatchError: This program has another analyzer than the index.
        """
        directory = IndexDirectory(Path(storage.folder))
        directory.toc_for(full_analyzer(self._analyzer))
        try:
            reader = directory.open_segment(self._entry)
            return Segment(self._entry.name, reader, self._entry.deleted_documents())
        except MissingSegmentError as error:
            raise IndexFormatError(
                f"the table of contents for stock Whoosh in {directory.path} is older than the last commit; "
                "call kzsearch.whoosh.write_stock_toc again"
            ) from error

    def segment_id(self) -> str:
        """Return the name of the segment."""
        return self._entry.name

    def doc_count_all(self) -> NoReturn:
        """Raise: only Whoosh's own writers ask the segment and not its reader."""
        refuse_to_write()


def _stock_segment(
    entry: tuple[str, int, int, tuple[tuple[int, int], ...]], analyzer: Analyzer | None
) -> StockSegment:
    return StockSegment(SegmentEntry(*entry), analyzer)
