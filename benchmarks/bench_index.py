"""Articles to a committed index, with an analyzer that knows the words: what is left is the engine."""

from itertools import count
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture
from sizes import ARTICLES, SECTIONS

from kzsearch import Article, Index


def test_index_articles(benchmark: BenchmarkFixture, articles: list[Article], tmp_path: Path) -> None:
    numbers = count()

    def build() -> Index:
        index = Index.create(tmp_path / str(next(numbers)))
        with index.writer() as writer:
            for article in articles:
                writer.add(article)
        return index

    info = benchmark.pedantic(build, rounds=3, warmup_rounds=1).info()
    assert (info.articles, info.sections) == (ARTICLES, SECTIONS)


def test_update_one_article(benchmark: BenchmarkFixture, articles: list[Article], tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for article in articles:
            writer.add(article)

    def update() -> None:
        with index.writer() as writer:
            writer.update(articles[0])

    benchmark.pedantic(update, rounds=5)
    info = index.info()
    assert (info.articles, info.sections) == (ARTICLES, SECTIONS)


def test_optimize(benchmark: BenchmarkFixture, articles: list[Article], tmp_path: Path) -> None:
    """Half of the articles replaced: what was deleted goes, what remains is copied into one segment."""
    numbers = count()

    def worn() -> tuple[tuple[Index], dict[str, object]]:
        index = Index.create(tmp_path / str(next(numbers)))
        for some in (articles, articles[: ARTICLES // 2]):
            with index.writer() as writer:
                for article in some:
                    writer.update(article)
        with index.searcher() as searcher:
            assert len(searcher._segments) > 1, "one segment is as good as it can be"
        return (index,), {}

    def optimize(index: Index) -> Index:
        index.writer().commit(optimize=True)
        return index

    index = benchmark.pedantic(optimize, setup=worn, rounds=3)
    assert (index.info().articles, index.info().sections) == (ARTICLES, SECTIONS)
    with index.searcher() as searcher:
        assert len(searcher._segments) == 1
