"""The tokenizer: cases with kinds, a real article, and properties of any text."""

import os
from pathlib import Path

import pytest
from harness import assert_linear, assert_token_stream, nfd, texts
from hypothesis import given

from kzsearch_analyzers.tables import Row, read_rows
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.text.tokenizer import tokenize
from kzsearch_analyzers.token import TokenKind

SHARED = Path(__file__).resolve().parents[3] / "shared"
ABBREVIATION, EMAIL, NUMBER, URL, WORD = (
    TokenKind.ABBREVIATION,
    TokenKind.EMAIL,
    TokenKind.NUMBER,
    TokenKind.URL,
    TokenKind.WORD,
)

CASES = [
    ("", []),
    (" – — - ' … ☃ 😀👍🏽 % №", []),
    # words, hyphens, apostrophes
    ("Нью-Йоркке қадір-қасиетін", ["нью-йоркке", "қадір-қасиетін"]),
    ("Нью‑Йорк жерде–ақ", ["нью-йорк", "жерде-ақ"]),
    ("-сөз- –сөз– --сөз-- сөз-", ["сөз"] * 4),
    ("сөз - сөз – сөз—сөз", ["сөз"] * 4),
    ("қ'ала q'ala та’ала don't", ["қ'ала", "q'ala", "та'ала", "don't"]),
    ("Qazaqs' tas' bas'-ko'z", ["qazaqs'", "tas'", "bas'-ko'z"]),
    ("'кітап' 'alma' ‘Abai joly’ jas'", ["кітап", "alma", "abai", "joly", "jas'"]),
    ("iPhone-ның COVID-19 Ту-154", ["iphone-ның", "covid-19", "ту-154"]),
    ("келді.Ол бар,жоқ", ["келді", "ол", "бар", "жоқ"]),
    ("foo_bar @user #тег", ["foo", "bar", "user", "тег"]),
    ("қа\u00adла\u00ad қа\u0301ла", ["қала", "қала"]),
    ("км² 5м³ сөз¹", ["км", "5м", "сөз"]),
    # numbers
    ("21–23 21-23 21—23", ["21", "23"] * 3),
    ("2025-жыл 2025 жылғы 2025.Қазақстан", ["2025-жыл", "2025", "жылғы", "2025", "қазақстан"]),
    ("80-ші 80шы 1990-жж. 5G", ["80-ші", "80шы", "1990-жж", "5g"]),
    ("2020-2025-жылдары", ["2020", "2025-жылдары"]),
    ("3,14 2.5-тен 10 000 1.000.000", ["3,14", "2.5-тен", "10", "000", "1", "000", "000"]),
    ("21.09.2025 10:30", ["21", "09", "2025", "10", "30"]),
    ("50% 70%-ға 5 %-ы -7 №5 $5", ["50", "70-ға", "5", "ы", "7", "5", "5"]),
    ("2025.", ["2025"]),
    # abbreviations with stops
    ("т.б. ж.б., б.з.б.", ["т.б.", "ж.б.", "б.з.б."]),
    ("және т.б", ["және", "т.б"]),
    ("т.б.Сонымен", ["т.б.", "сонымен"]),
    ("А.С.Пушкин Т.Рысқұлов А. Бөкейхан", ["а.с.", "пушкин", "т", "рысқұлов", "а.", "бөкейхан"]),
    # addresses
    ("a.b+c@mail.kz, info@kaz.kz.", ["a.b+c@mail.kz", "info@kaz.kz"]),
    ("(https://egov.kz/a?b=1), http://kk.org/Абай.", ["https://egov.kz/a?b=1", "http://kk.org/абай"]),
    ("egov.kz-ке www.kaz.kz/ Egov.kz? ol.Bul", ["egov.kz", "ке", "www.kaz.kz/", "egov.kz", "ol", "bul"]),
    ("http:// https://... @ a@b", ["http", "https", "a", "b"]),
    # other scripts
    ("ٴبىر ءتىل قازاقستان", ["ٴبىر", "ءتىل", "قازاقستان"]),
    ("مُحَمَّد हिन्दी ไทย 中文 한국어", ["مُحَمَّد", "हिन्दी", "ไทย", "中文", "한국어"]),
    ("1️⃣ ½ ①", ["1"]),
]  # fmt: skip

KINDS = [
    ("АҚШ-тың 80-ші сессиясы", [ABBREVIATION, NUMBER, WORD]),
    ("БҰҰ мен ЖШС-нің жұмысы", [ABBREVIATION, WORD, ABBREVIATION, WORD]),
    ("ҚазМұнайГаз Абай А ол", [WORD] * 4),
    ("ҰЙЫМДАРЫ деген сөз", [WORD] * 3),  # too long for an abbreviation
    ("ТОҚАЕВ НЬЮ-ЙОРККЕ БАРДЫ\nАҚШ туралы", [WORD, WORD, WORD, ABBREVIATION, WORD]),
    ("ТОҚАЕВ АҚШ-қа БАРДЫ", [ABBREVIATION, ABBREVIATION, ABBREVIATION]),  # the small қа: no heading
    ("АҚШ", [WORD]),
    ("т.б. а.қ. u.s.a.", [ABBREVIATION] * 3),
    ("2025-жыл 3,14 70%-ға 5G", [NUMBER] * 4),
    ("a@b.kz egov.kz http://a", [EMAIL, URL, URL]),
    ("А\u00adҚ\u00adШ-тың үйі", [ABBREVIATION, WORD]),
]


@pytest.mark.parametrize(("text", "terms"), CASES)
def test_terms(text: str, terms: list[str]) -> None:
    assert_token_stream(text, terms)
    assert_token_stream(nfd(text), terms)


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds(text: str, kinds: list[TokenKind]) -> None:
    assert_token_stream(text, kinds=kinds)


@pytest.mark.parametrize("row", read_rows("text/domains.tsv", 2), ids=lambda row: row.cells[0])
def test_example_of_each_domain(row: Row) -> None:
    assert_token_stream(row.cells[1], [row.cells[1]], [URL])
    assert row.cells[1].endswith(f".{row.cells[0]}")


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("«Нью-Йоркке» 70%-ға", ["Нью-Йоркке", "70%-ға"]),
        ("қа\u00adла\u00ad, 'tas'", ["қа\u00adла", "tas"]),
        (nfd("Йод, қой"), [nfd("Йод"), nfd("қой")]),
    ],
)
def test_offsets_slice_the_original(text: str, surfaces: list[str]) -> None:
    assert [text[token.start : token.end] for token in assert_token_stream(text)] == surfaces


def test_article() -> None:
    path = SHARED / "data" / "articles" / "tokaev-new-york-2025.txt"
    if not path.exists():
        assert os.environ.get("CI") != "true", f"{path} is missing, so the article was not read"
        pytest.skip(f"NOT TESTED: {path} is missing")
    text = path.read_text(encoding="utf-8")
    tokens = assert_token_stream(text)
    kinds = {token.term: token.kind for token in tokens}
    beginning = "тоқаев нью-йоркке жұмыс сапарымен барды 2025 жылдың 21 23 қыркүйегі аралығында қазақстан"
    assert " ".join(token.term for token in tokens[:12]) == beginning
    assert kinds["ақш-тың"] is kinds["ақш"] is ABBREVIATION
    assert kinds["80-ші"] is NUMBER
    assert kinds["қасым-жомарт"] is kinds["тоқаев"] is WORD
    covered = {i for token in tokens for i in range(token.start, token.end)}
    assert not [c for i, c in enumerate(text) if c.isalnum() and i not in covered]


@given(texts())
def test_any_text_tokenises(text: str) -> None:
    assert_token_stream(text)


@given(texts())
def test_no_letter_is_lost(text: str) -> None:
    normalized = normalize(text)
    covered = {i for token in assert_token_stream(text) for i in range(token.start, token.end)}
    letters = [i for i, c in enumerate(normalized.text) if c.isalpha()]
    assert not [normalized.text[i] for i in letters if normalized.offsets[i] not in covered]


@given(texts())
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    assert [(t.term, t.kind) for t in assert_token_stream(text)] == [
        (t.term, t.kind) for t in assert_token_stream(nfd(text))
    ]


WORST = [
    "a",
    "1",
    "a.",
    "1.",
    "1,1",
    "a-",
    "a@",
    "a@b.",
    "a'",
    "'a ",
    "http://",
    "www.",
    "a.kz.",
    "A ",
    "A\n",
    "A-",
]
WORST += ["a\u0301", "1%-", "a+", "AB ", "a.a-", "1a", "٤"]


@pytest.mark.parametrize("unit", WORST)
def test_long_text_of_the_worst_kind_takes_linear_time(unit: str) -> None:
    assert_linear(lambda text: list(tokenize(normalize(text))), unit, 15_000)
