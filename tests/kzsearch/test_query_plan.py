import pytest
from hypothesis import given
from test_query_syntax import QUERIES
from toy import ToyAnalyzer

from kzsearch import Field, Layer, Ranking
from kzsearch.query.plan import NOTHING, And, Group, Or, Phrase, Prefix, Scope, Without, Word, build_plan

RANKING = Ranking(fields={Field.TITLE: 2.0, Field.BODY: 1.0}, layers={Layer.EXACT: 0.5, Layer.LEMMA: 1.0})


def plan(query):
    return build_plan(query, ToyAnalyzer(), RANKING)


def group(field, layer, *terms):
    return Group(Scope(field, layer, RANKING.weight(field, layer)), terms)


def word(exact, *lemmas, fields=(Field.TITLE, Field.BODY)):
    return Word(
        tuple(
            each
            for field in fields
            for each in (group(field, Layer.EXACT, exact), group(field, Layer.LEMMA, *lemmas))
        )
    )


SU, TAU, OQU = word("су", "су"), word("тау", "тау"), word("оқу", "оқу", "оқы")


def test_a_word_is_a_group_of_alternatives_for_each_field_and_layer_that_counts():
    assert plan("оқу") == OQU
    assert plan("оқу").groups[1] == Group(Scope(Field.TITLE, Layer.LEMMA, 2.0), ("оқу", "оқы"))


def test_layers_without_terms_make_no_group():
    roots = Ranking(fields={Field.BODY: 1.0}, layers={Layer.ROOT: 1.0})
    assert build_plan("2020", ToyAnalyzer(), roots) == Word(())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("су тау", Or((SU, TAU))),
        ("су.тау", Or((SU, TAU))),
        ("су AND тау", And((SU, TAU))),
        ("су AND тау.оқу", And((SU, Or((TAU, OQU))))),
        ("су -тау", Without(SU, TAU)),
        ("су -тау -оқу", Without(SU, Or((TAU, OQU)))),
        ("су AND -тау", Without(SU, TAU)),
        ("су AND (-тау)", Without(SU, TAU)),
        ("су AND (-тау -оқу)", Without(SU, Or((TAU, OQU)))),
        ("су (тау -оқу)", Or((SU, Without(TAU, OQU)))),
        ("title:су", word("су", "су", fields=(Field.TITLE,))),
        ("-су", NOTHING),
        ("-су -тау", NOTHING),
        ("NOT (су тау)", NOTHING),
        ("", NOTHING),
        ("!? …", NOTHING),
        ("су AND !?", SU),
        ("су -!?", SU),
        ('""', NOTHING),
    ],
)
def test_operators(query, expected):
    assert plan(query) == expected


def test_phrases_compare_lemmas_and_single_words_exact_forms():
    both = (Field.TITLE, Field.BODY)
    assert plan('"су оқу"') == Phrase((SU, OQU), Layer.LEMMA, (("су",), ("оқу", "оқы")), both)
    assert plan('"оқу"') == Phrase((OQU,), Layer.EXACT, (("оқу",),), both)
    assert plan('title:"су тау"').fields == (Field.TITLE,)
    assert plan('heading:"су тау"').fields == ()


def test_phrases_compare_exact_forms_when_the_ranking_searches_no_lemmas():
    exact = Ranking(fields={Field.BODY: 1.0}, layers={Layer.EXACT: 1.0})
    phrase = build_plan('"су оқу"', ToyAnalyzer(), exact)
    assert isinstance(phrase, Phrase)
    assert (phrase.layer, phrase.slots) == (Layer.EXACT, (("су",), ("оқу",)))


def test_prefixes_look_at_exact_and_lemma_layers_only():
    scopes = tuple(
        Scope(Field.BODY, layer, RANKING.weight(Field.BODY, layer)) for layer in (Layer.EXACT, Layer.LEMMA)
    )
    assert plan("body:Қал*") == Prefix("қал", scopes)
    assert plan("body:су.қал*") == Or((word("су", "су", fields=(Field.BODY,)), Prefix("қал", scopes)))
    assert plan("…*") == NOTHING


@given(QUERIES)
def test_any_query_has_a_plan(query):
    plan(query)
