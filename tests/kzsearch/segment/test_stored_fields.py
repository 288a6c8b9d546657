"""Stored records: one line, one byte a Kazakh letter, any content."""

import datetime
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from toy import ToyAnalyzer, article, build

from kzsearch import Article, Index, Section
from kzsearch.segment.native import COMPILED
from kzsearch.segment.stored_fields import SectionRecord, decode_record, encode_record, encode_section
from kzsearch.segment.text_codec import escape_text, escape_text_in_python

odd = st.sampled_from('абқәі"\\\n\r\t\x00\x1f\x7f\u2028\ud800\ufeff«№€漢')
texts = st.text(st.characters() | odd, max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


@given(
    texts.filter(bool), st.integers(0, 9), texts, texts, texts, st.lists(texts, max_size=2),
    st.none() | st.dates(), texts, st.dictionaries(texts, values, max_size=2),
)  # fmt: skip
@example("a", 0, "", "", "\\u0430", [], None, "", {})
@example("a", 0, "", "", '\\"', [], None, "", {})
@example("\ufeff", 0, "", "", "漢" * 50, [], None, "", {})
@example("😀", 0, "", "\ud83d\ude00", "су", ["х"], None, "", {"a": 1})
def test_sections_come_back(article_id, ordinal, title, heading, text, path, date, url, extra):
    section = Section(heading, text, tuple(path))
    whole = Article(article_id, title, (), date, url, "kk", extra)
    line = encode_section(whole, ordinal, section)
    assert b"\n" not in line
    record = SectionRecord.from_stored(decode_record(line), ordinal)
    assert record == SectionRecord(
        article_id, ordinal, title, heading, tuple(path), text, date, url, "kk", extra
    )
    assert decode_record(line)["section_id"] == record.section_id


@pytest.mark.skipif(not COMPILED, reason="not compiled")
@given(texts)
def test_texts_are_escaped_in_c_as_in_python(text):
    assert escape_text(text) == escape_text_in_python(text)


@given(st.dictionaries(texts, values, max_size=4))
@example({"\ud800\udc00": "😀\ud83d\ude00"})
def test_any_stored_fields_come_back(stored):
    line = encode_record(stored)
    assert b"\n" not in line
    assert decode_record(line) == stored


@pytest.mark.parametrize(
    ("text", "bytes_per_letter"),
    [
        ("Қазақ тілі - түркі тілдерінің бірі. Казахский язык, «Kazakh». ", 1.0),
        ("قازاق ءتىلى ", 1.9),
        ("Qazaq tili – türki tilderiniñ biri ", 1.2),
        ("漢字", 3.0),
    ],
)
def test_a_kazakh_letter_takes_one_byte_and_no_letter_more_than_in_utf8(text, bytes_per_letter):
    def taken(text):
        return len(encode_section(Article("a", "", ()), 0, Section("", text)))

    assert taken(30 * text) - taken("") < bytes_per_letter * len(30 * text) + 20


def test_hits_show_what_was_stored(tmp_path):
    text = 'Жолдың "басы"\nсу\\n 漢字 \ud800 €'
    index = Index.create(tmp_path, ToyAnalyzer())
    build(index, article("a/ә", text), Article("b", "тау", (), datetime.date(2020, 2, 3), extra={"№": [1]}))
    with index.searcher() as searcher:
        (hit,) = searcher.search("су").hits
        assert hit.article_id == "a/ә"
        assert re.sub(r"\s+", " ", hit.snippet.text) == re.sub(r"\s+", " ", text)
        (other,) = searcher.search("тау").hits
        assert (other.date, dict(other.extra)) == (datetime.date(2020, 2, 3), {"№": [1]})
