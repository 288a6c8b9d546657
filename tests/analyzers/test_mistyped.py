"""Known words around a mistyped one: which there are, and which were meant in a document."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import anything, kazakh_texts, lemmas, some_lemmas, words

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import lexicon, stems_of
from kzsearch_analyzers.morphology.reading import Source
from kzsearch_analyzers.spelling.candidates import LETTERS, MAX_MEANT, mistyped
from kzsearch_analyzers.spelling.costs import error_cost, near
from kzsearch_analyzers.spelling.frequent_endings import likely_endings
from kzsearch_analyzers.spelling.stem_index import KnownStems
from kzsearch_analyzers.spelling.suffix_model import END, LEXEME_NATS, TOP_CLASS, Transitions, transitions
from kzsearch_analyzers.tables import read_rows

CASES = Path(__file__).parents[1] / "cases" / "mistyped.tsv"
XFAIL = "XFAIL "
TRANSITIONS = read_rows("spelling/transitions.tsv", 5)


def all_spellings(word):
    """Norvig's enumeration of everything one error away."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + c + b[1:] for a, b in cuts if b for c in LETTERS)
    yield from (a + c + b for a, b in cuts for c in LETTERS)


def cases():
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, meant, note = line.removeprefix(XFAIL).split("\t")
            marks = [pytest.mark.xfail(reason=note)] if line.startswith(XFAIL) else []
            yield pytest.param(typed, meant, marks=marks, id=typed)


@pytest.mark.parametrize(("typed", "meant"), list(cases()))
def test_what_a_word_of_a_document_was_meant_as(typed, meant):
    (token,) = kazakh_analyzer().analyze(typed)
    found = [layers.term for layers in token.corrections]
    assert (meant in found) if meant != "-" else not found


@settings(deadline=None)
@given(kazakh_texts())
def test_only_unknown_words_are_taken_for_others(text):
    for token in kazakh_analyzer().analyze(text):
        assert not (token.known and token.corrections)
        assert len(token.corrections) <= MAX_MEANT
        for layers in token.corrections:
            assert layers.known
            assert error_cost(token.term, layers.term)
            assert layers is kazakh_analyzer().analyze_word(layers.term)


def test_no_word_of_the_lexicon_is_taken_for_another():
    lemmas = some_lemmas()[::7]
    assert not [lemma for lemma in lemmas for token in kazakh_analyzer().analyze(lemma) if token.corrections]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("мектептеріміздгі", "мектептеріміздегі"),  # in the ending
        ("мекептеріміздегі", "мектептеріміздегі"),  # in the stem
        ("кітпахана", "кітапхана"),
        ("кітабымызжан", "кітабымыздан"),  # the stem of кітап before a vowel
        ("орнымызжа", "орнымызда"),
        ("оқыған", "оқыған"),
        ("келднң", "келдің"),
        ("өзімйздің", "өзіміздің"),
        ("ақндай", "қандай"),
        ("алқда", "алдқа"),  # where stem and ending meet
        ("бзіге", "бізге"),  # irregular
        ("кәктеп", "мәктеп"),
        ("нектепте", "мектепте"),  # in the first letter
        ("ектепте", "мектепте"),
        ("амектепте", "мектепте"),
    ],
)
def test_what_was_meant_is_among_the_respelled(typed, meant):
    found = kazakh_analyzer().spelling.candidates(typed)
    assert (meant in found) == (typed != meant and bool(morphology().known(meant)))


@pytest.mark.parametrize("typed", ["", "ғ", "асдфгһъ", "qazaqstn", "covid19", "2021", "ққққққққ", "كىتاپ"])
def test_nothing_is_near(typed):
    assert [word for word in kazakh_analyzer().spelling.candidates(typed) if len(word) > 2] == []


@settings(max_examples=50, deadline=None)
@given(lemmas().filter(lambda lemma: lemma.isalpha() and len(lemma) > 3), st.data())
def test_the_respelled_are_known_and_one_error_away(lemma, data):
    typed = data.draw(st.sampled_from(sorted(set(all_spellings(lemma)) - {lemma})))
    found = kazakh_analyzer().spelling.candidates(typed)
    assert lemma in found
    assert all(error_cost(typed, word) and morphology().known(word) for word in found)


@settings(deadline=None)
@given(anything)
def test_candidates_for_any_text_are_other_words_in_order(text):
    found = kazakh_analyzer().spelling.candidates(text)
    assert list(found) == sorted(set(found))
    assert text not in found


def test_nothing_is_near_to_endless_words():
    for size in (1_000, 20_000):
        assert kazakh_analyzer().spelling.candidates("дағы" * size) == ()
        assert mistyped().likely("дағы" * size) == ()


SOME = sorted({lexeme for lexeme in lexicon() if lexeme.lemma.isalpha()}, key=lambda x: (x.lemma, x.pos))[
    ::97
]
SOME_STEMS = sorted({stem.text for lexeme in SOME for stem in stems_of(lexeme)})


@settings(deadline=None)
@given(st.one_of(words, st.sampled_from(SOME_STEMS)), st.data())
def test_stems_near_to_a_spelling_are_those_of_an_exhaustive_search(word, data):
    typed = data.draw(st.sampled_from(sorted(set(all_spellings(word)))))
    assume(len(typed) > 1)
    stems = KnownStems(SOME)
    expected = {
        stem: cost
        for stem in SOME_STEMS
        if (cost := error_cost(typed, stem)) and (stem[0] == typed[0] or stem == typed[1::-1] + typed[2:])
    }
    assert stems.near(typed) == expected


def test_all_stems_of_a_lexeme_begin_alike():
    assert {stem.text[0] == x.lemma[0] for x in lexicon() for stem in stems_of(x)} == {True}


@given(words, st.data())
def test_the_cost_of_one_error_is_what_the_walk_finds(word, data):
    typed = data.draw(st.sampled_from(sorted(set(all_spellings(word)) - {"", word})))
    cost = error_cost(typed, word)
    assert cost
    assert near(typed, [word], cost) == {word: cost} or near(typed, [word], cost)[word] < cost
    assert word not in near(typed, [word], cost - 1) or _stand_ins_are_cheaper(typed, word, cost)


def _stand_ins_are_cheaper(typed, word, cost):
    """Whether several letters typed for Kazakh ones cost less than the one error."""
    return len(typed) == len(word) and sum(a != b for a, b in zip(typed, word, strict=True)) > 1


@given(words, words)
def test_no_error_and_several_have_no_cost(one, other):
    assert error_cost(one, one) is None
    assert (error_cost(one, other) is not None) == (one != other and one in set(all_spellings(other)))


@pytest.mark.parametrize("row", TRANSITIONS[1:], ids=lambda row: f"{row.cells[0]}>{row.cells[1]}")
def test_example_of_each_transition_has_it(row):
    before, after, nats, example, _ = row.cells
    readings = [r for r in morphology().known(example) if r.source is Source.LEXICON]
    chains = [(r.pos, *r.suffixes, END) for r in readings]
    assert (before, after) in {pair for chain in chains for pair in pairwise(chain)}
    assert float(nats) <= 0


def test_transitions_are_probabilities():
    likely = transitions()
    for before in {row.cells[0] for row in TRANSITIONS[1:]}:
        assert sum(2.718281828**nats for _, nats in likely.after(before)) < 1.03
    assert likely.nats("no such", ["suffix"]) == 2 * float(TRANSITIONS[0].cells[2])


def test_a_frequency_class_is_four_times_as_likely_as_the_one_before():
    assert len(LEXEME_NATS) == TOP_CLASS + 1 > max(lexeme.frequency for lexeme in lexicon())
    assert list(LEXEME_NATS) == sorted(LEXEME_NATS)


def test_likely_endings_are_endings_and_as_likely_as_asked_for():
    found = likely_endings(inflection(), transitions(), -8.0)
    assert {"дың", "лары", "ларының", "дегі", "ды", "ған"} <= found
    assert all(morphology().segmenter.endings.parse(ending).chains for ending in found)
    assert found < likely_endings(inflection(), transitions(), -9.0)
    assert likely_endings(inflection(), Transitions({("n", END): 0.0}, -1.0)) == set()


def test_more_likely_forms_come_first():
    nats = [form.nats for form in mistyped().forms("алқда")]
    assert len(nats) > 2
    assert nats == sorted(nats, reverse=True)
