"""Queries in, pages of ranked hits out."""

from __future__ import annotations

from heapq import nlargest
from itertools import chain
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.highlight import Highlighter, highlights, snippet
from kzsearch.kernel import Kernel
from kzsearch.model import ArticleHit, Field, ResultPage, SectionHit
from kzsearch.query.plan import build_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import Analyzer
    from kzsearch.bridge.reading import Segment
    from kzsearch.kernel import Scores
    from kzsearch.query.plan import Plan
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

    def __init__(self, segments: Sequence[Segment], analyzer: Analyzer, ranking: Ranking) -> None:
        self._segments = segments
        self._analyzer = analyzer
        self._ranking = ranking
        self._kernel = Kernel(segments, ranking)
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

        Args:
            query: See :mod:`kzsearch.query.syntax`; any text is accepted.
            limit: Hits on the page; 0 only counts.
            offset: Hits before the page.

        Raises:
            ValueError: ``limit`` or ``offset`` is negative.
        """
        _check_page(limit, offset)
        start = perf_counter()
        plan, results = self._evaluate(query)
        found = self._best_sections(results, offset + limit)[offset:]
        highlighter = Highlighter(plan, self._analyzer)
        hits = tuple(self._hit(section, highlighter) for section in found)
        total = sum(map(len, results))
        return ResultPage(query, total, offset, _since(start), hits)

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
        plan, results = self._evaluate(query)
        articles = self._article_scores(results)
        page = _best_articles(articles, offset + limit)[offset:]
        sections = self._sections_of(results, {article_id for article_id, _ in page})
        highlighter = Highlighter(plan, self._analyzer)
        hits = []
        for article_id, score in page:
            best = sorted(sections[article_id])[:_SECTIONS_OF_AN_ARTICLE]
            shown = tuple(self._hit(section, highlighter) for section in best)
            hits.append(ArticleHit(article_id, shown[0].title, score, shown))
        return ResultPage(query, len(articles), offset, _since(start), tuple(hits))

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Article ids with their scores, best first, without reading any text: for run files and evaluation.

        Raises:
            ValueError: ``limit`` is negative.
        """
        _check_page(limit, 0)
        _, results = self._evaluate(query)
        return _best_articles(self._article_scores(results), limit)

    def _evaluate(self, query: str) -> tuple[Plan, list[Scores]]:
        if self._closed:
            raise ValueError("this searcher is closed; take a new one: Index.searcher()")
        plan = build_plan(query, self._analyzer, self._ranking)
        return plan, self._kernel.evaluate(plan)

    def _best_sections(self, results: list[Scores], count: int) -> list[_Found]:
        least = _least_of_best(chain.from_iterable(scores.values() for scores in results), count)
        return sorted(
            self._found(number, document, score)
            for number, scores in enumerate(results)
            for document, score in scores.items()
            if score >= least
        )[:count]

    def _article_scores(self, results: list[Scores]) -> dict[str, float]:
        """Every article that matches, with the score of its best section."""
        best: dict[str, float] = {}
        for segment, scores in zip(self._segments, results, strict=True):
            article_ids = [segment.article_id(o) for o in segment.articles]
            for document, score in scores.items():
                article_id = article_ids[document]
                if score > best.get(article_id, -1.0):
                    best[article_id] = score
        return best

    def _sections_of(self, results: list[Scores], wanted: set[str]) -> dict[str, list[_Found]]:
        sections: dict[str, list[_Found]] = {article_id: [] for article_id in wanted}
        for number, scores in enumerate(results):
            segment = self._segments[number]
            article_ids = [segment.article_id(o) for o in segment.articles]
            for document, score in scores.items():
                if article_ids[document] in wanted:
                    sections[article_ids[document]].append(self._found(number, document, score))
        return sections

    def _found(self, number: int, document: int, score: float) -> _Found:
        segment = self._segments[number]
        return _Found(
            -score,
            segment.article_id(segment.articles[document]),
            segment.positions[document],
            number,
            document,
        )

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


def _least_of_best(scores: Iterable[float], count: int) -> float:
    """What one must score to be among the best; more than ``count`` may, when scores are equal."""
    best = nlargest(count, scores)
    return best[-1] if best else inf


def _best_articles(articles: dict[str, float], count: int) -> list[tuple[str, float]]:
    least = _least_of_best(articles.values(), count)
    best = sorted((-score, article_id) for article_id, score in articles.items() if score >= least)[:count]
    return [(article_id, -negative_score) for negative_score, article_id in best]
