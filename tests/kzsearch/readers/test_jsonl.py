import datetime
import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kzsearch.article import Section
from kzsearch.errors import SourceError
from kzsearch.readers import read_jsonl


def read(*records):
    lines = [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records]
    return list(read_jsonl(lines, "a.jsonl"))


def test_text():
    (article,) = read({"id": "1", "title": "Т", "text": "Бөлім\n\nМәтін."})
    assert (article.id, article.title) == ("1", "Т")
    assert article.sections == (Section("", "Бөлім\n\nМәтін.", ()),)
    assert (article.date, article.url, article.language, article.extra) == (None, "", "", {})


def test_sections_and_optional_fields():
    (article,) = read(
        {
            "id": 7,
            "sections": [
                {"text": "А"},
                {"heading": "Б", "text": "В"},
                {"heading": "Г", "text": "", "path": ["Б", "Г"]},
            ],
            "date": "2025-09-21",
            "url": "https://a.kz",
            "language": "kk",
            "author": "Асан",
            "views": [1, None],
        }
    )
    assert (article.id, article.title) == ("7", "")
    assert article.sections == (Section("", "А"), Section("Б", "В", ("Б",)), Section("Г", "", ("Б", "Г")))
    assert article.date == datetime.date(2025, 9, 21)
    assert (article.url, article.language) == ("https://a.kz", "kk")
    assert article.extra == {"author": "Асан", "views": [1, None]}


def test_null_is_like_missing_and_no_text_is_no_section():
    (article,) = read({"id": "1", "title": None, "text": "", "sections": None, "date": None, "url": None})
    assert (article.title, article.sections, article.date, article.url) == ("", (), None, "")


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2025-09-21T23:59:59", 21),
        ("2025-09-21T23:59:59.123456+05:00", 21),
        ("2025-09-21T23:59Z", 21),
        ("2025-09-21 08:00:00+0500", 21),
    ],
)
def test_dates_with_a_time(date, day):
    assert read({"id": 1, "text": "а", "date": date})[0].date == datetime.date(2025, 9, day)


def test_blank_lines_byte_order_mark_and_odd_line_separators():
    lines = [
        '\ufeff{"id": 1, "text": "а\u2028ә\x85"}\r\n'.encode(),
        b"\n",
        b"  \t\n",
        b'{"id": 2, "text": ""}',
    ]
    assert [article.id for article in read_jsonl(lines, "a.jsonl")] == ["1", "2"]


def test_half_an_emoji_becomes_a_replacement_character():
    (article,) = read_jsonl([rb'{"id": "1", "text": "\ud83d\ude00 \ud83d", "tag": ["\udc00"]}'], "a.jsonl")
    assert article.sections[0].text == "😀 \ufffd"
    assert article.extra == {"tag": ["\ufffd"]}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "a.jsonl:2:2: not JSON"),
        ("сөз", "a.jsonl:2:1: not JSON"),
        ("[1]", "a.jsonl:2: found a list; expected an object"),
        ('{"text": "а"}', 'a.jsonl:2: "id" is missing; expected a string'),
        ('{"id": "a", "text": "а", "n": 1e999}', "a.jsonl:2: Article.extra['n'] is inf; expected a number"),
        ('{"id": "", "text": "а"}', 'a.jsonl:2: "id" is a string, ""; expected a string that is not empty'),
        ('{"id": true, "text": "а"}', 'a.jsonl:2: "id" is true or false, true; expected'),
        ('{"id": null, "text": "а"}', 'a.jsonl:2: "id" is null'),
        ('{"id": 1, "text": 5}', 'a.jsonl:2: "text" is a number, 5; expected a string'),
        ('{"id": 1, "title": ["а"], "text": ""}', 'a.jsonl:2: "title" is a list'),
        ('{"id": 1, "body": "а"}', 'neither "text" nor "sections" among the keys id, body'),
        ('{"id": 1, "text": "а", "sections": []}', 'both "text" and "sections"'),
        ('{"id": 1, "sections": "а"}', '"sections" is a string, "а"; expected a list of objects'),
        ('{"id": 1, "sections": ["а"]}', "sections[0] is a string; expected an object"),
        ('{"id": 1, "sections": [{"text": "а"}, {"heading": "б"}]}', '"sections[1].text" is missing'),
        ('{"id": 1, "sections": [{"text": "а", "path": "б"}]}', '"sections[0].path" is a string'),
        (
            '{"id": 1, "sections": [{"text": "а", "path": [1]}]}',
            '"sections[0].path" is a list, [1]; expected',
        ),
        (
            '{"id": 1, "text": "", "date": "21.09.2025"}',
            '"date" is a string, "21.09.2025"; expected an ISO 8601',
        ),
        ('{"id": 1, "text": "", "date": 2025}', '"date" is a number, 2025; expected a string'),
        ('{"id": 1, "text": "", "score": NaN}', "NaN is not a JSON value"),
        ("[" * 100_000, "a.jsonl:2: cannot be read as JSON"),
    ],
)
def test_errors_say_where_and_what(line, message):
    with pytest.raises(SourceError) as caught:
        list(read_jsonl([b'{"id": "0", "text": ""}\n', line.encode()], "a.jsonl"))
    assert message in str(caught.value)
    assert str(caught.value).startswith("a.jsonl:2:")


def test_wrong_encoding_names_the_remedy():
    with pytest.raises(
        SourceError, match=r"a\.jsonl:1: byte 0xec at offset 21 of the line is not UTF-8; .*iconv"
    ):
        list(read_jsonl(['{"id": "1", "text": "мәтін"}'.replace("ә", "а").encode("cp1251")], "a.jsonl"))


@example(b"\x1c")
@settings(deadline=None)
@given(st.binary())
def test_anything_is_an_article_or_an_error_of_ours(data):
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    refusal = None
    try:
        articles = list(read_jsonl(lines, "a.jsonl"))
    except SourceError as error:
        refusal = str(error)
    if refusal is None:
        assert len(articles) == sum(bool(line.decode().strip()) for line in lines)
    else:
        assert re.match(r"a\.jsonl:\d+:", refusal)
