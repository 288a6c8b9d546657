"""Names in other languages have the lemma of the Kazakh name as well."""

import pytest

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.lookup import exonyms
from kzsearch_analyzers.lookup.chain import LookupChain
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.tables import read_rows

ROWS = [pytest.param(row, id=row.cells[0]) for row in read_rows("lookup/exonyms.tsv", 5)]


def lemmas(word):
    (token,) = kazakh_analyzer().analyze(word)
    return token.lemmas


@pytest.mark.parametrize("row", ROWS)
def test_the_forms_of_each_row(row):
    name, kazakh, forms, example, _ = row.cells
    for form in (name, example, *forms.strip("-").split()):
        assert kazakh.lower() in lemmas(form)[1:], form
    (token,) = kazakh_analyzer().analyze(kazakh)
    assert kazakh.lower() in token.lemmas
    assert token.known


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_needed(row, monkeypatch):
    name, kazakh, *_ = row.cells
    monkeypatch.setattr(exonyms, "kazakh_names", lambda *_: ())
    found = LookupChain(morphology()).resolve(name.lower())
    assert kazakh.lower() not in found.lemmas


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Казахстан", ("казахстан", "қазақстан")),
        ("Казахстане", ("казахстан", "қазақстан")),
        ("КАЗАХСТАНА", ("казахстан", "қазақстан")),
        ("Алма-Атой", ("алма-атой", "алматы")),
        ("США-да", ("сша", "ақш")),
        ("Russia-да", ("russia", "ресей")),
        ("казахами", ("казах", "қазақ")),
    ],
)
def test_the_own_lemma_is_first(form, expected):
    assert lemmas(form) == expected


@pytest.mark.parametrize(
    ("form", "kazakh"),
    [
        ("Казахстаннан", "қазақстан"),
        ("Чимкентте", "шымкент"),
        ("Киргизиядан", "қырғызстан"),
        ("Россияның", "ресей"),
        ("Алма-Атаның", "алматы"),
        ("Уральскта", "орал"),
        ("Москвадағы", "мәскеу"),
        ("Иртыштың", "ертіс"),
        ("Маңғышлақтан", "маңғыстау"),
        ("Ауэзовтың", "әуезов"),
    ],
)
def test_names_with_kazakh_endings(form, kazakh):
    assert kazakh in lemmas(form)


@pytest.mark.parametrize(
    ("form", "unwanted"),
    [
        ("Гурьев", "атырау"),  # a surname, too
        ("или", "іле"),  # Russian for or
        ("верный", "алматы"),
        ("Казань", "қазан"),  # Kazakh for October and for a cauldron
        ("қазақстан", "казахстан"),
        ("алма", "алматы"),
        ("қарағандан", "қарағанды"),
    ],
)
def test_words_that_are_no_exonyms(form, unwanted):
    assert unwanted not in lemmas(form)


def test_names_are_no_guesses():
    assert all(token.known for token in kazakh_analyzer().analyze("Чимкентте Казахстаннан Russia Ауэзовтың"))
