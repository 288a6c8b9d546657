"""An index of kzsearch as an index of Whoosh."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from whoosh import index as whoosh_index
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import EmptyReader, MultiReader

from kzsearch.analysis import full_analyzer
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.toc import TOC_NAME
from kzsearch.ranking import DEFAULT_RANKING, Ranking
from kzsearch.whoosh.codec import KazakhSegmentReader, segment_of
from kzsearch.whoosh.schema import KazakhSchema, refuse_other_fields
from kzsearch.whoosh.scoring import LuceneBM25

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from whoosh.reading import IndexReader
    from whoosh.searching import Searcher

    from kzsearch.analysis import Analyzer
    from kzsearch.segment.segment import Segment
    from kzsearch.whoosh.writer import KazakhWriter


_MEGABYTE = 1_000_000


def open_dir(
    path: str | os.PathLike[str], analyzer: Analyzer | None = None, *, ranking: Ranking = DEFAULT_RANKING
) -> KazakhIndex:
    """Open an index of kzsearch as an index of Whoosh.

    Args:
        path: Its folder.
        analyzer: The one that built it; the Kazakh one unless given.
        ranking: How searchers score unless they get a ``weighting``.

    Raises:
        IndexNotFoundError: There is no index.
        IndexFormatError: There is one, but this program cannot read it.
        AnalyzerMismatchError: It was built with another analyzer.
    """
    index = KazakhIndex(IndexDirectory(Path(path)), analyzer, ranking)
    index.directory.toc_for(index.analyzer)
    return index


class KazakhIndex(whoosh_index.Index):  # type: ignore[misc]  # Whoosh has no types
    """An index in a folder, which programs of Whoosh and of kzsearch may use side by side.

    Each ``reader()`` and ``searcher()`` is of the last commit, whoever made it.

    Attributes:
        directory: The folder.
        analyzer: Of the index.
        schema: Its fields, which are the same in every index.
        storage: The folder, for Whoosh.
    """

    def __init__(self, directory: IndexDirectory, analyzer: Analyzer | None, ranking: Ranking) -> None:
        self.directory = directory
        self.analyzer = full_analyzer(analyzer)
        self.schema = KazakhSchema(analyzer)
        self.storage = FileStorage(str(directory.path))
        self._ranking = ranking

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.directory.path)!r})"

    def add_field(self, fieldname: str, fieldspec: object) -> NoReturn:  # noqa: ARG002
        """Raise: the fields of an index are fixed."""
        refuse_other_fields(fieldname)

    def remove_field(self, fieldname: str) -> NoReturn:
        """Raise: the fields of an index are fixed."""
        refuse_other_fields(fieldname)

    def latest_generation(self) -> int:
        """Return the number of the last commit."""
        return self.directory.toc().generation

    def last_modified(self) -> float:
        """Return the time of the last commit, in seconds since 1970."""
        return (self.directory.path / TOC_NAME).stat().st_mtime

    def is_empty(self) -> bool:
        """Return whether the index has no segments."""
        return not self.directory.toc().segments

    def optimize(self, timeout: float = 0.0) -> None:
        """Merge all segments into one, without what was deleted; ``timeout`` as for ``writer``."""
        self.writer(timeout=timeout).commit(optimize=True)

    def delete_by_term(self, fieldname: str, text: str, searcher: Searcher | None = None) -> None:
        """Delete the sections that have a term, and commit."""
        self.delete_by_query(query.Term(fieldname, text), searcher)

    def delete_by_query(self, q: query.Query, searcher: Searcher | None = None) -> None:
        """Delete the sections that match a query, and commit."""
        with self.writer() as writer:
            writer.delete_by_query(q, searcher=searcher)

    def searcher(self, **options: object) -> Searcher:
        """Return a searcher of the last commit; it scores as kzsearch unless it gets a ``weighting``."""
        return super().searcher(**{"weighting": LuceneBM25(self._ranking), **options})

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """Return a reader of the last commit.

        Args:
            reuse: A reader of an earlier commit; what is unchanged of it is used further, the rest is closed.
        """
        snapshot = self.directory.snapshot(self.analyzer)
        return self.reader_of(snapshot.segments, snapshot.toc.generation, reuse)

    def reader_of(
        self, segments: Iterable[Segment], generation: int, reuse: IndexReader | None = None
    ) -> IndexReader:
        """Return a reader of open segments, which are closed with it; ``reuse`` as for ``reader``."""
        reusable = dict(_open_leaves(reuse))
        readers = []
        for segment in segments:
            leaf = reusable.pop(_state(segment), None)
            if leaf is None:
                leaf = KazakhSegmentReader(self.storage, segment, self.schema, generation)
            else:
                segment.close()
                leaf.continue_in(generation)
            readers.append(leaf)
        for leaf in reusable.values():
            leaf.close()
        if not readers:
            return _EmptyReader(self.schema, generation)
        return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation)

    def writer(
        self,
        *,
        timeout: float = 0.0,
        limitmb: float = 512,
        optimize: bool = False,
        mergetype: Callable[..., object] | None = None,
        **ignored: object,
    ) -> KazakhWriter:
        """Start to change the index; no codec is needed.

        Args:
            timeout: How long to wait for another writer, in seconds.
            limitmb: What new sections may take in memory before a segment is written.
            optimize: Merge all segments into one at the commit of a writer that is a context manager.
            mergetype: As for ``commit``, for the same.
            ignored: ``procs``, ``multisegment``, ``delay`` and ``merge`` of Whoosh's writers change nothing.

        Raises:
            LockError: Another writer did not finish in time.
            TypeError: Other options.
        """
        from kzsearch.whoosh.writer import KazakhWriter

        unknown = sorted(ignored.keys() - {"procs", "multisegment", "delay", "merge", "batchsize", "subargs"})
        if unknown:
            raise TypeError(f"writer() got unexpected options: {', '.join(unknown)}")
        return KazakhWriter(self, timeout, int(limitmb * _MEGABYTE), optimize=optimize, mergetype=mergetype)


class _EmptyReader(EmptyReader):  # type: ignore[misc]
    """Reads an index without documents."""

    def __init__(self, schema: KazakhSchema, generation: int) -> None:
        super().__init__(schema)
        self._generation = generation

    def generation(self) -> int:
        """Return the number of the commit."""
        return self._generation


def _state(segment: Segment) -> tuple[str, bytes]:
    return segment.name, segment.deleted.tobytes()


def _open_leaves(reader: IndexReader | None) -> Iterator[tuple[tuple[str, bytes], KazakhSegmentReader]]:
    for leaf, _ in reader.leaf_readers() if reader is not None else ():
        segment = segment_of(leaf)
        if segment is not None and not leaf.is_closed:
            yield _state(segment), leaf
