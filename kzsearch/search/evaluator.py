"""Evaluates a plan over the segments of an index.

The kernel evaluates a conjunction of phrases and of disjunctions of terms and prefixes as a whole, with early
termination. Any other plan is evaluated bottom-up, segment by segment: each operand gives all its hits, and
:mod:`.hits` combines them.
"""

from __future__ import annotations

from array import array
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from kzsearch.query.plan import And, Exclude, Or, Phrase, Prefix, QueryTerm
from kzsearch.search.compiler import TermCompiler, view_of
from kzsearch.search.hits import exclude, intersect, merge_top, scores_of, top_articles, union
from kzsearch.search.kernel import NO_MATCH, Conjunct, Hits
from kzsearch.search.kernel_reference import ReferenceKernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.query.plan import Plan
    from kzsearch.ranking import Ranking
    from kzsearch.search.kernel import CompiledTerm, DocIds, Kernel, ScoredDoc, Scores
    from kzsearch.segment.segment import Segment

_NO_HITS = Hits(memoryview(array("I")), memoryview(array("d")))

_make_conjunct = partial(tuple.__new__, Conjunct)  # 0.09 µs; the constructor takes 0.15, per word of a query
_number = attrgetter("number")


@cache
def available_kernels() -> tuple[type[Kernel], ...]:
    """Return the kernels that can be used here, the fastest first: that in C if it was built, then Python."""
    try:
        from kzsearch.search.kernel_native import NativeKernel
    except ImportError:
        return (ReferenceKernel,)
    return (NativeKernel, ReferenceKernel)


class Evaluator:
    """Evaluates plans over one snapshot of an index. Thread-safe, but for ``close``.

    Args:
        segments: The snapshot.
        ranking: Weights and parameters of the score.
        kernel: None takes the fastest.
    """

    def __init__(
        self, segments: Sequence[Segment], ranking: Ranking, kernel: type[Kernel] | None = None
    ) -> None:
        self._segments = segments
        self._kernel: Kernel = (kernel or available_kernels()[0])(tuple(map(view_of, segments)))
        self._compiler = TermCompiler(segments, ranking, self._kernel)
        self._terms = self._compiler.terms

    def close(self) -> None:
        """Release the segments; no thread may use the evaluator any longer."""
        self._compiler.clear()
        self._kernel.close()

    def count_top_k(self, plan: Plan, k: int) -> tuple[int, list[ScoredDoc]]:
        """Return the number of documents that match, and the ``k`` best, best first."""
        conjuncts = self._conjuncts(plan)
        if conjuncts is not None:
            return self._kernel.count_top_k(conjuncts, k)
        results = self.match_all(plan)
        return sum(len(hits.doc_ids) for hits in results), self.top_hits(results, k)

    def top_articles(self, plan: Plan, k: int) -> list[tuple[str, float]]:
        """Return the ids of the ``k`` best articles with the scores of their best sections, best first."""
        conjuncts = self._conjuncts(plan)
        if conjuncts is not None:
            return self._kernel.top_articles(conjuncts, k)
        return top_articles(partial(self.top_hits, self.match_all(plan)), k)

    def match_all(self, plan: Plan) -> list[Hits]:
        """Return all documents that match, one ``Hits`` for every segment."""
        results = []
        for number, segment in enumerate(self._segments):
            with segment.reader.container.reading():
                results.append(self._match(number, plan))
        return results

    def top_hits(self, results: Sequence[Hits], k: int) -> list[ScoredDoc]:
        """Return the ``k`` best of what ``match_all`` returned, best first."""
        best = []
        for number, hits in enumerate(results):
            with self._segments[number].reader.container.reading():
                best.append(self._kernel.top_hits(number, hits, k))
        return merge_top(best, k)

    def _conjuncts(self, plan: Plan) -> tuple[Conjunct, ...] | None:
        """Return a plan as a conjunction that kernels evaluate; None if it is none."""
        if not isinstance(plan, And):
            conjunct = self._conjunct(plan)
            return None if conjunct is None else (conjunct,)
        conjuncts = []
        for operand in plan.operands:
            conjunct = self._conjunct(operand)
            if conjunct is None:
                return None
            conjuncts.append(conjunct)
        return tuple(conjuncts)

    def _conjunct(self, plan: Plan) -> Conjunct | None:
        """Return a phrase, or a disjunction of terms and prefixes, as a conjunct; None for other plans."""
        if isinstance(plan, Phrase):
            terms = tuple(map(self._terms.__getitem__, plan.terms)) if plan.scopes else ()
            return _make_conjunct((terms, tuple(map(_number, plan.scopes))))
        disjuncts = self._disjuncts(plan)
        return None if disjuncts is None else _make_conjunct((tuple(disjuncts), ()))

    def _disjuncts(self, plan: Plan) -> list[CompiledTerm] | None:
        """Return the terms and prefixes of which a document must match any; None for other plans."""
        if isinstance(plan, QueryTerm):
            return [self._terms[plan]]
        if isinstance(plan, Prefix):
            return [self._compiler.prefixes[plan]]
        if not isinstance(plan, Or):
            return None
        compiled: list[CompiledTerm] = []
        for operand in plan.operands:
            disjuncts = self._disjuncts(operand)
            if disjuncts is None:
                return None
            compiled += disjuncts
        return compiled

    def _match(self, segment: int, plan: Plan) -> Hits:
        """Return all documents of a segment that match."""
        conjuncts = self._conjuncts(plan)
        if conjuncts is not None:
            return self._kernel.match_all(segment, conjuncts)
        if isinstance(plan, And):
            return self._match_and(segment, plan)
        if isinstance(plan, Or):
            return union([self._match(segment, operand) for operand in plan.operands])
        if isinstance(plan, Exclude):
            hits = self._match(segment, plan.include)
            return exclude(hits, self._scores(segment, plan.exclude, hits.doc_ids))
        return _NO_HITS

    def _match_and(self, segment: int, plan: And) -> Hits:
        """Match an operand that is no conjunct, which has the fewest documents; score these for the others.

        Scores are added in the order of the plan, so they do not depend on the segment, to the last bit.
        """
        first = next(operand for operand in plan.operands if self._conjunct(operand) is None)
        doc_ids, scores = self._match(segment, first)
        columns = [
            scores if operand is first else self._scores(segment, operand, doc_ids)
            for operand in plan.operands
        ]
        return intersect(doc_ids, columns)

    def _scores(self, segment: int, plan: Plan, doc_ids: DocIds) -> Scores:
        """Return the scores of some documents for a plan, ``NO_MATCH`` for those that do not match."""
        conjunct = self._conjunct(plan)
        if conjunct is None or conjunct.phrase_fields:
            return scores_of(doc_ids, self._match(segment, plan))
        return self._kernel.score_docs(segment, conjunct, doc_ids, NO_MATCH)
