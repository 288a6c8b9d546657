"""Measure search: plans scored by the kernels, and by Whoosh's own searcher with the same formula."""

from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import QUERIES
from whoosh import query as whoosh_query
from whoosh.searching import Searcher as WhooshSearcher

from kzsearch import Index, Searcher
from kzsearch.query.plan import Or, Plan, QueryTerm
from kzsearch.query.planner import Planner
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch.schema import field_name
from kzsearch.search.evaluator import Evaluator, available_kernels
from kzsearch.search.kernel import Kernel
from kzsearch.whoosh import LuceneBM25, open_dir
from kzsearch_analyzers import kazakh_analyzer

KERNEL_OVER_WHOOSH = {"c": 200, "python": 4}
"""Minimum ratio of the time of Whoosh's matchers over the same segment to that of each kernel."""
CACHED_OVER_FIRST = 1.0
"""Maximum ratio of the time of repeated queries to that of the first time."""


def plans(queries: list[str]) -> list[Plan]:
    planner = Planner(kazakh_analyzer(), DEFAULT_RANKING)
    return [planner.plan(query).plan for query in queries]


def as_whoosh(plan: Plan) -> whoosh_query.Query:
    """Return the plan as a Whoosh query: the best of the alternatives of a layer, everything else summed."""
    if isinstance(plan, QueryTerm):
        return whoosh_query.Or(
            [
                whoosh_query.DisjunctionMax(
                    [whoosh_query.Term(field_name(g.scope.field, g.scope.layer), term) for term in g.terms]
                )
                for g in plan.groups
            ]
        )
    assert isinstance(plan, Or)
    return whoosh_query.Or([as_whoosh(part) for part in plan.operands])


@pytest.fixture(scope="module")
def searcher(big_index: Index):
    with big_index.searcher() as opened:
        yield opened


@pytest.fixture(scope="module")
def whoosh_searcher(big_index: Index):
    with open_dir(big_index.path).searcher(weighting=LuceneBM25()) as opened:
        yield opened


def test_rank(benchmark: BenchmarkFixture, searcher: Searcher, queries: list[str]) -> None:
    """Measure query analysis, planning, scoring and the top ten articles; no stored text is read."""
    answered = benchmark(lambda: sum(len(searcher.rank(query, 10)) == 10 for query in queries))
    assert answered == QUERIES


def test_search_with_highlights(benchmark: BenchmarkFixture, searcher: Searcher, queries: list[str]) -> None:
    found = benchmark(lambda: [len(searcher.search(query).hits) for query in queries])
    assert found == [10] * QUERIES


def test_first_time(benchmark: BenchmarkFixture, big_index: Index, queries: list[str]) -> None:
    """Measure queries to a searcher that was just opened and reads every posting list from the index."""

    def run() -> int:
        with big_index.searcher() as opened:
            return sum(len(opened.rank(query, 10)) for query in queries)

    assert benchmark.pedantic(run, rounds=3) == 10 * QUERIES


@pytest.mark.parametrize("kernel", [pytest.param(kernel, id=kernel.name) for kernel in available_kernels()])
def test_gate_kernel_beats_whoosh(
    big_index: Index, whoosh_searcher: WhooshSearcher, queries: list[str], seconds: Callable[..., float],
    kernel: type[Kernel],
) -> None:  # fmt: skip
    ours = plans(queries)
    theirs = [as_whoosh(plan) for plan in ours]
    with big_index.searcher() as searcher:
        evaluator = Evaluator(searcher._segments, DEFAULT_RANKING, kernel)
        for plan, query in zip(ours[:10], theirs, strict=False):
            found, _ = evaluator.count_top_k(plan, 10)
            assert found == len(set(whoosh_searcher.search(query, limit=None).docs())), (
                "kzsearch and Whoosh differ"
            )
        taken = seconds(lambda: [evaluator.count_top_k(plan, 10) for plan in ours])
    whoosh = seconds(lambda: [whoosh_searcher.search(query, limit=10) for query in theirs], rounds=1)
    print(
        f"kernel {kernel.name} {taken / QUERIES * 1e3:.3f} ms a query, Whoosh "
        f"{whoosh / QUERIES * 1e3:.2f} ms, {whoosh / taken:.1f} times as long"
    )
    assert whoosh / taken >= KERNEL_OVER_WHOOSH[kernel.name], (
        f"Whoosh takes only {whoosh / taken:.1f} times as long as the kernel"
    )


def test_gate_asking_again_is_not_dearer(
    big_index: Index, queries: list[str], seconds: Callable[..., float]
) -> None:
    with big_index.searcher() as opened:
        first = seconds(lambda: [opened.rank(query, 10) for query in queries], rounds=1)
        again = seconds(lambda: [opened.rank(query, 10) for query in queries])
    assert again <= CACHED_OVER_FIRST * first, f"first {first:.3f} s, again {again:.3f} s"
