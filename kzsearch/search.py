"""Queries in, pages of ranked hits out."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.engine.evaluator import Evaluator
from kzsearch.highlight import Highlighter, highlights, snippet
from kzsearch.model import ArticleHit, Field, ResultPage, SectionHit
from kzsearch.query.plan import Planner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import Analyzer
    from kzsearch.bridge.reading import Segment
    from kzsearch.engine.kernel import Hits, Kernel, Scored
    from kzsearch.query.plan import Planned
    from kzsearch.ranking import Ranking

_SECTIONS_OF_AN_ARTICLE = 3


class _Found(NamedTuple):
    """A matching section; sorts by rank. The order is total, so results do not depend on the segments."""

    negative_score: float
    article_id: str
    position: int
    segment: int
    document: int


class Searcher:
    """Searches an index as it was at one moment; from ``Index.searcher()``. One thread at a time.

    Close it after use, or use it as a context manager.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        analyzer: Analyzer,
        ranking: Ranking,
        kernel: type[Kernel] | None = None,
    ) -> None:
        from kzsearch.correction import Corrector  # brings the analyzers along, which take long to load

        self._segments = segments
        self._analyzer = analyzer
        self._planner = Planner(analyzer, ranking, Corrector(segments, analyzer))
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
        total, found = self._ordered(*self._evaluator.best(plan, offset + limit), offset + limit)
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
        page = self._best_articles(partial(self._evaluator.top, results), offset + limit)[offset:]
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
        _check_page(limit, 0)
        best = self._best_articles(partial(self._evaluator.best, self._plan(query).plan), limit)
        return [(section.article_id, -section.negative_score) for section in best]

    def _plan(self, query: str) -> Planned:
        if self._closed:
            raise ValueError("this searcher is closed; take a new one: Index.searcher()")
        return self._planner.plan(query)

    def _ordered(self, total: int, best: list[list[Scored]], count: int) -> tuple[int, list[_Found]]:
        """How many sections match, and the best of all segments in order of rank."""
        if len(best) == 1:  # in order already
            return total, self._found(0, best[0])
        scores = sorted((score for some in best for _, score in some), reverse=True)
        least = scores[count - 1] if 0 < count < len(scores) else 0.0
        found: list[_Found] = []
        for number, some in enumerate(best):
            found += self._found(number, [scored for scored in some if scored[1] >= least])
        return total, sorted(found)[:count]

    def _best_articles(
        self, best_sections: Callable[[int], tuple[int, list[list[Scored]]]], count: int
    ) -> list[_Found]:
        """The best section of each of the best articles; asked are the best sections of every segment.

        Sections with equal scores are in the order of their articles: so the articles of the best sections
        are the best articles. How many sections that takes is found by trying.
        """
        wanted = 2 * count
        while True:
            total, found = self._ordered(*best_sections(wanted), wanted)
            best: dict[str, _Found] = {}
            for section in found:
                best.setdefault(section.article_id, section)
            if len(best) >= count or len(found) == total:
                return list(best.values())[:count]
            wanted *= 4

    def _count_articles(self, segment: Segment, hits: Hits) -> int:
        """All sections of an article lie in one segment."""
        articles = segment.articles
        return len({articles[document] for document in hits.ids})

    def _sections_of(self, best: _Found, results: list[Hits]) -> Iterator[_Found]:
        """All hits in the article of a hit."""
        segment, (ids, scores) = self._segments[best.segment], results[best.segment]
        for document in segment.documents_of(best.article_id):
            place = bisect_left(ids, document)
            if place < len(ids) and ids[place] == document:
                position = segment.positions[document]
                yield _Found(-scores[place], best.article_id, position, best.segment, document)

    def _found(self, number: int, some: list[Scored]) -> list[_Found]:
        """Some documents of a segment."""
        segment = self._segments[number]
        positions, article_ids = segment.positions, segment.article_ids([document for document, _ in some])
        return [
            _Found(-score, article_id, positions[document], number, document)
            for (document, score), article_id in zip(some, article_ids, strict=True)
        ]

    def _hit(self, found: _Found, highlighter: Highlighter) -> SectionHit:
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
