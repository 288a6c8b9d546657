"""The policies of the lookup chain: what each resolves, what it leaves to the next, and their order."""

import pytest
from harness import texts
from hypothesis import given, settings
from strategies import kazakh_texts

from kzsearch_analyzers.lookup.chain import LookupChain
from kzsearch_analyzers.lookup.foreign_script import ForeignScript
from kzsearch_analyzers.lookup.guess import Guess
from kzsearch_analyzers.lookup.hyphenated import HyphenatedWord
from kzsearch_analyzers.lookup.kazakh import KazakhLexicon
from kzsearch_analyzers.lookup.number import Number
from kzsearch_analyzers.lookup.policy import MAX_LEMMAS, Resolution
from kzsearch_analyzers.lookup.russian import RussianDictionary
from kzsearch_analyzers.lookup.russian_keyboard import RussianKeyboard
from kzsearch_analyzers.lookup.truncated import TruncatedWord
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.text.tokenizer import tokenize

CHAIN = LookupChain(morphology())
LEMMAS = morphology().lemmas
CYRILLIC = (KazakhLexicon(LEMMAS), RussianKeyboard(), RussianDictionary(), Guess(LEMMAS))


@pytest.mark.parametrize(
    ("policy", "word", "term", "lemmas"),
    [
        (Number(), "3,14", "3,14", ("3,14",)),
        (Number(), "80-ші", None, ()),
        (TruncatedWord(CHAIN.resolve, LEMMAS), "млрд.", "млрд", ("млрд", "млрд.")),
        (TruncatedWord(CHAIN.resolve, LEMMAS), "м.", "м", ("м.", "м")),
        (TruncatedWord(CHAIN.resolve, LEMMAS), "т.б.", None, ()),
        (HyphenatedWord(CHAIN.resolve, CYRILLIC, morphology()), "iphone-ның", "iphone-ның", ("iphone",)),
        (HyphenatedWord(CHAIN.resolve, CYRILLIC, morphology()), "мек-теп", "мектеп", None),
        (HyphenatedWord(CHAIN.resolve, CYRILLIC, morphology()), "мектеп", None, ()),
        (ForeignScript(LEMMAS), "mektepte", "мектепте", ("мектеп", "mektepte")),
        (ForeignScript(LEMMAS), "مەكتەپ", "мектеп", ("мектеп",)),
        (ForeignScript(LEMMAS), "мектеп", None, ()),
        (KazakhLexicon(LEMMAS), "мектепте", "мектепте", ("мектеп",)),
        (KazakhLexicon(LEMMAS), "канбак", None, ()),
        (RussianKeyboard(), "канбак", "қаңбақ", ("қаңбақ",)),
        (RussianKeyboard(), "так", "так", ("тақ", "так")),
        (RussianKeyboard(), "строительства", None, ()),
        (RussianDictionary(), "строительства", "строительства", ("строительство",)),
        (RussianDictionary(), "мектеп", None, ()),
        (Guess(LEMMAS), "北京", "北京", ("北京",)),
    ],
)
def test_a_policy_resolves_its_words_and_leaves_others(policy, word, term, lemmas):
    found = policy.resolve(word)
    assert (found.term if found else None) == term
    if found and lemmas is not None:
        assert found.lemmas == lemmas


@pytest.mark.parametrize(
    ("word", "lemmas", "known"),
    [
        ("бар", ("бар",), True),  # the lexicon before the Russian dictionary
        ("так", ("тақ", "так"), True),  # the Russian keyboard before the dictionary, both kept
        ("россия", ("россия", "ресей"), True),  # the exonym after the own lemma
        ("блаблаға", ("блабла",), False),  # the guess last
        ("абв-2", ("абв-2",), True),  # a number before the hyphenated word
    ],
)
def test_the_order_of_the_chain(word, lemmas, known):
    found = CHAIN.resolve(word)
    assert found.lemmas[: len(lemmas)] == lemmas
    assert found.known == known


@settings(max_examples=300, deadline=None)
@given(texts() | kazakh_texts())
def test_every_word_has_a_resolution(text):
    for raw in tokenize(normalize(text)):
        found = CHAIN.resolve(raw.term)
        assert isinstance(found, Resolution)
        assert found.term
        assert 0 < len(found.lemmas) <= 2 * MAX_LEMMAS
        assert len(set(found.lemmas)) == len(found.lemmas)
