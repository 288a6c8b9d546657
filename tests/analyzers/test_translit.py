"""Transliteration: the tables' examples, case, round trips, choices, and what must hold for any text."""

import unicodedata

import pytest
from alphabets import WORDS
from harness import KAZAKH_LETTERS, example, nfd, texts
from hypothesis import given
from hypothesis import strategies as st

from kzsearch_analyzers.errors import UnknownSchemeError
from kzsearch_analyzers.kazakh.tables import Row, read_rows
from kzsearch_analyzers.translit import Script, candidates, detect_script, schemes, transliterate

ORTHOGRAPHIES = [name for name in schemes() if name != "cyrl"]
ROWS = [(name, row) for name in ORTHOGRAPHIES for row in read_rows(f"translit/tables/{name}.tsv", 8)]

TO_2021 = [
    ("", ""),
    ("Қазақстан Республикасының Конституциясы", "Qazaqstan Respublikasynyñ Konstitutsiiasy"),
    ("Щетка щётка ЩЕТКА", "Schetka schiotka SCHETKA"),
    ("Ия ИЯ Юлия ЮЛИЯ Я", "İia İİA İuliia İULİİA İa"),
    ("Іс ІС ыдыс ЫДЫС", "Is IS ydys YDYS"),
    ("Чемпион ЦИРК Шаш ШАШ", "Chempion TSİRK Şaş ŞAŞ"),
    ("АҚШ-тың 80-ші сессиясы, 2025 ж.", "AQŞ-tyñ 80-şı sessiiasy, 2025 j."),
    ("ҚазМұнайГаз iPhone-ның Windows", "QazMūnaiGaz iPhone-nyñ Windows"),
    ("iphoneның", "iphonenyñ"),
    (nfd("Йод пен ёлка"), "İod pen iolka"),
    ("Qazaq tılı", "Qazaq tılı"),
    ("Україна қаз", "Україна qaz"),  # ї is no Kazakh letter
]

FROM_2021 = [
    ("Qazaqstan Respublikasynyñ Konstitutsiiasy", "Қазақстан Республикасының Конституциясы"),
    ("Aiaq oiyn üi sūlu-ai", "Аяқ ойын үй сұлу-ай"),
    ("aiuan, qoiu, jaiau, keiın, äiel", "айуан, қою, жаяу, кейін, әйел"),
    ("İdeia IS ise TSİRK Aschy", "Идея ІС исе ЦИРК Ащы"),
    ("aitsañ ketse ketsek jatsa protsent", "айтсаң кетсе кетсек жатса процент"),
    ("million radio maior raion İordan", "миллион радио майор район Иордан"),
    ("ekonomika elektr ekı eldıñ poema aeroport", "экономика электр екі елдің поэма аэропорт"),
    ("jahandyq qaharman halyq", "жаһандық қаһарман халық"),
    ("Windows 11, facebook, Қазақ", "Windows 11, facebook, Қазақ"),
    (nfd("Ösıp-önu"), "Өсіп-өну"),
]


@pytest.mark.parametrize(("text", "expected"), TO_2021)
def test_to_2021(text: str, expected: str) -> None:
    assert transliterate(text, source="cyrl", target="latn-2021") == expected
    assert transliterate(text, target="latn-2021") == expected


@pytest.mark.parametrize(("text", "expected"), FROM_2021)
def test_from_2021(text: str, expected: str) -> None:
    assert transliterate(text, source="latn-2021", target="cyrl") == expected
    assert transliterate(text, target="cyrl") == expected


@pytest.mark.parametrize(
    ("scheme", "row"), ROWS, ids=lambda v: v if isinstance(v, str) else "-".join(v.cells[:3])
)
def test_example_of_each_row(scheme: str, row: Row) -> None:
    cyrillic, other = example(row, 6)
    way = row.cells[2]
    assert row.cells[0].strip("-") in cyrillic
    assert row.cells[1].strip("-") in other
    if way in ("both", "to"):
        assert transliterate(cyrillic, target=scheme) == other
    if way in ("both", "back"):
        assert transliterate(other, source=scheme, target="cyrl") == cyrillic
    assert cyrillic in candidates(other, scheme, "cyrl") or set(cyrillic) & set("ьъ")


@pytest.mark.parametrize("scheme", ORTHOGRAPHIES)
def test_everyday_words_come_back(scheme: str) -> None:
    def back(word: str) -> str:
        return transliterate(transliterate(word, target=scheme), source=scheme, target="cyrl")

    lost = {word for word in WORDS if back(word) != word}
    # ь and ъ are not written, ё is commoner as ио
    assert not [word for word in lost if not set(word) & set("ьъё")]
    assert not [word for word in WORDS if word not in lost and back(word.upper()) != word.upper()]
    assert not [word for word in WORDS if word not in lost and back(word.capitalize()) != word.capitalize()]


def test_schemes_are_cyrillic_and_the_tables() -> None:
    assert schemes()[:1] == ("cyrl",)
    assert "latn-2021" in schemes()


@pytest.mark.parametrize(
    ("source", "target"), [("auto", "latn-1929"), ("latin", "cyrl"), ("cyrl", "auto"), ("", "")]
)
def test_unknown_scheme_names_the_known(source: str, target: str) -> None:
    for call in (
        lambda: transliterate("сөз", source=source, target=target),
        lambda: candidates("сөз", source, target),
    ):
        with pytest.raises(UnknownSchemeError, match=r"known: cyrl .*latn-2021"):
            call()


def test_a_scheme_to_itself_changes_nothing() -> None:
    for scheme in schemes():
        assert transliterate("Сөз söz", source=scheme, target=scheme) == "Сөз söz"
        assert candidates("Сөз", scheme, scheme) == ["Сөз"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("bilim", "білім"),
        ("Motsart", "Моцарт"),
        ("siroiak", "сирояк"),
        ("epos", "эпос"),
        ("popūliar", "попұляр"),
        ("guh", "гуһ"),
    ],
)
def test_candidates_have_the_second_choices(word: str, expected: str) -> None:
    found = candidates(word, "latn-2021", "cyrl")
    assert expected in found
    assert found[0] == transliterate(word, source="latn-2021", target="cyrl")


def test_candidates_are_bounded() -> None:
    assert len(candidates("i" * 30, "latn-2021", "cyrl")) == 16
    assert len(candidates("i" * 30, "latn-2021", "cyrl", limit=3)) == 3
    assert len(candidates("i" * 10_000, "latn-2021", "cyrl")) == 1
    assert candidates("Windows", "latn-2021", "cyrl") == ["Windows"]
    assert candidates("қала", "cyrl", "latn-2021") == ["qala"]
    assert candidates("tıl-bilim", "latn-2021", "cyrl")[0] == "тіл-билим"
    assert "тіл-білім" in candidates("tıl-bilim", "latn-2021", "cyrl")


@pytest.mark.parametrize(
    ("word", "script"),
    [
        ("Қазақстан", Script.CYRILLIC),
        ("80-ші", Script.CYRILLIC),
        (nfd("йод"), Script.CYRILLIC),
        ("Qazaqstan", Script.LATIN),
        ("qazaqs'a", Script.LATIN),
        ("ٴبىر", Script.ARABIC),
        ("iphone-ның", Script.MIXED),
        ("αб", Script.MIXED),
        ("Ελλάδα", Script.OTHER),
        ("2025", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_detect_script(word: str, script: Script) -> None:
    assert detect_script(word) is script


def _no_letters(text: str) -> str:
    return "".join(c for c in text if not c.isalpha() and not unicodedata.combining(c))


@pytest.mark.parametrize("target", schemes())
@given(text=texts())
def test_only_letters_change(target: str, text: str) -> None:
    assert _no_letters(transliterate(text, target=target)) == _no_letters(text)


@given(st.text(KAZAKH_LETTERS + KAZAKH_LETTERS.upper() + " -,.1"))
def test_no_cyrillic_letter_is_left_and_again_changes_nothing(text: str) -> None:
    for scheme in ORTHOGRAPHIES:
        latin = transliterate(text, target=scheme)
        assert detect_script(latin) in (Script.LATIN, Script.OTHER)
        assert transliterate(latin, source="cyrl", target=scheme) == latin


@given(st.text("abcdeiostuyzhäıīñ'ş-", max_size=20))
def test_candidates_begin_with_the_transliteration(word: str) -> None:
    for scheme in ORTHOGRAPHIES:
        found = candidates(word, scheme, "cyrl")
        assert 1 <= len(found) <= 16
        assert len(set(found)) == len(found)
        assert found[0] == transliterate(word, source=scheme, target="cyrl")
