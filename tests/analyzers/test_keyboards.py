"""Kazakh typed without the Kazakh letters: the examples of the tables, and spellings that people use."""

import pytest
from harness import example

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.scripts.keyboards import is_keyboard_variant
from kzsearch_analyzers.tables import Row, read_rows


@pytest.mark.parametrize("row", read_rows("scripts/keyboards.tsv", 3), ids=lambda row: row.cells[0])
def test_example_of_each_letter(row: Row) -> None:
    typed, meant = example(row, 2)
    assert any(t == row.cells[0] and m in row.cells[1] for t, m in zip(typed, meant, strict=True))
    assert is_keyboard_variant(typed, meant)
    assert not is_keyboard_variant(meant, typed)


@pytest.mark.parametrize("row", read_rows("scripts/latin_substitutions.tsv", 4), ids=lambda row: row.cells[0])
def test_example_of_each_latin_substitution(row: Row) -> None:
    typed, meant = example(row, 2)
    assert row.cells[0] in typed
    assert [t.term for t in kazakh_analyzer().analyze(typed)] == [meant]


@pytest.mark.parametrize(
    ("typed", "lemma"),
    [
        ("zhumysshylardyn", "жұмысшы"),
        ("aghashtan", "ағаш"),
        ("khalykka", "халық"),
        ("halyqqa", "халық"),
        ("soyleu", "сөйле"),
        ("soileu", "сөйле"),
        ("qyrkuiek", "қыркүйек"),
        ("kyrkuyek", "қыркүйек"),
        ("juregim", "жүрек"),
        ("zhuregym", "жүрек"),
        ("maghan", "мен"),
        ("Nazarbayev", "назарбаев"),
        ("Nazarbaev", "назарбаев"),
        ("Shymkentte", "шымкент"),
        ("Kazakstannyn", "қазақстан"),
        ("qazaqstannyn", "қазақстан"),
        ("казакстаннын", "қазақстан"),
        ("кыркуйекте", "қыркүйек"),
        ("онерлы", "өнерлі"),
        ("windows", "windows"),
        ("google", "google"),
        ("жана", "жан"),  # a Kazakh word as typed: not read as жаңа
    ],
)
def test_what_people_type(typed: str, lemma: str) -> None:
    token = kazakh_analyzer().analyze(typed)[0]
    assert lemma in token.lemmas
