"""Mistyped words of documents are found by the word that was meant, with the analyzer of the library."""

import pytest
from toy import article, build, found, plan_of

from kzsearch import Field, Index
from kzsearch.schema import Layer, indexed_terms_of, indexed_terms_of_all, terms_of
from kzsearch_analyzers import kazakh_analyzer

ARTICLES = [
    article("right", "Біздің мектептеріміздегі оқушылар."),
    article("wrong", "Біздің мектептріміздегі оқушылар."),
    article("other", "Қаланың көшелері мен кітаптары."),
    article("title", "Мәтін.", title="Оқу бағдраламасы"),
]


@pytest.fixture
def library(tmp_path):
    index = Index.create(tmp_path / "index")
    build(index, *ARTICLES)
    return index


@pytest.mark.parametrize("query", ["мектеп", "мектептерде", "mektep", "мектептеріміздегі", '"біздің мектеп"'])
def test_a_mistyped_word_is_found_by_the_right_one_and_ranks_after_it(library, query):
    assert found(library, query) == ["right#0", "wrong#0"]


def test_in_a_title(library):
    assert found(library, "бағдарламалар") == ["title#0"]
    assert found(library, "title:бағдарлама") == ["title#0"]


def test_the_hit_is_marked(library):
    with library.searcher() as searcher:
        _, hit = searcher.search("мектеп").hits
    marks = [hit.text[mark.start : mark.end] for mark in hit.highlights if mark.field is Field.BODY]
    assert marks == ["мектептріміздегі"]
    assert [hit.snippet.text[span.start : span.end] for span in hit.snippet.marks] == marks


def test_a_query_for_the_mistyped_word_ranks_it_first(library):
    assert found(library, "мектептріміздегі")[0] == "wrong#0"


def test_a_query_has_its_own_terms_only():
    (token,) = kazakh_analyzer().analyze("мектептріміздегі")
    plan = plan_of("мектептріміздегі", kazakh_analyzer())
    asked = {(group.scope.layer, term) for group in plan.groups for term in group.terms}
    assert token.corrections
    assert asked == {(layer, term) for layer in Layer for term in terms_of(token, layer)}


def test_the_exact_layer_has_what_is_written():
    (token,) = kazakh_analyzer().analyze("мектептріміздегі")
    assert indexed_terms_of(token, Layer.EXACT) == ("мектептріміздегі",)
    for layer in (Layer.LEMMA, Layer.ROOT):
        assert "мектеп" in indexed_terms_of(token, layer)
        assert "мектеп" not in terms_of(token, layer)
    (known,) = kazakh_analyzer().analyze("мектептерде")
    assert all(indexed_terms_of(known, layer) == terms_of(known, layer) for layer in Layer)


def test_the_same_is_found_after_parallel_analysis(library, tmp_path):
    other = Index.create(tmp_path / "other")
    with other.writer() as writer:
        writer.add_all(ARTICLES, jobs=2)
    for query in ("мектеп", "бағдарлама", "мектептріміздегі"):
        assert found(other, query) == found(library, query)


def test_the_terms_of_many_words_are_those_of_each():
    words = kazakh_analyzer().layers("Біздің мектптеріміздегі оқушылар, бағдраламасы")
    for layer in Layer:
        assert indexed_terms_of_all(words, layer) == [indexed_terms_of(word, layer) for word in words]
