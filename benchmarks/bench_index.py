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
    numbers = count()

    def several_segments() -> tuple[tuple[Index], dict[str, object]]:
        index = Index.create(tmp_path / str(next(numbers)))
        for article in articles[:4]:
            with index.writer() as writer:
                writer.add(article)
        return (index,), {}

    def optimize(index: Index) -> Index:
        index.writer().commit(optimize=True)
        return index

    assert benchmark.pedantic(optimize, setup=several_segments, rounds=3).info().articles == 4
