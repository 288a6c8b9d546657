"""The analyzer as a whole: tokens of texts, one word in every script, and a real article."""

from __future__ import annotations

import os
import pickle
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from harness import assert_token_stream

import kzsearch_analyzers
from kzsearch_analyzers import TokenKind, kazakh_analyzer, transliterate

WORD, NUMBER, ABBREVIATION = TokenKind.WORD, TokenKind.NUMBER, TokenKind.ABBREVIATION

# Text, terms, kinds, and the first lemma of each token; None where the lemmas are open to debate.
STREAMS = [
    ("Нью-Йоркке барды", "нью-йоркке барды", [WORD, WORD], ["нью-йорк", "бар"]),
    ("қадір-қасиетін білді", "қадір-қасиетін білді", [WORD, WORD], ["қадір-қасиет", "біл"]),
    ("АҚШ-тың үні", "ақш-тың үні", [ABBREVIATION, WORD], ["ақш", "үн"]),
    ("БҰҰ-ға мүше", "бұұ-ға мүше", [ABBREVIATION, WORD], ["бұұ", "мүше"]),
    ("80-ші сессия", "80-ші сессия", [NUMBER, WORD], ["80", "сессия"]),
    ("2025 жылғы", "2025 жылғы", [NUMBER, WORD], ["2025", "жылғы"]),
    ("21–23 наурыз", "21 23 наурыз", [NUMBER, NUMBER, WORD], ["21", "23", "наурыз"]),
    ("aqorda@mail.kz", "aqorda@mail.kz", [TokenKind.EMAIL], ["aqorda@mail.kz"]),
    ("https://www.akorda.kz/kz/events", "https://www.akorda.kz/kz/events", [TokenKind.URL], None),
    ("akorda.kz сайты", "akorda.kz сайты", [TokenKind.URL, WORD], ["akorda.kz", "сайт"]),
    ("3,14 және 2.5", "3,14 және 2.5", [NUMBER, WORD, NUMBER], ["3,14", "және", "2.5"]),
    ("iPhone-ның", "iphone-ның", [WORD], ["iphone"]),
    ("келді.Ол кетті", "келді ол кетті", [WORD, WORD, WORD], ["кел", "ол", "кет"]),
    ("т.б. елдер", "т.б. елдер", [ABBREVIATION, WORD], None),
    ("– деді ол. –", "деді ол", [WORD, WORD], ["де", "ол"]),
    ("«Мектептеріміздегі» (кітаптар)", "мектептеріміздегі кітаптар", [WORD, WORD], ["мектеп", "кітап"]),
    ("10 000 адам", "10 000 адам", [NUMBER, NUMBER, WORD], ["10", "000", "адам"]),
    ("70%-ға өсті", "70-ға өсті", [NUMBER, WORD], ["70", "өс"]),
    ("мек\u00adтеп\u200bтер", "мектептер", [WORD], ["мектеп"]),
    ("қаzақ", "қаzақ", [WORD], None),
]


@pytest.mark.parametrize(("text", "terms", "kinds", "lemmas"), STREAMS, ids=[row[0] for row in STREAMS])
def test_streams(text: str, terms: str, kinds: list[TokenKind], lemmas: list[str] | None) -> None:
    assert_token_stream(text, terms.split(), kinds)
    tokens = kazakh_analyzer().analyze(text)
    assert [t.kind for t in tokens] == kinds
    if lemmas is not None:
        assert [t.lemmas[0] for t in tokens] == lemmas


@pytest.mark.parametrize(
    ("text", "terms", "lemma"),
    [
        ("мек-\nтептерде", ["мектептерде"], "мектеп"),
        ("бала\u00ad\r\n  лардың", ["балалардың"], "бала"),
        ("мек¬\nтеп", ["мектеп"], "мектеп"),
        ("қадір-\nқасиетін", ["қадір-қасиетін"], "қадір-қасиет"),
        ("үй -\nбау", ["үй", "бау"], "үй"),
        ("Абай-\nБіржан", ["абай", "біржан"], "абай"),
        ("2019-\n2020", ["2019", "2020"], "2019"),
        ("үй-ге", ["үйге"], "үй"),
        ("көз-қарасымыз", ["көз-қарасымыз"], "көзқарас"),
        ("Alma-Atadan", ["алма-атадан"], "алма-ата"),
        ("قالا-دالا", ["қала-дала"], "қала-дала"),
        ("Wi-Fi", ["wi-fi"], "wi-fi"),
    ],
)
def test_hyphens_inside_words_and_at_the_end_of_lines(text: str, terms: list[str], lemma: str) -> None:
    tokens = kazakh_analyzer().analyze(text)
    assert [t.term for t in tokens] == terms
    assert lemma in tokens[0].lemmas
    if len(tokens) == 1:
        assert tokens[0].surface == text


STOP_WORDS = "және мен бұл да де үшін бір ол осы немесе сол деп болып туралы мынау ғой емес кейін"


def test_stop_words_are_kept() -> None:
    text = f"{STOP_WORDS} {STOP_WORDS}"
    assert [t.surface for t in kazakh_analyzer().analyze(text)] == text.split()


# One word as it is written in other scripts and on other keyboards; spellings are written out, not computed.
SCRIPTS = {
    "мектеп": {
        "latn-2021": "mektep", "ascii": "mektep", "rukb": "мектеп", "arab": "مەكتەپ",
        "homoglyph": "мeктeп", "latn-2018": "mektep", "latn-2017": "mektep",
    },
    "қаңбақ": {
        "latn-2021": "qañbaq", "ascii": "qanbaq", "rukb": "канбак", "arab": "قاڭباق",
        "homoglyph": "қaңбaқ", "latn-2018": "qańbaq", "latn-2017": "qan'baq",
    },
    "қазақстан": {
        "latn-2021": "qazaqstan", "ascii": "kazakstan", "rukb": "казакстан", "arab": "قازاقستان",
        "homoglyph": "қaзaқcтaн", "latn-2018": "qazaqstan", "latn-2017": "qazaqstan",
    },
    "өзен": {
        "latn-2021": "özen", "ascii": "ozen", "rukb": "озен", "arab": "وزەن",
        "homoglyph": "өзeн", "latn-2018": "ózen", "latn-2017": "o'zen",
    },
    "жаңғақ": {
        "latn-2021": "jañğaq", "ascii": "zhangak", "rukb": "жангак", "arab": "جاڭعاق",
        "homoglyph": "жaңғaқ", "latn-2018": "jańǵaq", "latn-2017": "jan'g'aq",
    },
    "үміт": {
        "latn-2021": "ümıt", "ascii": "umit", "rukb": "умит", "arab": "ٴۇمىت",
        "homoglyph": "үмiт", "latn-2018": "úmit", "latn-2017": "u'mit",
    },
    "шығыс": {
        "latn-2021": "şyğys", "ascii": "shygys", "rukb": "шыгыс", "arab": "شىعىس",
        "homoglyph": "шығыc", "latn-2018": "shyǵys", "latn-2017": "s'yg'ys",
    },
    "әдебиет": {
        "latn-2021": "ädebiet", "ascii": "adebiet", "rukb": "адебиет", "arab": "ٴادەبيەت",
        "homoglyph": "әдeбиeт", "latn-2018": "ádebıet", "latn-2017": "a'debi'et",
    },
    "жұлдыз": {
        "latn-2021": "jūldyz", "ascii": "zhuldyz", "rukb": "жулдыз", "arab": "جۇلدىز",
        "homoglyph": "жұлдыз", "latn-2018": "juldyz", "latn-2017": "juldyz",
    },
    "халық": {
        "latn-2021": "halyq", "ascii": "khalyk", "rukb": "халык", "arab": "حالىق",
        "homoglyph": "xaлық", "latn-2018": "halyq", "latn-2017": "halyq",
    },
    "тәуелсіздік": {
        "latn-2021": "täuelsızdık", "ascii": "tauelsizdik", "rukb": "тауелсиздик", "arab": "تاۋەلسىزدىك",
        "homoglyph": "тәуeлсiздiк", "latn-2018": "táýelsizdik", "latn-2017": "ta'y'elsizdik",
    },
}  # fmt: skip
SPELLINGS = [
    (word, scheme, spelling)
    for word, spellings in SCRIPTS.items()
    for scheme, spelling in {
        **spellings, "upper": word.upper(), "title": word.title(), "nfd": unicodedata.normalize("NFD", word),
        "upper-latn": spellings["latn-2021"].upper(),
        "nfd-latn": unicodedata.normalize("NFD", spellings["latn-2021"]),
    }.items()
]  # fmt: skip


@pytest.mark.parametrize(("word", "scheme", "spelling"), SPELLINGS, ids=[f"{w}-{s}" for w, s, _ in SPELLINGS])
def test_one_word_in_every_script(word: str, scheme: str, spelling: str) -> None:
    (proper,) = kazakh_analyzer().analyze(word)
    (token,) = kazakh_analyzer().analyze(spelling)
    assert token.fold == proper.fold, f"{spelling} ({scheme}) folds to {token.fold}, {word} to {proper.fold}"
    assert token.lemmas[0] == word, f"{spelling} ({scheme}) is read as {token.lemmas}, expected {word}"
    assert token.surface == spelling


INFLECTED = {
    "мектептеріміздегі": "мектеп",
    "қалалардың": "қала",
    "халқымыздың": "халық",
    "оқушыларға": "оқушы",
    "өзендерден": "өзен",
    "жүрегімде": "жүрек",
    "келеміз": "кел",
    "бұған": "бұл",
    "бұлардың": "бұл",
    "әрине": "әрине",
    "жатқанын": "жат",
    "сендерге": "сен",
    "тек": "тек",
    "май": "май",
}


@pytest.mark.parametrize(
    ("word", "lemma"),
    INFLECTED.items(),
)
def test_forms_in_the_alphabet_of_2021(word: str, lemma: str) -> None:
    assert kazakh_analyzer().lemmas(transliterate(word, target="latn-2021"))[0] == lemma


FAMILIES = [
    ("жаз", "жазу", "жазушы"),
    ("дос", "достық", "достас"),
    ("ойын", "ойыншы"),
    ("біл", "білім", "білімді"),
]


@pytest.mark.parametrize("family", FAMILIES, ids=" ".join)
def test_a_word_family_shares_a_root(family: tuple[str, ...]) -> None:
    roots = [set(kazakh_analyzer().analyze(word)[0].roots) for word in family]
    assert all(a & b for a, b in pairwise(roots)), roots


def test_parts_of_a_hyphenated_word_are_among_its_roots() -> None:
    (token,) = kazakh_analyzer().analyze("ата-анасының")
    assert token.lemmas[0] == "ата-ана"
    assert {"ата", "ана"} <= set(token.roots)


def test_russian_words_have_russian_lemmas() -> None:
    assert kazakh_analyzer().lemmas("строительства")[0] == "строительство"


def article() -> str:
    """Return the text of a real article, which is beside the checkout."""
    root = Path(str(kzsearch_analyzers.__file__)).resolve().parents[3]
    path = root / "shared" / "data" / "articles" / "tokaev-new-york-2025.txt"
    if not path.exists():
        message = f"no {path}: the article is beside the checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path.read_text("utf-8")


def test_the_real_article() -> None:
    text = article()
    tokens = kazakh_analyzer().analyze(text)
    assert len(tokens) > 800
    for number, token in enumerate(tokens):
        assert token.position == number
        assert token.surface == text[token.start : token.end]
    for left, right in pairwise(tokens):
        assert left.end <= right.start
        assert not any(c.isalpha() for c in text[left.end : right.start]), "letters between tokens are lost"
    lemmas = {lemma for token in tokens for lemma in token.lemmas}
    assert {"тоқаев", "президент", "қазақстан", "нью-йорк", "бұұ", "мемлекет"} <= lemmas


def test_the_real_article_decomposed() -> None:
    text = article()
    composed, decomposed = (
        [(t.term, t.lemmas, t.folds) for t in kazakh_analyzer().analyze(unicodedata.normalize(form, text))]
        for form in ("NFC", "NFD")
    )
    assert composed == decomposed


def test_another_process_gets_the_same_analyzer() -> None:
    assert pickle.loads(pickle.dumps(kazakh_analyzer())) is kazakh_analyzer()


def test_describe_and_one_analyzer() -> None:
    assert kazakh_analyzer() is kazakh_analyzer()
    assert "kazakh" in kazakh_analyzer().describe()
