"""Values: what they refuse, and that they pickle, copy, hash and become JSON and back."""

import copy
import dataclasses
import datetime
import json
import math
import pickle
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ToyAnalyzer, build

from kzsearch import Article, ArticleHit, Correction, Field, Index, Layer, Ranking, ResultPage, Section

DAY = datetime.date(2025, 9, 21)
LATE = datetime.datetime(2025, 9, 21, 23, 30, tzinfo=ZoneInfo("Asia/Almaty"))


class Text(str):
    __slots__ = ()


def of(**fields):
    return Article(**{"id": "a", "title": "", "sections": (), **fields})


def nested(depth, value=1):
    return value if depth == 0 else [nested(depth - 1, value)]


def itself():
    value = {}
    value["x"] = value
    return value


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: Section(None, ""), TypeError, r"Section\.heading is None \(NoneType\); expected a string"),
        (lambda: Section("", b"x"), TypeError, r"Section\.text is b'x' \(bytes\); expected a string"),
        (lambda: Section("", "", "ab"), TypeError, r"Section\.path is 'ab' \(str\); expected an iterable"),
        (lambda: Section("", "", None), TypeError, r"Section\.path is None"),
        (lambda: Section("", "", ["a", 1]), TypeError, r"Section\.path\[1\] is 1 \(int\)"),
        (lambda: of(id=1), TypeError, r"Article\.id is 1 \(int\); expected a string"),
        (lambda: of(id=""), ValueError, r"Article\.id is empty"),
        (lambda: of(title=None), TypeError, r"Article\.title is None"),
        (lambda: of(url=None), TypeError, r"Article\.url is None"),
        (lambda: of(language=["kk"]), TypeError, r"Article\.language is \['kk'\]"),
        (
            lambda: of(sections=None),
            TypeError,
            r"Article\.sections is None .*expected an iterable of sections",
        ),
        (lambda: of(sections="x"), TypeError, r"Article\.sections is 'x'"),
        (lambda: of(sections=Section("", "")), TypeError, r"Article\.sections is Section\("),
        (lambda: of(sections=[{"text": "x"}]), TypeError, r"Article\.sections\[0\] is .*expected a Section"),
        (
            lambda: of(date="2025-09-21"),
            TypeError,
            r"Article\.date is '2025-09-21' \(str\); expected a datetime",
        ),
        (lambda: of(date=""), TypeError, r"Article\.date is ''"),
        (lambda: of(date=0), TypeError, r"Article\.date is 0"),
        (lambda: of(extra=None), TypeError, r"Article\.extra is None .*expected a mapping"),
        (lambda: of(extra=[("a", 1)]), TypeError, r"Article\.extra is \["),
        (lambda: of(extra={1: "x"}), TypeError, r"a key of Article\.extra is 1 \(int\); expected a string"),
        (lambda: of(extra={"x": object()}), TypeError, r"Article\.extra\['x'\] is .*JSON can express"),
        (
            lambda: of(extra={"x": {"y": [0, DAY]}}),
            TypeError,
            r"Article\.extra\['x'\]\['y'\]\[1\] is .*\(date\)",
        ),
        (lambda: of(extra={"x": {1}}), TypeError, r"sets as lists"),
        (lambda: of(extra={"x": math.nan}), ValueError, r"Article\.extra\['x'\] is nan"),
        (lambda: of(extra={"x": (0, -math.inf)}), ValueError, r"Article\.extra\['x'\]\[1\] is -inf"),
        (lambda: of(extra={"x": nested(100)}), ValueError, "deeper than 100 levels"),
        (lambda: of(extra=itself()), ValueError, "deeper than 100 levels"),
        (lambda: Article.from_dict({"title": "", "sections": []}), TypeError, "'id'"),
        (lambda: Article.from_dict({**of().to_dict(), "author": "x"}), TypeError, "'author'"),
        (lambda: Article.from_dict({**of().to_dict(), "date": "21.09.2025"}), ValueError, "ISO 8601"),
        (lambda: Article.from_dict({**of().to_dict(), "sections": [{"text": "x"}]}), TypeError, "'heading'"),
        (lambda: Article.from_dict({**of().to_dict(), "sections": 1}), TypeError, r"Article\.sections is 1"),
        (lambda: Ranking(fields={"title": 2.0}), TypeError, r"a key of Ranking\.fields is 'title'"),
        (lambda: Ranking(layers={Field.BODY: 2.0}), TypeError, r"a key of Ranking\.layers"),
        (lambda: Ranking(fields={Field.BODY: math.nan}), ValueError, "must not be negative"),
    ],
)
def test_wrong_values_are_refused_by_name(build, error, message):
    with pytest.raises(error, match=message):
        build()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (DAY, DAY),
        (LATE, DAY),
        (LATE.astimezone(datetime.timezone.utc), DAY),
        (datetime.datetime(2025, 9, 21), DAY),
        (LATE + datetime.timedelta(hours=1), datetime.date(2025, 9, 22)),
        (None, None),
    ],
)
def test_a_datetime_becomes_its_date_as_written(index, given, kept):
    build(index, of(sections=[Section("", "су")], date=given))
    with index.searcher() as searcher:
        (hit,) = searcher.search("су")
    assert hit.date == kept
    assert type(of(date=given).date) in (datetime.date, type(None))


def test_any_iterables_are_taken_and_strings_are_plain():
    article = Article(Text("a"), Text("b"), (Section(Text("h"), Text("t"), iter([Text("p")])) for _ in "12"))
    assert article == Article("a", "b", (Section("h", "t", ("p",)),) * 2)
    assert {type(article.id), type(article.sections[0].text), type(article.sections[0].path[0])} == {str}


def test_extra_is_a_snapshot_that_cannot_be_changed():
    given = {"a": [1, (2, 3)], "b": MappingProxyType({"c": {}})}
    extra = of(extra=given).extra
    given["a"].append(4)
    given["d"] = 5
    assert extra == {"a": [1, [2, 3]], "b": {"c": {}}}
    for change in (
        lambda: extra.update(x=1),
        lambda: extra.__setitem__("x", 1),
        lambda: extra.pop("a"),
        lambda: extra["a"].append(1),
        lambda: extra["a"].__iadd__([1]),
        lambda: extra["b"].clear(),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert dict(extra, x=1)["x"] == 1


def test_an_article_thaws_into_values_of_its_caller():
    article = of(extra={"a": [{"b": 1}]})
    plain = article.to_dict()
    plain["extra"]["a"][0]["b"] = 2
    plain["extra"]["c"] = 3
    assert article.extra == {"a": [{"b": 1}]}


text = st.text(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
    max_leaves=4,
)
some_articles = st.builds(
    Article,
    st.text(min_size=1, max_size=8),
    text,
    st.lists(st.builds(Section, text, text, st.lists(text, max_size=2)), max_size=3),
    st.none() | st.dates(),
    text,
    text,
    st.dictionaries(text, values, max_size=3),
)


def travels(value):
    copies = [
        pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    ]
    for other in (*copies, copy.copy(value), copy.deepcopy(value), dataclasses.replace(value)):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)
        assert {other: 1}[value] == 1
    dataclasses.asdict(value)


@settings(deadline=None)
@given(some_articles)
def test_articles_travel(article):
    travels(article)
    for section in article.sections:
        travels(section)
    assert Article.from_dict(article.to_dict()) == article
    assert Article.from_dict(json.loads(json.dumps(article.to_dict(), allow_nan=False))) == article
    as_dict = dataclasses.asdict(article)
    assert Article(**{**as_dict, "sections": article.sections}) == article


@given(some_articles, some_articles)
def test_equal_articles_have_equal_hashes(one, other):
    assert one != other or hash(one) == hash(other)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(Field)), st.floats(0, 9)),
    st.dictionaries(st.sampled_from(list(Layer)), st.floats(0, 9)),
)
def test_rankings_travel_and_keep_a_snapshot(fields, layers):
    ranking = Ranking(fields=fields, layers=layers)
    travels(ranking)
    backwards = Ranking(fields=dict(reversed(fields.items())), layers=layers)
    assert (backwards, hash(backwards)) == (ranking, hash(ranking))
    fields[Field.BODY] = 100.0
    assert ranking.fields.get(Field.BODY) != 100.0
    with pytest.raises(TypeError, match="cannot be changed"):
        ranking.fields[Field.BODY] = 1


def test_the_default_ranking_travels():
    travels(Ranking())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A page of sections and one of articles, with everything that a page can have."""
    index = Index.create(tmp_path_factory.mktemp("pages") / "index", ToyAnalyzer())
    extra = {"tags": ["a", {"b": None}], "n": 1.5}
    sections = [Section("қала <b>", "үлкен қаланың & суы", ("қ", "қала <b>")), Section("", "қалада су")]
    build(index, Article("a", "қала & тау", sections, LATE, "https://example.kz", "kk", extra))
    build(index, *(Article(f"b{number}", "", [Section("", "су")]) for number in range(3)))
    with index.searcher() as searcher:
        yield searcher.search("қала алақ"), searcher.search_articles("қала су алақ")


def test_pages_and_hits_travel(pages):
    for page in pages:
        travels(page)
        for part in (*page.hits, *page.corrections):
            travels(part)


def test_a_page_is_a_sequence_of_its_hits(pages):
    for page in pages:
        assert list(page) == list(page.hits)
        assert (len(page), page[0], page[-1], page[:1]) == (
            len(page.hits),
            *page.hits[:1],
            page.hits[-1],
            page.hits[:1],
        )
        assert page.hits[-1] in page
        assert list(reversed(page)) == list(reversed(page.hits))
        assert page.index(page.hits[-1]) == len(page) - 1
        assert bool(page)
        assert isinstance(page, ResultPage)
        with pytest.raises(dataclasses.FrozenInstanceError):
            page.total = 1
        with pytest.raises(IndexError):
            page[len(page)]
        assert not dataclasses.replace(page, hits=())


def test_json_of_a_page_is_json(pages):
    for page in pages:
        plain = page.to_dict()
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain
        assert plain["schema"] == 1
        assert [hit["article_id"] for hit in plain["hits"]] == [hit.article_id for hit in page]
    (hit, *_) = pages[0].to_dict()["hits"]
    assert hit["date"] == "2025-09-21"
    assert hit["extra"] == {"tags": ["a", {"b": None}], "n": 1.5}
    assert hit["highlights"][0] == {"field": "title", "start": 0, "end": 4}
    assert ArticleHit("a", "t", 1.0, ()).to_dict() == {
        "article_id": "a", "title": "t", "score": 1.0, "sections": [],
    }  # fmt: skip


def test_json_of_a_correction_has_its_attributes():
    correction = Correction(0, 1, "а", "ә", True)
    assert correction.to_dict() == dataclasses.asdict(correction)


def test_notebooks_show_escaped_titles_and_marks(pages):
    for page in pages:
        shown = page._repr_html_()
        assert "<mark>қала</mark> &amp; тау › <mark>қала</mark> &lt;b&gt;" in shown
        assert "үлкен <mark>қаланың</mark> &amp; суы" in shown
        assert '<ol start="1"><li>' in shown
        assert shown.count("<mark>") == shown.count("</mark>") > 2
