"""Measure how many more queries two threads answer than one, with one searcher.

No gate: it needs two idle cores. ``rank`` is nearly all C, which runs in parallel; most of ``search`` is the
highlighting of its hits in Python, which does not.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sizes import THREADED_SECTIONS

from kzsearch import Article, Index, Searcher, Section

SEED = 20_251


@pytest.fixture(scope="module")
def large_searcher(sentences: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Open an index that is so large that the kernel takes longer than the rest of a query."""
    rnd = random.Random(SEED)
    index = Index.create(tmp_path_factory.mktemp("threads") / "large")
    with index.writer() as writer:
        for number in range(THREADED_SECTIONS):
            writer.add(Article(f"s{number}", "", (Section("", " ".join(rnd.choices(sentences, k=6))),)))
    with index.searcher() as searcher:
        yield searcher


@pytest.mark.parametrize("method", ["rank", "search"])
def test_two_threads(
    large_searcher: Searcher, queries: list[str], seconds: Callable[..., float], method: str
) -> None:
    def ask(texts: list[str]) -> int:
        if method == "rank":
            return sum(len(large_searcher.rank(text, 10)) for text in texts)
        return sum(len(large_searcher.search(text, limit=1).hits) for text in texts)

    halves = [queries * 4, queries * 4]
    with ThreadPoolExecutor(2) as pool:
        one = seconds(lambda: list(map(ask, halves)))
        two = seconds(lambda: list(pool.map(ask, halves)))
    each = one / sum(map(len, halves)) * 1e6
    print(f"{method}: {each:.0f} µs a query, two threads answer {one / two:.2f} times as many")
