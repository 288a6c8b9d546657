"""Answers queries: plans a query, has the plan evaluated and builds a page of hits."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING
from weakref import finalize

from kzsearch.model import ArticleHit, Field, ResultPage, SectionHit
from kzsearch.query.planner import Planner
from kzsearch.search.evaluator import Evaluator
from kzsearch.search.highlight import Highlighter, highlights, snippet
from kzsearch.search.hits import best_per_article
from kzsearch.search.kernel import ScoredDoc

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.ranking import Ranking
    from kzsearch.search.kernel import Hits, Kernel
    from kzsearch.segment.segment import Segment

_SECTIONS_PER_ARTICLE = 3


class _OpenFiles:
    """The files of a snapshot, which are closed when nothing refers to this object any longer.

    An open searcher refers to it, and so does every method of one that runs: the last one to finish closes
    the files of a searcher that was closed. That costs a query nothing, unlike a count under a lock.
    """

    def __init__(self, segments: Sequence[Segment], evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        finalize(self, _close, segments, evaluator).atexit = False  # the process ends: nothing to do


def _close(segments: Sequence[Segment], evaluator: Evaluator) -> None:
    evaluator.close()
    for segment in segments:
        segment.close()


class Searcher:
    """Searches one snapshot of an index; from ``Index.searcher()``. Close it, or use it as a context manager.

    Thread-safe: threads may share one, and should, as its caches are worth some 20 MB. They search in
    parallel where the C extension does the work.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        analyzer: FullAnalyzer,
        ranking: Ranking,
        kernel: type[Kernel] | None = None,
    ) -> None:
        # here, as it imports the analyzers, which take long to load
        from kzsearch.query.spelling import SpellingCorrector

        self._segments = segments
        self._analyzer = analyzer
        spelling = analyzer.spelling
        corrector = SpellingCorrector(segments, analyzer, spelling) if spelling else None
        self._planner = Planner(analyzer, ranking, corrector)
        self._files: _OpenFiles | None = _OpenFiles(segments, Evaluator(segments, ranking, kernel))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files of the index, at once or after the searches that other threads have begun.

        Later searches raise ``ValueError``. To close it again does nothing.
        """
        self._files = None

    def search(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[SectionHit]:
        """Return a page of the best sections, best first; equal scores are ordered by article id and ordinal.

        Words that look mistyped and are found nowhere are corrected: see ``ResultPage.corrections``.

        Args:
            query: See :mod:`kzsearch.query.syntax`; any text is accepted.
            limit: Number of hits on the page; 0 only counts.
            offset: Number of hits before the page.

        Raises:
            ValueError: ``limit`` or ``offset`` is negative, or the searcher is closed.
        """
        _check_page(limit, offset)
        files, start = self._open_files(), perf_counter()
        plan, corrections = self._planner.plan(query)
        total, best = files.evaluator.count_top_k(plan, offset + limit)
        highlighter = Highlighter(plan, self._analyzer)
        hits = tuple(self._section_hit(doc, highlighter) for doc in best[offset:])
        return ResultPage(query, total, offset, _milliseconds_since(start), hits, corrections)

    def search_articles(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[ArticleHit]:
        """Return a page of the best articles, each with its best three sections; ``total`` counts articles.

        Args:
            query: As for ``search``.
            limit: As for ``search``.
            offset: As for ``search``.

        Raises:
            ValueError: ``limit`` or ``offset`` is negative, or the searcher is closed.
        """
        _check_page(limit, offset)
        files, start = self._open_files(), perf_counter()
        plan, corrections = self._planner.plan(query)
        results = files.evaluator.match_all(plan)
        total = sum(map(_count_articles, self._segments, results))
        best = best_per_article(partial(files.evaluator.top_hits, results), offset + limit)[offset:]
        highlighter = Highlighter(plan, self._analyzer)
        hits = tuple(self._article_hit(doc, results, highlighter) for doc in best)
        return ResultPage(query, total, offset, _milliseconds_since(start), hits, corrections)

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Return the ids of the best articles with their scores, best first, for run files and evaluation.

        Reads no stored text.

        Raises:
            ValueError: ``limit`` is negative, or the searcher is closed.
        """
        if limit < 0:
            _check_page(limit, 0)
        files = self._open_files()
        return files.evaluator.top_articles(self._planner.plan(query).plan, limit)

    def _open_files(self) -> _OpenFiles:
        """Return the files, which stay open as long as the caller refers to the object."""
        files = self._files
        if files is None:
            raise ValueError("this searcher is closed; take a new one: Index.searcher()")
        return files

    def _section_hit(self, doc: ScoredDoc, highlighter: Highlighter) -> SectionHit:
        record = self._segments[doc.segment].record(doc.doc_id)
        matches = highlighter.matches(Field.BODY, record.text)
        return SectionHit(
            article_id=record.article_id,
            section_id=record.section_id,
            ordinal=record.ordinal,
            score=doc.score,
            title=record.title,
            heading=record.heading,
            path=record.path,
            text=record.text,
            snippet=snippet(record.text, matches),
            highlights=(
                *highlights(Field.TITLE, highlighter.matches(Field.TITLE, record.title)),
                *highlights(Field.HEADING, highlighter.matches(Field.HEADING, record.heading)),
                *highlights(Field.BODY, matches),
            ),
            date=record.date,
            url=record.url,
            language=record.language,
            extra=record.extra,
        )

    def _article_hit(self, best: ScoredDoc, results: list[Hits], highlighter: Highlighter) -> ArticleHit:
        """Return the article of a section with its best sections.

        In a damaged index the section may not be among those of its article; then it is the only one.
        """
        docs = sorted(self._sections_of(best, results))[:_SECTIONS_PER_ARTICLE] or [best]
        sections = tuple(self._section_hit(doc, highlighter) for doc in docs)
        return ArticleHit(best.article_id, sections[0].title, best.score, sections)

    def _sections_of(self, best: ScoredDoc, results: list[Hits]) -> Iterator[ScoredDoc]:
        """Yield all hits in the article of a section; they are in one segment."""
        segment, (doc_ids, scores) = self._segments[best.segment], results[best.segment]
        for doc_id in segment.documents_of(best.article_id):
            index = bisect_left(doc_ids, doc_id)
            if index < len(doc_ids) and doc_ids[index] == doc_id:
                ordinal = segment.section_ordinals[doc_id]
                yield ScoredDoc(-scores[index], best.article_id, ordinal, best.segment, doc_id)


def _count_articles(segment: Segment, hits: Hits) -> int:
    """Return the number of articles with hits; no article has sections in two segments."""
    articles = segment.articles
    return len({articles[doc_id] for doc_id in hits.doc_ids})


def _check_page(limit: int, offset: int) -> None:
    if limit < 0 or offset < 0:
        raise ValueError(f"limit and offset must not be negative, not limit={limit}, offset={offset}")


def _milliseconds_since(start: float) -> float:
    return (perf_counter() - start) * 1000
