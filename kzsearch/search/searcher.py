"""Queries in, pages of ranked hits out."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from kzsearch.model import ArticleHit, Field, ResultPage, SectionHit
from kzsearch.query.planner import Planner
from kzsearch.search.evaluator import Evaluator
from kzsearch.search.highlight import Highlighter, highlights, snippet
from kzsearch.search.kernel import Ranked
from kzsearch.search.kernel_reference import first_of_articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.index.snapshot import Segment
    from kzsearch.query.planner import Planned
    from kzsearch.search.bm25 import Ranking
    from kzsearch.search.kernel import Hits, Kernel

_SECTIONS_OF_AN_ARTICLE = 3


class Searcher:
    """Searches an index as it was at one moment; from ``Index.searcher()``. One thread at a time.

    Close it after use, or use it as a context manager.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        analyzer: FullAnalyzer,
        ranking: Ranking,
        kernel: type[Kernel] | None = None,
    ) -> None:
        from kzsearch.query.spelling import Corrector  # brings the analyzers along, which take long to load

        self._segments = segments
        self._analyzer = analyzer
        spelling = analyzer.spelling
        self._planner = Planner(
            analyzer, ranking, Corrector(segments, analyzer, spelling) if spelling else None
        )
        self._evaluator = Evaluator(segments, ranking, kernel)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the files of the index go."""
        if not self._closed:
            self._closed = True
            self._evaluator.close()
            for segment in self._segments:
                segment.close()

    def search(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[SectionHit]:
        """The best sections for a query, best first; equal scores in the order of article and position.

        Words that look mistyped and are found nowhere are corrected: see ``ResultPage.corrections``.

        Args:
            query: See :mod:`kzsearch.query.syntax`; any text is accepted.
            limit: Hits on the page; 0 only counts.
            offset: Hits before the page.

        Raises:
            ValueError: ``limit`` or ``offset`` is negative.
        """
        _check_page(limit, offset)
        start = perf_counter()
        plan, corrections = self._plan(query)
        total, found = self._evaluator.best(plan, offset + limit)
        highlighter = Highlighter(plan, self._analyzer)
        hits = tuple(self._hit(section, highlighter) for section in found[offset:])
        return ResultPage(query, total, offset, _since(start), hits, corrections)

    def search_articles(self, query: str, *, limit: int = 10, offset: int = 0) -> ResultPage[ArticleHit]:
        """The best articles for a query, each with its best three sections; ``total`` counts articles.

        Args:
            query: As for ``search``.
            limit: As for ``search``.
            offset: As for ``search``.

        Raises:
            ValueError: ``limit`` or ``offset`` is negative.
        """
        _check_page(limit, offset)
        start = perf_counter()
        plan, corrections = self._plan(query)
        results = self._evaluator.all(plan)
        total = sum(map(self._count_articles, self._segments, results))
        page = first_of_articles(partial(self._evaluator.top, results), offset + limit)[offset:]
        highlighter = Highlighter(plan, self._analyzer)
        hits = []
        for best in page:
            # A damaged column of articles may name one that has no section here.
            sections = sorted(self._sections_of(best, results))[:_SECTIONS_OF_AN_ARTICLE] or [best]
            shown = tuple(self._hit(section, highlighter) for section in sections)
            hits.append(ArticleHit(best.article_id, shown[0].title, -best.negative_score, shown))
        return ResultPage(query, total, offset, _since(start), tuple(hits), corrections)

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Article ids with their scores, best first, without reading any text: for run files and evaluation.

        Raises:
            ValueError: ``limit`` is negative.
        """
        if limit < 0:
            _check_page(limit, 0)
        return self._evaluator.best_articles(self._plan(query).plan, limit)

    def _plan(self, query: str) -> Planned:
        if self._closed:
            raise ValueError("this searcher is closed; take a new one: Index.searcher()")
        return self._planner.plan(query)

    def _count_articles(self, segment: Segment, hits: Hits) -> int:
        """All sections of an article lie in one segment."""
        articles = segment.articles
        return len({articles[document] for document in hits.ids})

    def _sections_of(self, best: Ranked, results: list[Hits]) -> Iterator[Ranked]:
        """All hits in the article of a hit."""
        segment, (ids, scores) = self._segments[best.segment], results[best.segment]
        for document in segment.documents_of(best.article_id):
            place = bisect_left(ids, document)
            if place < len(ids) and ids[place] == document:
                position = segment.positions[document]
                yield Ranked(-scores[place], best.article_id, position, best.segment, document)

    def _hit(self, found: Ranked, highlighter: Highlighter) -> SectionHit:
        record = self._segments[found.segment].record(found.document)
        body = highlighter.marks(Field.BODY, record.text)
        return SectionHit(
            article_id=record.article_id,
            section_id=record.section_id,
            position=record.position,
            score=-found.negative_score,
            title=record.title,
            heading=record.heading,
            path=record.path,
            text=record.text,
            snippet=snippet(record.text, body),
            highlights=(
                *highlights(Field.TITLE, highlighter.marks(Field.TITLE, record.title)),
                *highlights(Field.HEADING, highlighter.marks(Field.HEADING, record.heading)),
                *highlights(Field.BODY, body),
            ),
            date=record.date,
            url=record.url,
            language=record.language,
            extra=record.extra,
        )


def _check_page(limit: int, offset: int) -> None:
    if limit < 0 or offset < 0:
        raise ValueError(f"limit and offset must not be negative, not limit={limit}, offset={offset}")


def _since(start: float) -> float:
    return (perf_counter() - start) * 1000
