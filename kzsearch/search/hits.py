"""Combines hits: boolean operations on the hits of one segment, merges of the best hits of several."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

from kzsearch.search.kernel import NO_MATCH, Hits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzsearch.search.kernel import DocIds, ScoredDoc, Scores


def sorted_hits(scores: dict[int, float], above: float) -> Hits:
    """Return the documents with a score above a limit, ascending."""
    doc_ids = sorted(doc_id for doc_id, score in scores.items() if score > above)
    return Hits(memoryview(array("I", doc_ids)), memoryview(array("d", [scores[each] for each in doc_ids])))


def union(operands: Sequence[Hits]) -> Hits:
    """Return the documents of any operand; scores are added in the order of the operands."""
    scores: dict[int, float] = {}
    for doc_ids, values in operands:
        for doc_id, score in zip(doc_ids, values, strict=True):
            scores[doc_id] = scores.get(doc_id, 0.0) + score
    return sorted_hits(scores, above=NO_MATCH)


def intersect(doc_ids: DocIds, operands: Sequence[Scores]) -> Hits:
    """Return the documents that match every operand; scores are added in the order of the operands.

    Args:
        doc_ids: Some documents.
        operands: For each operand the scores of these documents, ``NO_MATCH`` for those that do not match.
    """
    kept, sums = array("I"), array("d")
    for doc_id, *scores in zip(doc_ids, *operands, strict=True):
        if min(scores) >= 0:
            total = 0.0
            for score in scores:  # not sum(), which rounds differently since Python 3.12
                total += score
            kept.append(doc_id)
            sums.append(total)
    return Hits(memoryview(kept), memoryview(sums))


def exclude(hits: Hits, excluded: Scores) -> Hits:
    """Return the hits that are not excluded.

    Args:
        hits: Some hits.
        excluded: ``NO_MATCH`` for each of them that stays.
    """
    kept = [index for index, score in enumerate(excluded) if score < 0]
    doc_ids, scores = hits
    return Hits(
        memoryview(array("I", [doc_ids[index] for index in kept])),
        memoryview(array("d", [scores[index] for index in kept])),
    )


def scores_of(doc_ids: DocIds, hits: Hits) -> Scores:
    """Return the scores that some documents have among hits; ``NO_MATCH`` for those that are no hits."""
    scores = dict(zip(hits.doc_ids, hits.scores, strict=True))
    return memoryview(array("d", [scores.get(doc_id, NO_MATCH) for doc_id in doc_ids]))


def merge_top(segments: Sequence[list[ScoredDoc]], k: int) -> list[ScoredDoc]:
    """Return the ``k`` best of the best documents of each segment."""
    if len(segments) == 1:
        return segments[0][:k]
    return sorted(chain.from_iterable(segments))[:k]


def top_articles(top_k: Callable[[int], list[ScoredDoc]], k: int) -> list[tuple[str, float]]:
    """Return the ids of the ``k`` best articles with the scores of their best sections, best first.

    Args:
        top_k: As for ``best_per_article``.
        k: Number of articles.
    """
    return [(doc.article_id, doc.score) for doc in best_per_article(top_k, k)]


def best_per_article(top_k: Callable[[int], list[ScoredDoc]], k: int) -> list[ScoredDoc]:
    """Return the best section of each of the ``k`` best articles, best first.

    Sections with equal scores are ordered by article id, so the articles in the order of their best sections
    are the best articles. The number of sections that cover ``k`` articles is not known: it is raised until
    they do.

    Args:
        top_k: Returns so many of the best sections, fewer only if there are no more.
        k: Number of articles.
    """
    count = 2 * k
    while True:
        found = top_k(count)
        first: dict[str, ScoredDoc] = {}
        for doc in found:
            first.setdefault(doc.article_id, doc)
        if len(first) >= k or len(found) < count:
            return list(first.values())[:k]
        count *= 4
