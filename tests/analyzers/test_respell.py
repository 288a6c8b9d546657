"""Known words around a mistyped one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import anything, lemmas

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.kazakh.analyze import morphology
from kzsearch_analyzers.kazakh.respell import LETTERS


def all_spellings(word):
    """Norvig's enumeration of everything one error away."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + c + b[1:] for a, b in cuts if b for c in LETTERS)
    yield from (a + c + b for a, b in cuts for c in LETTERS)


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
    ],
)
def test_what_was_meant_is_among_them(typed, meant):
    found = kazakh_analyzer().respelled(typed)
    assert (meant in found) == (typed != meant)


@pytest.mark.parametrize("typed", ["", "ғ", "асдфгһъ", "qazaqstn", "covid19", "2021", "ққққққққ", "كىتاپ"])
def test_nothing_is_near(typed):
    assert [word for word in kazakh_analyzer().respelled(typed) if len(word) > 2] == []


@settings(max_examples=30, deadline=None)
@given(lemmas().filter(lambda lemma: lemma.isalpha() and len(lemma) > 3), st.data())
def test_all_known_words_around_are_found(lemma, data):
    typed = data.draw(st.sampled_from(sorted(set(all_spellings(lemma)))))
    grammar = morphology()
    expected = {
        word for word in all_spellings(typed) if word != typed and word.isalpha() and grammar.known(word)
    }
    assert set(kazakh_analyzer().respelled(typed)) == expected


@settings(deadline=None)
@given(anything)
def test_never_raises(text):
    found = kazakh_analyzer().respelled(text)
    assert list(found) == sorted(set(found))
    assert text not in found
