"""The whole engine against a real Lucene: the same rows, the same plans, the same order and scores.

The oracle shares the plan with the engine and nothing else; ``test_scoring.py`` has the formula in Python.
"""

import os
import random
from importlib.resources import files
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import VOCABULARY, ToyAnalyzer, articles, build, corpus, plan_of

from benchmarks.engines.jvm import missing_wheels
from kzsearch import Index
from kzsearch.readers import read_sources
from kzsearch_analyzers import kazakh_analyzer

pytestmark = pytest.mark.slow

TOLERANCE = 1e-6
"""Relative: Lucene keeps the score of each term in 32 bits."""

QUERIES = [
    "су",
    "кітаптан",
    "оқу",
    "аттың оқыды қаланың",
    "оқушы AND қалада",
    "су AND кітап AND тау",
    "оқу AND (атты тау) жол",
    "су -тау",
    "(су тау) AND (оқу -атты) жол",
    "title:ат су",
    "body:(оқу тау) AND heading:су",
    "кітап оқу қала ат су тау жол үлкен",
    '"оқу кітап"',
    '"атты су" тау',
    'title:"ат аттың"',
    '"кітаптар" -су',
    "қал*",
    "о* AND кіт*",
]


@pytest.fixture(scope="module")
def lucene_oracle():
    missing = missing_wheels()
    if missing:
        message = (
            f"no Lucene to compare with; not installed: {', '.join(missing)}; pip install -e '.[lucene]'"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from lucene_oracle import LuceneOracle

    return LuceneOracle


def sections(index, query):
    """Section ids with their scores, best first."""
    with index.searcher() as searcher:
        return {hit.section_id: hit.score for hit in searcher.search(query, limit=1000).hits}


def ranks(index, query):
    """Article ids with the scores of their best sections, best first; no text is read."""
    with index.searcher() as searcher:
        return dict(searcher.rank(query, 1000))


def best_sections(lucenes):
    """Lucene's sections as articles."""
    best = {}
    for section_id, score in lucenes.items():
        best.setdefault(section_id.partition("#")[0], score)
    return best


def assert_same(ours, lucenes):
    """The same sections, the same scores, and the same order but for scores that are equal to Lucene."""
    assert ours.keys() == lucenes.keys()
    assert ours == pytest.approx(lucenes, rel=TOLERANCE)
    misplaced = [
        (one, other)
        for one, other in zip(ours, lucenes, strict=True)
        if not isclose(ours[one], ours[other], rel_tol=TOLERANCE)
    ]
    assert not misplaced


def written(tmp_path_factory, analyzer, *commits):
    """An index of some articles, a commit for each list."""
    index = Index.create(tmp_path_factory.mktemp("index"), analyzer)
    for some in commits:
        build(index, *some)
    return index


@pytest.fixture(scope="module")
def some():
    return corpus(200)


@pytest.fixture(scope="module")
def oracle(lucene_oracle, some):
    return lucene_oracle(some, ToyAnalyzer())


@pytest.fixture(scope="module")
def index(tmp_path_factory, some):
    return written(tmp_path_factory, ToyAnalyzer(), some)


@pytest.fixture(scope="module")
def index_in_parts(tmp_path_factory, some):
    return written(tmp_path_factory, ToyAnalyzer(), some[:110], some[110:180], some[180:])


@pytest.mark.parametrize("query", QUERIES)
def test_every_kind_of_query(oracle, index, index_in_parts, query):
    lucenes = best_sections(oracle.scores(plan_of(query)))
    assert len(lucenes) > 3
    assert_same(ranks(index, query), lucenes)
    assert_same(ranks(index_in_parts, query), lucenes)


def test_random_queries(oracle, index):
    rng = random.Random(11)
    for _ in range(200):
        query = " ".join(rng.choices(VOCABULARY, k=rng.randint(1, 6)))
        assert_same(ranks(index, query), best_sections(oracle.scores(plan_of(query))))


def test_after_deletions_are_merged_away(lucene_oracle, tmp_path_factory, some):
    index = written(tmp_path_factory, ToyAnalyzer(), some)
    with index.writer() as writer:
        for article in some[::3]:
            writer.delete(article.id)
        writer.commit(optimize=True)
    oracle = lucene_oracle([a for number, a in enumerate(some) if number % 3], ToyAnalyzer())
    for query in QUERIES:
        assert_same(ranks(index, query), best_sections(oracle.scores(plan_of(query))))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(articles([f"a{n}" for n in range(8)]), max_size=8, unique_by=lambda each: each.id),
    st.lists(st.sampled_from(VOCABULARY), max_size=5),
)
def test_any_corpus(lucene_oracle, tmp_path_factory, some, words):
    some = [each for each in some if each.sections]
    query = " ".join(words)
    oracle = lucene_oracle(some, ToyAnalyzer())
    index = written(tmp_path_factory, ToyAnalyzer(), some)
    assert_same(sections(index, query), oracle.scores(plan_of(query)))


@pytest.fixture(scope="module")
def sample():
    return list(read_sources([files("kzsearch") / "data" / "articles"]))


@pytest.fixture(scope="module")
def sample_oracle(lucene_oracle, sample):
    return lucene_oracle(sample, kazakh_analyzer())


@pytest.fixture(scope="module")
def sample_index(tmp_path_factory, sample):
    return written(tmp_path_factory, kazakh_analyzer(), sample)


@pytest.mark.parametrize(
    "query",
    ["Арал теңізінің бөгеті", "қазақ тілі және жазуы", "Kökaral bögetı", '"Арал теңізі"', "су AND тұз"],
)
def test_the_kazakh_analyzer_on_the_sample_articles(sample_oracle, sample_index, query):
    lucenes = sample_oracle.scores(plan_of(query, kazakh_analyzer()))
    assert lucenes
    assert_same(sections(sample_index, query), lucenes)
