"""Fold keys: the examples of the table, equal keys in every alphabet, and properties of any word."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from alphabets import WORDS, WRITERS, write
from harness import KAZAKH_LETTERS, assert_token_stream, example, texts
from hypothesis import given
from hypothesis import strategies as st

from kzsearch_analyzers.scripts import fold
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.tables import Row, read_rows

CASES = [
    ("", ""),
    ("қаңбақ", "kanbak"),
    ("Щётка", "şşiotka"),
    ("80-ші", "80şi"),
    ("АҚШ-тың", "akştin"),
    ("т.б.", "tb"),
    ("iPhone-ның", "iphonenin"),
    ("Qazaqs'a", "kazakşa"),
    ("Qazaqs’a", "kazakşa"),
    ("٢٠٢٥", "2025"),
    ("北京", "beijing"),
    ("Ελλάδα", "ellada"),
    ("əлем", "alem"),
    ("səhər", "sahar"),
    ("роль", "rol"),
    ("ь", ""),
    ("☃", "☃"),
    ("\ud800", "\ud800"),
]


@pytest.mark.parametrize(("word", "key"), CASES)
def test_cases(word: str, key: str) -> None:
    assert fold_key(word) == key


@pytest.mark.parametrize("row", read_rows("scripts/fold.tsv", 4), ids=lambda row: row.cells[0])
def test_example_of_each_spelling(row: Row) -> None:
    word, key = example(row, 2)
    assert row.cells[0] in word
    assert fold_key(word) == key


@pytest.mark.parametrize("writer", WRITERS)
def test_every_alphabet_and_keyboard_gives_the_same_key(writer: str) -> None:
    assert len(WORDS) > 200
    assert {word: fold_key(write(word, writer)) for word in WORDS} == {word: fold_key(word) for word in WORDS}


@given(st.text(KAZAKH_LETTERS), st.text(KAZAKH_LETTERS))
def test_kazakh_cyrillic_is_folded_letter_by_letter(a: str, b: str) -> None:
    assert fold_key(a + b) == fold_key(a) + fold_key(b)


@given(texts())
def test_every_token_but_a_lone_sign_has_a_key(text: str) -> None:
    for token in assert_token_stream(text):
        key = fold_key(token.term)
        assert key or set(token.term) <= set("ьъ'-.")


@pytest.fixture
def _no_unidecode(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fold, "has_unidecode", lambda: False)
    fold_key.cache_clear()
    yield
    fold_key.cache_clear()


@pytest.mark.usefixtures("_no_unidecode")
@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("қаңбақ", "kanbak"),
        ("Qazaqs’a", "kazakşa"),
        ("Việt", "viet"),
        ("ӑш", "aş"),
        ("北京", "北京"),
        ("☃", "☃"),
    ],
)
def test_keys_without_unidecode(word: str, key: str) -> None:
    assert fold_key(word) == key


def test_unidecode_is_loaded_only_for_letters_that_the_table_lacks() -> None:
    code = """
import sys
from kzsearch_analyzers.scripts.fold import fold_key
fold_key("қала"), fold_key("qala"), fold_key("قالا")
assert "unidecode" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
