"""Scores against a second implementation of the formula; they do not depend on how an index is segmented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle
from toy import QUERIES, VOCABULARY, ToyAnalyzer, all_scores, articles, build, corpus

from kzsearch import Article, Index, Section


@settings(max_examples=60, deadline=None)
@given(
    st.lists(articles([f"a{n}" for n in range(8)]), max_size=8, unique_by=lambda each: each.id),
    st.lists(st.sampled_from(VOCABULARY), max_size=4, unique=True),
)
def test_scores_are_those_of_the_formula(tmp_path_factory, some, words):
    some = [each for each in some if each.sections]
    index = Index.create(tmp_path_factory.mktemp("index"), ToyAnalyzer())
    build(index, *some)
    query = " ".join(words)
    assert all_scores(index, query) == pytest.approx(Oracle(some, ToyAnalyzer()).scores(query), rel=1e-12)


def test_long_texts_count_by_their_rounded_length(index):
    some = corpus(60)
    build(index, *some)
    expected = Oracle(some, ToyAnalyzer()).scores("оқу кітаптан су")
    assert all_scores(index, "оқу кітаптан су") == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("query", [*QUERIES, '"оқу кітап"', '"су"', "қал*", "о* AND кіт*"])
def test_results_do_not_depend_on_segments(tmp_path, query):
    some = corpus(60)
    whole, parts = (Index.create(tmp_path / name, ToyAnalyzer()) for name in ("whole", "parts"))
    build(whole, *some)
    for start, stop in ((40, 60), (0, 30), (30, 40)):
        build(parts, *some[start:stop])
    assert parts.info().sections == whole.info().sections
    with whole.searcher() as one, parts.searcher() as several:
        assert len(several._segments) > len(one._segments) == 1
        assert several.search(query, limit=1000).hits == one.search(query, limit=1000).hits
        assert several.rank(query, 1000) == one.rank(query, 1000)


def test_an_optimized_index_scores_as_if_built_without_the_deleted(tmp_path):
    gone = {"a1", "a2", "a5", "a66", "a70", "a98"}
    second = Article("a2", "су", (Section("", "кітап оқу су"),))
    fresh, worn = (Index.create(tmp_path / name, ToyAnalyzer()) for name in ("fresh", "worn"))
    build(fresh, *(each for each in corpus(120) if each.id not in gone), second)
    build(worn, *corpus(120))
    with worn.writer() as writer:
        for article_id in gone - {"a2"}:
            writer.delete(article_id)
        writer.update(second)
        writer.commit(optimize=True)
    for query in QUERIES:
        assert all_scores(worn, query) == all_scores(fresh, query)
