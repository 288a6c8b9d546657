"""Russian lemmas, and when the dictionary is loaded."""

import re
import subprocess
import sys

import pytest
from harness import texts
from hypothesis import given, settings

from kzsearch_analyzers.lookup.russian import russian_lemma


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("приложением", "приложение"),
        ("приложения", "приложение"),
        ("рекламу", "реклама"),
        ("ёлки", "елка"),
        ("Москвы", "москва"),
        ("министров", "министр"),
        ("кітаптар", None),
        ("қазақстан", None),
        ("ыдғвлпо", None),
        ("windows", None),
        ("21", None),
        ("-", None),
        ("", None),
        ("а" * 10_000, None),
    ],
)
def test_lemma(word: str, lemma: str | None) -> None:
    assert russian_lemma(word) == lemma


@settings(max_examples=50)
@given(texts())
def test_lemmas_of_any_text(text: str) -> None:
    lemma = russian_lemma(text)
    assert lemma is None or re.fullmatch("[а-я-]+", lemma)


def test_the_dictionary_is_loaded_by_the_first_russian_word_only() -> None:
    code = """
import sys
from kzsearch_analyzers.lookup.russian import russian_lemma
russian_lemma("қала"), russian_lemma("qala")
assert "pymorphy3" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
