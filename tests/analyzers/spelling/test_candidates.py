"""Known words near an unknown one: all candidates, the corrections, and the models that rank them."""

from itertools import pairwise
from pathlib import Path

import pytest
from harness import one_error_away
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import anything, kazakh_texts, lemmas, some_lemmas, words

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import lexicon, stems_of
from kzsearch_analyzers.morphology.reading import Source
from kzsearch_analyzers.spelling.candidates import MAX_CORRECTIONS, noisy_channel
from kzsearch_analyzers.spelling.edit_distance import error_cost
from kzsearch_analyzers.spelling.frequent_endings import frequent_endings
from kzsearch_analyzers.spelling.stem_index import StemIndex
from kzsearch_analyzers.spelling.suffix_model import END, LEXEME_NATS, TOP_CLASS, SuffixModel, suffix_model
from kzsearch_analyzers.tables import read_rows

CASES = Path(__file__).parents[2] / "cases" / "mistyped.tsv"
XFAIL = "XFAIL "
TRANSITIONS = read_rows("spelling/transitions.tsv", 5)


def cases():
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, meant, note = line.removeprefix(XFAIL).split("\t")
            marks = [pytest.mark.xfail(reason=note)] if line.startswith(XFAIL) else []
            yield pytest.param(typed, meant, marks=marks, id=typed)


@pytest.mark.parametrize(("typed", "meant"), list(cases()))
def test_corrections(typed, meant):
    (token,) = kazakh_analyzer().analyze(typed)
    found = [word.term for word in token.corrections]
    assert (meant in found) if meant != "-" else not found


@settings(deadline=None)
@given(kazakh_texts())
def test_only_unknown_words_have_corrections(text):
    for token in kazakh_analyzer().analyze(text):
        assert not (token.known and token.corrections)
        assert len(token.corrections) <= MAX_CORRECTIONS
        for word in token.corrections:
            assert word.known
            assert error_cost(token.term, word.term)
            assert word is kazakh_analyzer().analyze_word(word.term)


def test_words_of_the_lexicon_have_no_corrections():
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
        ("алқда", "алдқа"),  # between stem and ending
        ("бзіге", "бізге"),  # irregular
        ("кәктеп", "мәктеп"),
        ("нектепте", "мектепте"),  # in the first letter
        ("ектепте", "мектепте"),
        ("амектепте", "мектепте"),
    ],
)
def test_the_meant_word_is_a_candidate(typed, meant):
    found = kazakh_analyzer().spelling.candidates(typed)
    assert (meant in found) == (typed != meant and bool(morphology().known(meant)))


@pytest.mark.parametrize("typed", ["", "ғ", "асдфгһъ", "qazaqstn", "covid19", "2021", "ққққққққ", "كىتاپ"])
def test_words_without_candidates(typed):
    assert [word for word in kazakh_analyzer().spelling.candidates(typed) if len(word) > 2] == []


@settings(max_examples=50, deadline=None)
@given(lemmas().filter(lambda lemma: lemma.isalpha() and len(lemma) > 3), st.data())
def test_candidates_are_known_and_one_error_away(lemma, data):
    typed = data.draw(st.sampled_from(sorted(one_error_away(lemma))))
    found = kazakh_analyzer().spelling.candidates(typed)
    assert lemma in found
    assert all(error_cost(typed, word) and morphology().known(word) for word in found)


@settings(deadline=None)
@given(anything)
def test_candidates_of_any_text(text):
    found = kazakh_analyzer().spelling.candidates(text)
    assert list(found) == sorted(set(found))
    assert text not in found


def test_endless_words_have_no_candidates():
    for size in (1_000, 20_000):
        assert kazakh_analyzer().spelling.candidates("дағы" * size) == ()
        assert noisy_channel().corrections("дағы" * size) == ()


SOME = sorted({lexeme for lexeme in lexicon() if lexeme.lemma.isalpha()}, key=lambda x: (x.lemma, x.pos))[
    ::97
]
SOME_STEMS = sorted({stem.text for lexeme in SOME for stem in stems_of(lexeme)})


@settings(deadline=None)
@given(st.one_of(words, st.sampled_from(SOME_STEMS)), st.data())
def test_the_stem_index_finds_what_an_exhaustive_search_finds(word, data):
    typed = data.draw(st.sampled_from(sorted(one_error_away(word))))
    assume(len(typed) > 1)
    stems = StemIndex(SOME)
    expected = {
        stem: cost
        for stem in SOME_STEMS
        if (cost := error_cost(typed, stem)) and (stem[0] == typed[0] or stem == typed[1::-1] + typed[2:])
    }
    assert stems.near(typed) == expected


def test_all_stems_of_a_lexeme_have_the_same_first_letter():
    assert {stem.text[0] == x.lemma[0] for x in lexicon() for stem in stems_of(x)} == {True}


@pytest.mark.parametrize("row", TRANSITIONS[1:], ids=lambda row: f"{row.cells[0]}>{row.cells[1]}")
def test_the_example_of_each_transition(row):
    before, after, nats, example, count = row.cells
    readings = [r for r in morphology().known(example) if r.source is Source.LEXICON]
    chains = [(r.pos, *r.suffixes, END) for r in readings]
    assert (before, after) in {pair for chain in chains for pair in pairwise(chain)}
    assert float(nats) <= 0
    assert int(count) >= 3


def test_transitions_are_probabilities():
    model = suffix_model()
    for before in {row.cells[0] for row in TRANSITIONS[1:]}:
        assert sum(2.718281828**nats for _, nats in model.after(before)) < 1.03
    assert model.nats("no such", ["suffix"]) == 2 * float(TRANSITIONS[0].cells[2])


def test_each_frequency_class_is_more_likely_than_the_one_below():
    assert len(LEXEME_NATS) == TOP_CLASS + 1 > max(lexeme.frequency for lexeme in lexicon())
    assert list(LEXEME_NATS) == sorted(LEXEME_NATS)


def test_frequent_endings_are_endings_above_the_limit():
    found = frequent_endings(inflection(), suffix_model(), -8.0)
    assert {"дың", "лары", "ларының", "дегі", "ды", "ған"} <= found
    assert all(morphology().segmenter.endings.parse(ending).chains for ending in found)
    assert found < frequent_endings(inflection(), suffix_model(), -9.0)
    assert frequent_endings(inflection(), SuffixModel({("n", END): 0.0}, -1.0)) == set()


def test_forms_are_in_the_order_of_probability():
    nats = [form.nats for form in noisy_channel().forms("алқда")]
    assert len(nats) > 2
    assert nats == sorted(nats, reverse=True)
