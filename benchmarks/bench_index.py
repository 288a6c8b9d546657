"""Measure indexing and commit with an analyzer whose word cache is warm, so that the engine dominates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import ARTICLES, SECTIONS
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import create_in

from kzsearch import Article, Field, Index, Layer
from kzsearch.index.inverter import TokenStream, invert, invert_in_python
from kzsearch.index.vocabulary import Vocabulary, WordTerms
from kzsearch.schema import LAYERED_FIELDS, field_name, indexed_terms_of
from kzsearch.segment.native import COMPILED
from kzsearch_analyzers import AnalyzedWord, kazakh_analyzer

COPIES = 8
"""Copies of the sample articles: enough for writing the files to be the smaller part of the time."""
WHOOSH_OVER_OURS = 5
"""Minimum ratio of the time of stock Whoosh to that of kzsearch for the same terms; 11 measured."""
PYTHON_OVER_C = 30
"""Minimum ratio of the time of the inverter in Python to that of the one in C; 300 measured."""


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
    """Merge into one segment an index in which half of the articles were replaced."""
    numbers = count()

    def fragmented() -> tuple[tuple[Index], dict[str, object]]:
        index = Index.create(tmp_path / str(next(numbers)))
        for some in (articles, articles[: ARTICLES // 2]):
            with index.writer() as writer:
                for article in some:
                    writer.update(article)
        with index.searcher() as searcher:
            assert len(searcher._segments) > 1, "there is nothing to merge"
        return (index,), {}

    def optimize(index: Index) -> Index:
        index.writer().commit(optimize=True)
        return index

    index = benchmark.pedantic(optimize, setup=fragmented, rounds=3)
    assert (index.info().articles, index.info().sections) == (ARTICLES, SECTIONS)
    with index.searcher() as searcher:
        assert len(searcher._segments) == 1


@lru_cache(maxsize=4)
def analyzed_words(text: str) -> list[AnalyzedWord]:
    """Return the words of a text, cached because Whoosh analyzes a text again for each field."""
    return kazakh_analyzer().layers(text)


class LayerAnalyzer(WhooshAnalyzer):
    """Give Whoosh's own fields the terms of one layer of the Kazakh analyzer."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __call__(self, text: str, positions: bool = False, **_: object) -> Iterator[WhooshToken]:
        token = WhooshToken(positions=positions)
        token.boost, token.stopped = 1.0, False
        for token.pos, word in enumerate(analyzed_words(text)):
            for token.text in indexed_terms_of(word, self.layer):
                yield token


def build_with_stock_whoosh(articles: list[Article], folder: Path) -> None:
    """Index the same fields and terms with Whoosh alone."""
    layered = {
        name: TEXT(analyzer=LayerAnalyzer(layer), phrase=layer.keeps_positions)
        for name, (_, layer) in LAYERED_FIELDS.items()
    }
    folder.mkdir()
    writer = create_in(str(folder), Schema(text=STORED, **layered)).writer()
    for article in articles:
        for section in article.sections:
            texts = {Field.TITLE: article.title, Field.HEADING: section.heading, Field.BODY: section.text}
            fields = {field_name(field, layer): texts[field] for field in Field for layer in Layer}
            writer.add_document(text=section.text, **fields)
    writer.commit()


def test_stock_whoosh_takes_longer_for_the_same_terms(
    articles: list[Article], tmp_path: Path, seconds: Callable[..., float]
) -> None:
    many = [replace(each, id=f"{each.id} {copy}") for copy in range(COPIES) for each in articles]
    numbers = count()

    def ours() -> None:
        with Index.create(tmp_path / f"ours{next(numbers)}").writer() as writer:
            writer.add_all(many)

    ours()  # fills the word cache of the analyzer, which is not timed
    ratio = seconds(lambda: build_with_stock_whoosh(many, tmp_path / "whoosh"), rounds=1) / seconds(ours)
    assert ratio > WHOOSH_OVER_OURS, f"stock Whoosh takes {ratio:.1f} times as long"


@pytest.mark.skipif(not COMPILED, reason="no C extension here: nothing to compare")
def test_inversion_in_c_is_worth_it(sentences: list[str], seconds: Callable[..., float]) -> None:
    words: Vocabulary[AnalyzedWord] = Vocabulary()
    stream, terms = TokenStream(), WordTerms()
    for sentence in sentences * COPIES:
        stream.add(words.numbers(kazakh_analyzer().layers(sentence)).tobytes())
    terms.extend([word.lemmas for word in words])
    table = terms.table()
    python = seconds(lambda: invert_in_python(stream, table, positions=True))
    ratio = python / seconds(lambda: invert(stream, table, positions=True))
    assert ratio > PYTHON_OVER_C, f"Python takes {ratio:.1f} times as long"
