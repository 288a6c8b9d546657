from fnmatch import fnmatchcase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from toy import odd_queries, plan_of

from kzsearch import Field, Layer, Ranking
from kzsearch.query.plan import MATCH_NONE, And, Exclude, Or, Phrase, Prefix, QueryTerm, Scope, TermGroup

RANKING = Ranking(fields={Field.TITLE: 2.0, Field.BODY: 1.0}, layers={Layer.EXACT: 0.5, Layer.LEMMA: 1.0})


def plan(query):
    return plan_of(query, ranking=RANKING)


def same(found, expected):
    """Query terms are equal only to themselves; their texts can be compared."""
    return repr(found) == repr(expected)


def group(field, layer, *terms):
    return TermGroup(Scope(field, layer, RANKING.weight(field, layer)), terms)


def word(exact, *lemmas, fields=(Field.TITLE, Field.BODY)):
    return QueryTerm(
        tuple(
            each
            for field in fields
            for each in (group(field, Layer.EXACT, exact), group(field, Layer.LEMMA, *lemmas))
        )
    )


SU, TAU, OQU = word("су", "су"), word("тау", "тау"), word("оқу", "оқу", "оқы")


def test_a_word_is_a_group_of_alternatives_for_each_field_and_layer_that_counts():
    assert same(plan("оқу"), OQU)
    assert plan("оқу").groups[1] == TermGroup(Scope(Field.TITLE, Layer.LEMMA, 2.0), ("оқу", "оқы"))


def test_layers_without_terms_make_no_group():
    roots = Ranking(fields={Field.BODY: 1.0}, layers={Layer.ROOT: 1.0})
    assert same(plan_of("2020", ranking=roots), QueryTerm(()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("су тау", Or((SU, TAU))),
        ("су.тау", Or((SU, TAU))),
        ("су AND тау", And((SU, TAU))),
        ("су AND тау.оқу", And((SU, Or((TAU, OQU))))),
        ("су -тау", Exclude(SU, TAU)),
        ("су -тау -оқу", Exclude(SU, Or((TAU, OQU)))),
        ("су AND -тау", Exclude(SU, TAU)),
        ("су AND (-тау)", Exclude(SU, TAU)),
        ("су AND (-тау -оқу)", Exclude(SU, Or((TAU, OQU)))),
        ("су (тау -оқу)", Or((SU, Exclude(TAU, OQU)))),
        ("title:су", word("су", "су", fields=(Field.TITLE,))),
        ("-су", MATCH_NONE),
        ("-су -тау", MATCH_NONE),
        ("NOT (су тау)", MATCH_NONE),
        ("", MATCH_NONE),
        ("!? …", MATCH_NONE),
        ("су AND !?", SU),
        ("су -!?", SU),
        ('""', MATCH_NONE),
    ],
)
def test_operators(query, expected):
    assert same(plan(query), expected)


def scopes(layer, *fields, ranking=RANKING):
    return tuple(Scope(field, layer, ranking.weight(field, layer)) for field in fields)


def test_phrases_compare_lemmas_and_single_words_exact_forms():
    both = (Field.TITLE, Field.BODY)
    assert same(plan('"су оқу"'), Phrase((SU, OQU), scopes(Layer.LEMMA, *both)))
    assert plan('"су оқу"').slots == (("су",), ("оқу", "оқы"))
    assert same(plan('"оқу"'), Phrase((OQU,), scopes(Layer.EXACT, *both)))
    assert plan('"оқу"').slots == (("оқу",),)
    assert plan('title:"су тау"').scopes == scopes(Layer.LEMMA, Field.TITLE)
    assert plan('heading:"су тау"').scopes == plan('heading:"су тау"').slots == ()


def test_phrases_compare_exact_forms_when_the_ranking_searches_no_lemmas():
    exact = Ranking(fields={Field.BODY: 1.0}, layers={Layer.EXACT: 1.0})
    phrase = plan_of('"су оқу"', ranking=exact)
    assert phrase.scopes == scopes(Layer.EXACT, Field.BODY, ranking=exact)
    assert phrase.slots == (("су",), ("оқу",))


def test_phrases_compare_exact_forms_even_if_these_have_no_weight():
    loose = Ranking(fields={Field.BODY: 1.0}, layers={Layer.FOLD: 1.0})
    phrase = plan_of('"су оқу"', ranking=loose)
    assert phrase.scopes == scopes(Layer.EXACT, Field.BODY, ranking=loose)
    assert phrase.slots == (("су",), ("оқу",))
    assert [[group.scope.weight for group in word.groups] for word in phrase.terms] == [[0.0, 1.0]] * 2


def test_prefixes_look_at_exact_and_lemma_layers_only():
    scopes = tuple(
        Scope(Field.BODY, layer, RANKING.weight(Field.BODY, layer)) for layer in (Layer.EXACT, Layer.LEMMA)
    )
    assert same(plan("body:Қал*"), Prefix("қал", scopes))
    assert same(plan("body:су.қал*"), Or((word("су", "су", fields=(Field.BODY,)), Prefix("қал", scopes))))
    assert plan("…*") == MATCH_NONE


@given(st.text("аб*", max_size=6).filter(lambda rest: rest.strip("*")), st.text("аб", max_size=9))
@example("*".join("а" * 40) + "б", "а" * 5000)
def test_asterisks_match_as_they_do_in_file_names(rest, term):
    expected = len(term) < 1000 and fnmatchcase(term, f"а*{rest}")
    assert Prefix("а", (), rest).matches(term) == expected


@settings(deadline=None)
@given(odd_queries)
def test_blanks_around_any_query_change_nothing(query):
    assert same(plan(f" {query}\n"), plan(query))
