"""Measure the way from files to results: read, analyze, index, commit, open, search."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture
from sizes import QUERIES, SECTIONS

from kzsearch import Index
from kzsearch.readers import read_sources
from kzsearch_analyzers import Analyzer


def test_files_to_answers(
    benchmark: BenchmarkFixture,
    article_folder: Path,
    queries: list[str],
    fresh_analyzer: Callable[[], Analyzer],
    tmp_path: Path,
) -> None:
    numbers = count()

    def run(analyzer: Analyzer) -> tuple[int, int]:
        index = Index.create(tmp_path / str(next(numbers)), analyzer)
        with index.writer() as writer:
            for article in read_sources([article_folder]):
                writer.add(article)
        with index.searcher() as searcher:
            answered = sum(searcher.search(query).total > 0 for query in queries)
        return index.info().sections, answered

    assert benchmark.pedantic(run, setup=lambda: ((fresh_analyzer(),), {}), rounds=3) == (SECTIONS, QUERIES)
