"""An index on disk: create it, open it, write to it, search it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kzsearch.analysis import WordCache, full_analyzer
from kzsearch.errors import IndexNotFoundError
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.manifest import Manifest
from kzsearch.ranking import DEFAULT_RANKING, Ranking
from kzsearch.schema import INDEX_FORMAT, LAYERED_FIELDS, Layer

if TYPE_CHECKING:
    import os

    from kzsearch.analysis import Analyzer, FullAnalyzer
    from kzsearch.index.directory import Snapshot
    from kzsearch.index.writer import IndexWriter
    from kzsearch.search.searcher import Searcher
    from kzsearch.segment.segment import Segment


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds.

    Attributes:
        path: Its folder.
        articles: Number of articles.
        sections: Number of sections of all articles.
        format: Version of the files.
        analyzer: Name of the analyzer that built it.
        fingerprint: Digest of that analyzer.
        terms: Distinct terms of each layer over all fields; those of replaced articles count until a merge.
        size_bytes: On disk.
    """

    path: Path
    articles: int
    sections: int
    format: int
    analyzer: str
    fingerprint: str
    terms: dict[Layer, int]
    size_bytes: int


class Index:
    """An index in a folder of its own; made by ``create``, ``open`` or ``open_or_create``."""

    def __init__(self, path: Path, analyzer: FullAnalyzer, directory: IndexDirectory) -> None:
        self.path = path
        self._analyzer = analyzer
        self._directory = directory

    @classmethod
    def create(cls, path: str | os.PathLike[str], analyzer: Analyzer | None = None) -> Index:
        """Make an empty index; one that is in the folder already is replaced.

        Args:
            path: The folder; it is made when missing.
            analyzer: The Kazakh one unless given.

        Raises:
            IndexLockedError: Somebody is writing to the index in the folder.
        """
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        full = full_analyzer(analyzer)
        return cls(folder, full, IndexDirectory.create(folder, Manifest.of(full)))

    @classmethod
    def open(cls, path: str | os.PathLike[str], analyzer: Analyzer | None = None) -> Index:
        """Open an index.

        Args:
            path: Its folder.
            analyzer: The one that built it; the Kazakh one unless given.

        Raises:
            IndexNotFoundError: There is no index.
            IndexFormatError: There is one, but this program cannot read it.
            AnalyzerMismatchError: It was built with another analyzer.
        """
        folder = Path(path)
        directory = IndexDirectory(folder)
        toc = directory.toc()
        full = full_analyzer(analyzer)
        toc.manifest.check(full, folder)
        return cls(folder, full, directory)

    @classmethod
    def open_or_create(cls, path: str | os.PathLike[str], analyzer: Analyzer | None = None) -> Index:
        """Open an index, or make it if there is none."""
        try:
            return cls.open(path, analyzer)
        except IndexNotFoundError:
            return cls.create(path, analyzer)

    def writer(self, *, timeout_seconds: float = 0.0, memory_bytes: int = 512_000_000) -> IndexWriter:
        """Start to change the index.

        Args:
            timeout_seconds: How long to wait for another writer.
            memory_bytes: What new sections may take in memory, beside the words that the analyzer remembers;
                each time they do, a segment is written. The default takes some hundred and fifty thousand
                sections of a hundred words.

        Raises:
            IndexLockedError: There is another writer, and it did not finish in time.
        """
        from kzsearch.index.session import WriteSession
        from kzsearch.index.writer import IndexWriter

        words = WordCache(self._analyzer)
        session = WriteSession(self._directory, words, timeout_seconds, memory_bytes)
        try:
            session.toc.manifest.check(self._analyzer, self.path)
        except BaseException:
            session.cancel()
            raise
        return IndexWriter(session, self._analyzer, words)

    def searcher(self, ranking: Ranking = DEFAULT_RANKING) -> Searcher:
        """Open the index as it is now for searching; later commits are not seen. Close it after use."""
        from kzsearch.search.searcher import Searcher

        return Searcher(self._snapshot().segments, self._analyzer, ranking)

    def info(self) -> IndexInfo:
        """Count what is in the index. Cost: reads all term dictionaries."""
        toc, segments = self._snapshot()
        try:
            return IndexInfo(
                path=self.path,
                articles=sum(len(_live_articles(segment)) for segment in segments),
                sections=sum(segment.size - len(segment.deleted) for segment in segments),
                format=INDEX_FORMAT,
                analyzer=toc.manifest.analyzer,
                fingerprint=toc.manifest.fingerprint,
                terms={layer: _count_terms(segments, layer) for layer in Layer},
                size_bytes=sum(file.stat().st_size for file in self.path.iterdir() if file.is_file()),
            )
        finally:
            for segment in segments:
                segment.close()

    def _snapshot(self) -> Snapshot:
        """Open the segments; the index may have been rebuilt with another analyzer since it was opened."""
        snapshot = self._directory.snapshot()
        try:
            snapshot.toc.manifest.check(self._analyzer, self.path)
        except BaseException:
            for segment in snapshot.segments:
                segment.close()
            raise
        return snapshot


def _live_articles(segment: Segment) -> set[int]:
    deleted = frozenset(segment.deleted)
    return {article for document, article in enumerate(segment.articles) if document not in deleted}


def _count_terms(segments: list[Segment], layer: Layer) -> int:
    names = [name for name, (_, of_layer) in LAYERED_FIELDS.items() if of_layer is layer]
    return len({term for segment in segments for name in names for term, _ in segment.terms(name)})
