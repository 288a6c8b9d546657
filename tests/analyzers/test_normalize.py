"""Normalisation: cases, the examples of the tables, and properties of any text."""

import sys
import unicodedata
from itertools import pairwise

import pytest
from harness import KAZAKH_LETTERS, assert_linear, example, nfd, texts
from hypothesis import given

from kzsearch_analyzers.tables import Row, read_rows
from kzsearch_analyzers.text.homoglyphs import fold_case, homoglyphs
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.text.offsets import Offsets

CASES = [
    ("", ""),
    ("ҚАЗАҚСТАН Республикасы", "қазақстан республикасы"),
    (nfd("Йод, ёлка, қой"), "йод, ёлка, қой"),
    (nfd("ÄÖÜ ŞĞÑ Ūly"), "äöü şğñ ūly"),
    ("İstanbul, i̇dare, Iğdır, бi̇лім", "istanbul, idare, iğdır, білім"),
    ("қа\u00adла кі\u200bтап \ufeffсөз \u200eөз\u200f", "қала кітап сөз өз"),
    ("قازا\u0640قستان", "قازاقستان"),
    ("s’ s‘ sʼ s` s´ s′", "s' s' s' s' s' s'"),
    ("нью\u2010йорк нью\u2011йорк жерде–ақ Қазақстан–2050", "нью-йорк нью-йорк жерде-ақ қазақстан-2050"),
    ("21–23 қыркүйек – күз", "21–23 қыркүйек – күз"),
    ("мек-\nтеп мек\u00ad\r\n  теп үй -\nбау", "мек-теп мектеп үй -\nбау"),
    ("Абай-\nБіржан 1-\n2 а-\n\nб", "абай-\nбіржан 1-\n2 а-\n\nб"),
    ("майлар—көптаралғаны", "майлар—көптаралғаны"),
    ("бiлiм cұрақ Cоңғы МЕМЛЕКЕТTIK", "білім сұрақ соңғы мемлекеттік"),
    ("əлем Əлем ɵзен θзен кγн бvгін öте", "әлем әлем өзен өзен күн бүгін өте"),
    ("ХVІІІ ғасыр, ІI бөлім", "xviii ғасыр, ii бөлім"),
    ("сop ceco", "сор ceco"),
    ("Windоws iPhonе", "windows iphone"),
    ("iphoneның нұсқасыChrome", "iphoneның нұсқасыchrome"),
    ("iPhone-ның cop və səhər", "iphone-ның cop və səhər"),
    ("Құнанба\u0301йұлы за\u0301мок", "құнанбайұлы замок"),
    ("CO₂ H₂O км²", "co2 h2o км²"),
    ("ß ſ ΣΑΣ", "ß ſ σασ"),
    ("J\u030can", "ǰan"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: str) -> None:
    assert normalize(text).text == expected


@pytest.mark.parametrize("row", read_rows("text/homoglyphs.tsv", 6), ids=lambda row: row.cells[0])
def test_example_of_each_lookalike(row: Row) -> None:
    given_text, expected = example(row, 4)
    assert row.cells[0] == f"U+{ord(row.cells[1]):04X}"
    assert row.cells[1] in given_text
    assert normalize(given_text).text == expected
    assert normalize(nfd(given_text)).text == expected


@pytest.mark.parametrize("row", read_rows("text/signs.tsv", 6), ids=lambda row: row.cells[1])
def test_example_of_each_sign(row: Row) -> None:
    given_text, expected = example(row, 4)
    first, last = (chr(int(row.cells[column][2:], 16)) for column in (1, 2))
    for sign in (first, last):
        assert normalize(given_text.replace("*", sign)).text == expected


def test_capitals_have_the_lookalikes_of_their_small_letters() -> None:
    """Otherwise normalising twice could change the script of a word."""
    table = homoglyphs()
    for c in map(chr, range(sys.maxunicode + 1)):
        small = fold_case(c)
        for replacements in (table.to_cyrillic, table.to_latin):
            assert (
                small == c or small not in replacements or unicodedata.normalize("NFC", c) in replacements
            ), hex(ord(c))


@pytest.mark.parametrize(
    ("text", "word", "surface"),
    [
        ("қа\u00adла\u00ad елі", "қала", "қа\u00adла"),
        ("\ufeffқала", "қала", "қала"),
        ("\u00adқала\u00ad", "қала", "қала"),
        (f"бұл {nfd('үйі')}.", "үйі", nfd("үйі")),
        ("за\u0301мок", "замок", "за\u0301мок"),
        ("İİ сөз", "сөз", "сөз"),
        ("😀 Сөз", "сөз", "Сөз"),
        ("бұл мек\u00ad\n теп.", "мектеп", "мек\u00ad\n теп"),
        ("бұл мек-\nтеп.", "мек-теп", "мек-\nтеп"),
    ],
)
def test_span_of_a_range_is_its_original(text: str, word: str, surface: str) -> None:
    normalized = normalize(text)
    at = normalized.text.index(word)
    start, end = normalized.span(at, at + len(word))
    assert text[start:end] == surface


def test_more_than_thirty_marks_on_a_letter_are_dropped() -> None:
    normalized = normalize("x" + "\u030a" * 1000 + "y")
    assert len(normalized.text) < 40
    assert normalized.span(0, len(normalized.text)) == (0, 1002)


def test_plain_text_shares_one_offset_range() -> None:
    assert isinstance(normalize("Қазақстан тілі, бiр қате").offsets, range)


def test_offsets_are_a_sequence() -> None:
    offsets = Offsets()
    offsets.extend(0, 3)
    offsets.extend(5, 2)
    assert list(offsets) == [0, 1, 2, 5, 6]
    assert (len(offsets), offsets[-1], offsets[1:4]) == (5, 6, [1, 2, 5])
    with pytest.raises(IndexError):
        offsets[5]


@given(texts())
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalize(text).text
    assert normalize(once).text == once


@given(texts())
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    assert (
        normalize(unicodedata.normalize("NFC", text)).text
        == normalize(nfd(text)).text
        == normalize(text).text
    )


@given(texts())
def test_offsets_run_forward_through_the_whole_original(text: str) -> None:
    normalized = normalize(text)
    starts, ends = list(normalized.offsets), list(normalized.ends)
    assert len(starts) == len(normalized.text) + 1
    assert starts[-1] == len(text)
    assert all(left <= right for left, right in pairwise(starts))
    assert all(start < end for start, end in zip(starts, ends[: len(normalized.text)], strict=False))
    assert all(left <= right for left, right in pairwise(ends[: len(normalized.text)]))


@given(texts())
def test_capitals_and_small_letters_of_kazakh_are_one(text: str) -> None:
    kazakh = "".join(c for c in text if c in KAZAKH_LETTERS + " -.,")
    assert normalize(kazakh.upper()).text == kazakh


@pytest.mark.parametrize(
    "unit", ["a\u0301", "\u0301", "\u0323\u0301", "aә", "–", "ә'", "\u00ad", "ə", "x" * 999 + "ә"]
)
def test_long_text_of_the_worst_kind_takes_linear_time(unit: str) -> None:
    assert_linear(normalize, unit, 20_000)
