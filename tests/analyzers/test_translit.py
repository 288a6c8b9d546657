"""Transliteration: the examples of the tables, case, round trips, candidates, detection, any text."""

import re
import unicodedata

import pytest
from alphabets import WORDS
from harness import KAZAKH_LETTERS, example, nfd, texts
from hypothesis import example as always
from hypothesis import given
from hypothesis import strategies as st

from kzsearch_analyzers.errors import GrammarError, UnknownSchemeError
from kzsearch_analyzers.scripts import Script, candidates, detect, detect_script, schemes, transliterate
from kzsearch_analyzers.scripts import orthography as orthography_module
from kzsearch_analyzers.tables import Row, read_rows
from kzsearch_analyzers.text.normalize import signs

ORTHOGRAPHIES = [name for name in schemes() if name != "cyrl"]
TYPED = ("latn-ascii", "cyrl-ru")
"""Keyboards without the Kazakh letters, whose spellings are ambiguous."""
ROWS = [(name, row) for name in ORTHOGRAPHIES for row in read_rows(f"scripts/tables/{name}.tsv", 8)]
TEXT = "Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді."

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
    ("rol ROL bilim", "роль РОЛЬ білім"),
    ("Windows 11, facebook, Қазақ", "Windows 11, facebook, Қазақ"),
    (nfd("Ösıp-önu"), "Өсіп-өну"),
]

SENTENCE = [
    ("latn-2021", "Keiın ŞAŞ, üi, iiun jäne tarihi sözdık: ‘hat’"),
    ("latn-2019", "Keıin ŞAŞ, üı, ııun jäne tarıhı sözdik: ‘hat’"),
    ("latn-2018", "Keıin SHASH, úı, ııýn jáne tarıhı sózdik: ‘hat’"),
    ("latn-2017", "Kei'in S'AS', u'i', i'i'y'n ja'ne tari'hi' so'zdik: ‘hat’"),
    ("latn-qazaqparat", "Keyin ŞAŞ, üy, ïywnʹ jäne tarïxï sözdik: ‘xat’"),
    ("latn-ctu", "Keyin ŞAŞ, üy, iyywn jäne tariyxiy sözdik: ‘xat’"),
    ("latn-bgn", "Keī̆in SHASH, üī̆, īyunʹ zhäne tarīkhī sözdik: ‘khat’"),
    ("latn-iso9", "Kejìn ŠAŠ, ùj, iûnʹ ža̋ne tarihi sôzdìk: ‘hat’"),
]
"""The same text in each Latin alphabet."""

ARABIC = [
    ("тіл", "ٴتىل"),
    ("күн", "كۇن"),
    ("өзі көрді", "ٴوزى كوردى"),
    ("үй-жай", "ٴۇي-جاي"),
    ("қазір мұғалім", "قازىر مۇعالىم"),  # ق and ع already say that the word is back
    ("Қазақстан Республикасы", "قازاقستان رەسپۋبليكاسى"),
    ("технология сияқты", "تەحنولوگيا سياقتى"),
    ("шаһар айдаһар", "شاھار ايداھار"),
]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Load the tables before hypothesis measures the time of examples."""
    for scheme in schemes():
        detect(transliterate(TEXT, source="cyrl", target=scheme))


@pytest.mark.parametrize(("text", "expected"), TO_2021)
def test_to_2021(text: str, expected: str) -> None:
    assert transliterate(text, source="cyrl", target="latn-2021") == expected
    assert transliterate(text, target="latn-2021") == expected


@pytest.mark.parametrize(("text", "expected"), FROM_2021)
def test_from_2021(text: str, expected: str) -> None:
    assert transliterate(text, source="latn-2021", target="cyrl") == expected


@pytest.mark.parametrize(("scheme", "text"), SENTENCE, ids=[scheme for scheme, _ in SENTENCE])
def test_one_text_in_each_latin_alphabet(scheme: str, text: str) -> None:
    cyrillic = "Кейін ШАШ, үй, июнь және тарихи сөздік: ‘хат’"
    assert transliterate(cyrillic, target=scheme) == text
    assert transliterate(text, source=scheme, target="cyrl") == cyrillic
    assert transliterate(text, target="cyrl") == cyrillic
    assert transliterate(text, source=scheme, target="arab") == transliterate(cyrillic, target="arab")


@pytest.mark.parametrize(("cyrillic", "arabic"), ARABIC)
def test_arabic(cyrillic: str, arabic: str) -> None:
    assert transliterate(cyrillic, target="arab") == arabic
    assert transliterate(arabic, source="arab", target="cyrl") == cyrillic.lower()


@pytest.mark.parametrize(
    ("arabic", "cyrillic"),
    [
        ("ءتىل", "тіл"),  # U+0621 instead of U+0674
        ("جىبەرۋشى", "жіберуші"),
        ("ٴقازىر", "қазір"),  # a superfluous hamza
        ("ٶزى", "өзі"),
        ("کۇن", "күн"),
        ("سىيياقتى", "сияқты"),  # MediaWiki writes the vowel of и
    ],
)
def test_other_spellings_of_arabic_are_read(arabic: str, cyrillic: str) -> None:
    assert transliterate(arabic, source="arab", target="cyrl") == cyrillic


@pytest.mark.parametrize("apostrophe", sorted({"'", *signs().apostrophes}))
def test_every_apostrophe_is_one(apostrophe: str) -> None:
    text = "ta'y'elsiz s'as'".replace("'", apostrophe)
    assert transliterate(text, source="latn-2017", target="cyrl") == "тәуелсіз шаш"


def test_quotation_marks_are_no_letters() -> None:
    assert transliterate("'tas' 's'as'' ta's", source="latn-2017", target="cyrl") == "'тас' 'шаш' тәс"
    assert transliterate("’tas’", target="cyrl") == "’тас’"


@pytest.mark.parametrize(
    ("scheme", "row"), ROWS, ids=lambda v: v if isinstance(v, str) else "-".join(v.cells[:3])
)
def test_example_of_each_row(scheme: str, row: Row) -> None:
    cyrillic, other = example(row, 6)
    assert row.cells[0].strip("-") in cyrillic
    assert row.cells[1].strip("-") in other
    if row.cells[2] in ("both", "mark"):
        assert transliterate(cyrillic, target=scheme) == other
    if scheme in TYPED:
        assert cyrillic in candidates(other, scheme, "cyrl")
    else:
        assert transliterate(other, source=scheme, target="cyrl") == cyrillic


@pytest.mark.parametrize("scheme", [name for name in ORTHOGRAPHIES if name not in TYPED])
def test_everyday_words_come_back(scheme: str) -> None:
    def back(word: str) -> str:
        return transliterate(transliterate(word, target=scheme), source=scheme, target="cyrl")

    assert not [word for word in WORDS if back(word) != word]
    if scheme != "arab":
        assert not [word for word in WORDS if back(word.upper()) != word.upper()]
        assert not [word for word in WORDS if back(word.capitalize()) != word.capitalize()]


@given(st.text(KAZAKH_LETTERS, min_size=1, max_size=12).filter(lambda word: word[0] not in "ъь"))
def test_nothing_is_lost_in_iso_9(word: str) -> None:
    other = transliterate(word, source="cyrl", target="latn-iso9")
    assert transliterate(other, source="latn-iso9", target="cyrl") == word


@pytest.mark.parametrize("scheme", [name for name in ORTHOGRAPHIES if name not in (*TYPED, "arab")])
@given(st.text(KAZAKH_LETTERS.translate({ord(c): None for c in "ъь"}), min_size=1, max_size=8))
@always("аіиэі")
def test_what_is_read_is_spelled_so(scheme: str, word: str) -> None:
    """A spelling that is no word is still read as letters that have this spelling."""
    other = transliterate(word, source="cyrl", target=scheme)
    back = candidates(other, scheme, "cyrl")
    assert other in [transliterate(reading, source="cyrl", target=scheme) for reading in back]


def test_schemes_are_cyrillic_and_the_tables() -> None:
    assert schemes()[:2] == ("cyrl", "latn-2021")
    tables = {"arab", "cyrl-ru"} | {f"latn-{name}" for name in ("2017", "2018", "2019", "2021", "ascii")}
    assert set(schemes()) == {"cyrl", *tables, "latn-qazaqparat", "latn-ctu", "latn-bgn", "latn-iso9"}


def test_example_of_each_scheme() -> None:
    for row in read_rows("scripts/schemes.tsv", 4):
        assert transliterate("Қазақша", source="cyrl", target=row.cells[0]) == row.cells[3]


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


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("а\ta\tboth\t-\t-\t-\tx = x", "8 columns|7 columns"),
        ("а\ta\tsometimes\t-\t-\t-\tx = x\ts", "unknown direction 'sometimes'"),
        ("а\ta\tread\tб\t-\t-\tx = x\ts", "a row that is only read has none"),
        ("а\tʻ\tmark\tә\tқ\t-\tx = x\ts", "a mark has a sign"),
        ("-\tab\talias\tc\t-\t-\tx = x\ts", "an alias is one sign"),
        ("-\t-\tboth\t-\t-\t-\tx = x\ts", "neither a letter nor a spelling"),
    ],
)
def test_a_malformed_table_is_refused(monkeypatch: pytest.MonkeyPatch, row: str, message: str) -> None:
    monkeypatch.setattr("kzsearch_analyzers.tables.read_text", lambda _: row)
    with pytest.raises(GrammarError, match=message):
        orthography_module.orthography.__wrapped__("bad")


def test_a_scheme_to_itself_changes_nothing() -> None:
    for scheme in schemes():
        assert transliterate("Сөз söz", source=scheme, target=scheme) == "Сөз söz"
        assert candidates("Сөз", scheme, scheme) == ["Сөз"]


def test_only_words_of_the_source_are_rewritten() -> None:
    assert transliterate("Тіл tıl", source="latn-2021", target="arab") == "Тіл ٴتىل"
    assert transliterate("Тіл Qazaqşa ٴتىل", source="arab", target="latn-2021") == "Тіл Qazaqşa tıl"
    assert transliterate("Қазақ тілі: ٴتىل", target="latn-2021") == "Qazaq tılı: tıl"


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
    assert candidates("tıl-bilim", "latn-2021", "cyrl")[0] == "тіл-білім"
    assert "тіл-билим" in candidates("tıl-bilim", "latn-2021", "cyrl")
    assert candidates("Şaş-ÜI", "latn-2021", "cyrl")[0] == "Шаш-ҮЙ"


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


@pytest.mark.parametrize("scheme", schemes())
def test_a_sentence_tells_its_orthography(scheme: str) -> None:
    for text in (TEXT, TEXT.upper()):
        found = detect(transliterate(text, source="cyrl", target=scheme))
        assert found.scheme == scheme
        assert found.confidence > 0.9


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Türkiye Cumhuriyeti'nin başkenti Ankara'dır ve en büyük şehri İstanbul'dur", Script.LATIN),
        ("We hold these truths to be self-evident, that all men are created equal", Script.LATIN),
        ("Это обычное русское предложение, в котором нет ни одного казахского слова", Script.CYRILLIC),
        ("جميع الناس يولدون أحرارا متساوين في الكرامة", Script.ARABIC),
        ("Όλοι οι άνθρωποι", Script.OTHER),
        ("2025", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_another_language_is_no_orthography(text: str, script: Script) -> None:
    found = detect(text)
    assert (found.script, found.scheme) == (script, None)
    assert transliterate(text, target="latn-2021" if script is Script.ARABIC else "arab") == text or (
        script is Script.CYRILLIC  # which is written as asked, whatever its language
    )


def test_alphabets_that_spell_a_text_alike_share_the_confidence() -> None:
    text = transliterate("қалам бала", target="latn-2021")
    assert text == transliterate("қалам бала", target="latn-ctu")
    assert detect(text).scheme == "latn-2021"
    assert detect(text).confidence < 0.5


def _no_letters(text: str) -> str:
    kept = (c for c in text if not c.isalpha() and not unicodedata.combining(c))
    return re.sub("[ٴ'·ʹʺ]", "", "".join(kept))


@pytest.mark.parametrize("target", schemes())
@given(text=texts())
def test_only_letters_change(target: str, text: str) -> None:
    apostrophes = str.maketrans("", "", "".join(signs().apostrophes))
    before, after = (
        _no_letters(t.translate(apostrophes)) for t in (text, transliterate(text, target=target))
    )
    assert before == after


@pytest.mark.parametrize("scheme", ORTHOGRAPHIES)
@given(text=texts())
def test_any_text_is_read_with_its_blanks_and_detected(scheme: str, text: str) -> None:
    read = transliterate(text, source=scheme, target="cyrl")
    assert [c for c in read if c.isspace()] == [c for c in text if c.isspace()]
    assert 0 < detect(text).confidence <= 1


@given(st.text(KAZAKH_LETTERS + KAZAKH_LETTERS.upper() + " -,.1"))
def test_no_cyrillic_letter_is_left_and_again_changes_nothing(text: str) -> None:
    for scheme in ORTHOGRAPHIES:
        if scheme != "cyrl-ru":
            other = transliterate(text, target=scheme)
            assert not re.search("[а-яёәғқңөұүһі]", other.lower())
            assert transliterate(other, source="cyrl", target=scheme) == other


@given(st.sampled_from(WORDS), st.sampled_from([str.upper, str.capitalize, str.title, str.lower]))
def test_the_case_is_kept(word: str, case) -> None:
    for scheme in ORTHOGRAPHIES:
        if scheme != "arab":
            small, other = (transliterate(w, source="cyrl", target=scheme) for w in (word, case(word)))
            back = transliterate(small, source=scheme, target="cyrl")
            assert transliterate(other, source=scheme, target="cyrl") == case(back)


@given(st.text("abcdeiostuyzhäıīñ'ş-", max_size=20))
def test_candidates_begin_with_the_transliteration(word: str) -> None:
    for scheme in ORTHOGRAPHIES:
        found = candidates(word, scheme, "cyrl")
        assert 1 <= len(found) <= 16
        assert len(set(found)) == len(found)
        assert found[0] == transliterate(word, source=scheme, target="cyrl")
