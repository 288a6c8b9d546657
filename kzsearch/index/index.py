"""An index on disk: create it, open it, write to it, search it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kzsearch.analysis import WordCache, full_analyzer
from kzsearch.errors import IndexNotFoundError
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.manifest import Manifest
from kzsearch.index.shared_searcher import SharedSearcher
from kzsearch.index.toc import TOC_NAME
from kzsearch.ranking import DEFAULT_RANKING, Ranking
from kzsearch.schema import INDEX_FORMAT, LAYERED_FIELDS, Layer

if TYPE_CHECKING:
    import os

    from kzsearch.analysis import Analyzer, FullAnalyzer
    from kzsearch.index.writer import IndexWriter
    from kzsearch.model import ArticleHit, ResultPage, SectionHit
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
    """An index in a folder of its own; made by ``create``, ``open`` or ``open_or_create``. Thread-safe.

    ``search`` and the methods beside it share one searcher, which shows the last commit of any program.
    """

    def __init__(self, path: Path, analyzer: FullAnalyzer, directory: IndexDirectory) -> None:
        self.path = path
        self._analyzer = analyzer
        self._directory = directory
        self._shared = SharedSearcher(path / TOC_NAME, self.searcher)

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
        directory.toc()  # an index that is missing is found out before the tables of the analyzer are loaded
        full = full_analyzer(analyzer)
        directory.toc_for(full)
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
        session = WriteSession(self._directory, self._analyzer, words, timeout_seconds, memory_bytes)
        return IndexWriter(session, self._analyzer, words)

    def searcher(self, ranking: Ranking = DEFAULT_RANKING) -> Searcher:
        """Open the index as it is now for searching; later commits are not seen. Close it after use.

        ``search`` needs none; take one for a ranking of your own, or for many queries of the same state.
        """
        from kzsearch.search.searcher import Searcher

        return Searcher(self._directory.snapshot(self._analyzer).segments, self._analyzer, ranking)

    def search(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[SectionHit]:
        """Return a page of the best sections as of the last commit; see ``Searcher.search``.

        Raises:
            IndexNotFoundError: The index was moved or removed.
            ValueError: ``limit`` or ``offset`` is negative.
        """
        return self._shared.get().search(query, limit=limit, offset=offset)

    def search_articles(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[ArticleHit]:
        """Return a page of the best articles as of the last commit; see ``Searcher.search_articles``.

        Raises:
            IndexNotFoundError: The index was moved or removed.
            ValueError: ``limit`` or ``offset`` is negative.
        """
        return self._shared.get().search_articles(query, limit=limit, offset=offset)

    async def asearch(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[SectionHit]:
        """Do what ``search`` does, in a thread: the event loop goes on."""
        from asyncio import to_thread  # imported only by those who have a loop: it takes long

        return await to_thread(self.search, query, limit=limit, offset=offset)

    async def asearch_articles(
        self, query: str, *, limit: int = 10, offset: int = 0
    ) -> ResultPage[ArticleHit]:
        """Do what ``search_articles`` does, in a thread: the event loop goes on."""
        from asyncio import to_thread

        return await to_thread(self.search_articles, query, limit=limit, offset=offset)

    def refresh(self) -> bool:
        """Open the last commit now, not at the next search; return whether it was not open yet."""
        return self._shared.refresh()[0]

    def info(self) -> IndexInfo:
        """Count what is in the index. Cost: reads all term dictionaries."""
        toc, segments = self._directory.snapshot(self._analyzer)
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


def _live_articles(segment: Segment) -> set[int]:
    deleted = frozenset(segment.deleted)
    return {article for document, article in enumerate(segment.articles) if document not in deleted}


def _count_terms(segments: list[Segment], layer: Layer) -> int:
    names = [name for name, (_, of_layer) in LAYERED_FIELDS.items() if of_layer is layer]
    return len({term for segment in segments for name in names for term, _ in segment.terms(name)})
