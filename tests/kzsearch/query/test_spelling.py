"""Mistyped words of a query: which are corrected, to what, and what a page of results says about it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import VOCABULARY, ToyAnalyzer, article, build, odd_queries

from kzsearch import Correction, Index, Layer, Ranking
from kzsearch.query.spelling import MAX_DOC_FREQ, MIN_FREQUENCY_RATIO


class SpellingAnalyzer(ToyAnalyzer):
    """A toy that knows which words it knows."""

    def analyze(self, text):
        return [
            replace(token, known=token.term in VOCABULARY or token.term.isdecimal())
            for token in super().analyze(text)
        ]


@pytest.fixture
def searcher(tmp_path):
    index = Index.create(tmp_path / "index", SpellingAnalyzer())
    build(
        index,
        article("a", "кітаптар туралы Құрманғазы", title="Оқушы"),
        article("b", "үлкен кітап", "кітаптан қалада", heading="Қала"),
        article("c", "Елтаева, Елтаева", "кәдімгі көше", title="Тауқоңыр жолы"),
        article("d", "кәлімгі пошта", "күнделікті"),
    )
    with index.searcher() as opened:
        yield opened


def corrections(searcher, query):
    return {each.typed: each.replacement for each in searcher.search(query).corrections}


@pytest.mark.parametrize(
    ("typed", "replacement", "hits"),
    [
        ("кітаптр", "кітаптар", ["a#0", "b#0", "b#1"]),  # in the index
        ("кітапатн", "кітаптан", ["b#1", "b#0", "a#0"]),
        ("курмангзы", "құрманғазы", ["a#0"]),  # and no Kazakh letters
        ("Елтаеав", "Елтаева", ["c#0"]),  # what only the index knows
        ("елтаеваа", "елтаева", ["c#0"]),
        ("Таққоңыр", "Тауқоңыр", ["c#0", "c#1"]),  # from a title
        ("КІТТАПТАР", "КІТАПТАР", ["a#0", "b#0", "b#1"]),
        ("қаалның", "қаланың", ["b#1", "b#0"]),  # a form that is not in the index: known to the analyzer
        ("күнделктті", "күнделікті", ["d#1"]),  # two errors in a long word
        ("кдіөмгі", None, []),  # in a short one
        ("жоқсөзжоқ", None, []),
    ],
)
def test_words_that_no_section_has_are_corrected(searcher, typed, replacement, hits):
    page = searcher.search(typed)
    assert [hit.section_id for hit in page.hits] == hits
    expected = [Correction(0, len(typed), typed, replacement, searched=True)] if replacement else []
    assert list(page.corrections) == expected


@pytest.mark.parametrize(
    "query",
    [
        "үлкен",
        "елтаева",  # unknown, but there
        "оқушы",
        "кітаптарымыз",  # known, though this form is not there
        "тауу тау жол",  # too short
        "2021",
        "кітаптр1",
        "кітап-таптр",
        "КӨШІЕ",  # as capitals, an abbreviation
        '"кітаптр"',  # that very form
        "кітаптр*",
        "су -кітаптр",
        "су NOT (кітаптр OR көшее)",
        "qwertyu",
        "",
    ],
)
def test_other_words_are_not_corrected(searcher, query):
    page = searcher.search(query)
    assert page.corrections == ()
    assert page.did_you_mean is page.searched_instead is None


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("үлкен кітаптр", "үлкен кітаптар"),
        ("  Кітаптр,көшее!", "  Кітаптар,көше!"),
        ("title:Оқушыы AND (қалад OR кітаптр)", "title:Оқушы AND (қала OR кітаптар)"),
        ('"кітаптр туралыы" -"үлкн кітап"', '"кітаптар туралы" -"үлкн кітап"'),
        ("кітаптр көше*", "кітаптар көше*"),
        ("кітаптр кітаптр", "кітаптар кітаптар"),
        ("е\u0301 кітаптр", "е\u0301 кітаптар"),
    ],
)
def test_the_rest_of_the_query_stays(searcher, query, meant):
    page = searcher.search(query)
    assert page.query == query
    assert page.did_you_mean == page.searched_instead == meant
    for correction in page.corrections:
        assert query[correction.start : correction.end] == correction.typed


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ('"кітаптр туралыы"', {"a#0"}),
        ('"кітаптр қалад"', {"b#1"}),
        ('"туралыы кітаптр"', set()),
        ("үлкн AND кітаптр", {"b#0"}),
        ("кітаптр -үлкен", {"a#0", "b#1"}),
        ("title:кітаптр", set()),
        ("title:оқушыы", {"a#0"}),
        ("көшее қалад", {"b#0", "b#1", "c#1"}),
    ],
)
def test_corrected_words_obey_the_operators(searcher, query, hits):
    assert {hit.section_id for hit in searcher.search(query).hits} == hits


def test_corrected_words_are_marked(searcher):
    hit = searcher.search("Құрмнғазы кітаптр").hits[0]
    marked = [hit.snippet.text[mark.start : mark.end] for mark in hit.snippet.marks]
    assert marked == ["кітаптар", "Құрманғазы"]


def test_every_way_to_search_corrects(searcher):
    page = searcher.search_articles("кітаптр")
    assert [each.replacement for each in page.corrections] == ["кітаптар"]
    assert searcher.rank("кітаптр", 9) == searcher.rank("кітаптар", 9)
    assert [(hit.article_id, hit.score) for hit in page.hits] == searcher.rank("кітаптр", 9)


def test_several_candidates_are_searched(searcher):
    """кәлімгі and кәдімгі are equally near to кәиімгі and equally frequent: both are searched."""
    page = searcher.search("кәәімгі")
    assert {hit.section_id for hit in page.hits} == {"c#1", "d#0"}
    assert [each.replacement for each in page.corrections] == ["кәдімгі"]


@pytest.mark.parametrize(
    ("rare", "frequent", "suggested"),
    [
        (1, MIN_FREQUENCY_RATIO, True),
        (1, MIN_FREQUENCY_RATIO - 1, False),
        (MAX_DOC_FREQ, MAX_DOC_FREQ * MIN_FREQUENCY_RATIO, True),
        (MAX_DOC_FREQ + 1, 90, False),
    ],
)
def test_a_rare_word_gets_a_suggestion_and_is_searched_itself(tmp_path, rare, frequent, suggested):
    index = Index.create(tmp_path / "index", SpellingAnalyzer())
    build(
        index,
        *(article(f"rare{n}", "пошта") for n in range(rare)),
        *(article(f"frequent{n}", "почта") for n in range(frequent)),
    )
    with index.searcher() as opened:
        page = opened.search("Пошта", limit=100)
    assert {hit.article_id for hit in page.hits} == {f"rare{n}" for n in range(rare)}
    expected = [Correction(0, 5, "Пошта", "Почта", searched=False)] if suggested else []
    assert list(page.corrections) == expected
    assert page.did_you_mean == ("Почта" if suggested else None)
    assert page.searched_instead is None


def test_the_more_frequent_of_two_candidates_comes_first(tmp_path):
    index = Index.create(tmp_path / "index", SpellingAnalyzer())
    build(index, *(article(f"a{n}", "почта") for n in range(9)), article("b", "порта"))
    build(index, article("c", "порта"))  # a segment of its own
    with index.searcher() as opened:
        assert corrections(opened, "поята") == {"поята": "почта"}


def test_only_searched_layers_decide_what_a_corrected_word_scores(tmp_path):
    index = Index.create(tmp_path / "index", SpellingAnalyzer())
    build(index, article("a", "кітаптар"))
    ranking = Ranking(layers={Layer.LEMMA: 1.0})
    with index.searcher(ranking) as opened:
        assert opened.rank("кітаптр", 1) == opened.rank("кітаптар", 1)


@settings(max_examples=60, deadline=None)
@given(
    odd_queries
    | st.text(max_size=40)
    | st.lists(st.sampled_from([*VOCABULARY, "кітаптр", '"', "-", "ааа"])).map(" ".join)
)
def test_any_query_is_answered(tmp_path_factory, query):
    index = Index.create(tmp_path_factory.mktemp("index"), SpellingAnalyzer())
    build(index, article("a", "кітаптар үлкен қалада"))
    with index.searcher() as opened:
        page = opened.search(query)
    ends = [0]
    for correction in page.corrections:
        assert ends[-1] <= correction.start < correction.end <= len(query)
        assert query[correction.start : correction.end] == correction.typed != correction.replacement
        ends.append(correction.end)


class SwapSpelling:
    """The spelling model of another analyzer, which knows swapped letters only and has a unit of its own."""

    error_cost = 1
    nats_per_error = 3.0

    def near(self, typed, words, max_cost):
        return (
            {word: 1 for word in words if word != typed and sorted(word) == sorted(typed)} if max_cost else {}
        )

    def candidates(self, _typed):
        return ()


class OtherAnalyzer:
    """The two methods of an analyzer, and a spelling model."""

    spelling = SwapSpelling()

    def analyze(self, text):
        return [replace(token, known=False) for token in ToyAnalyzer().analyze(text)]

    def fingerprint(self):
        return "0"


def test_another_analyzer_brings_its_own_spelling_model(tmp_path):
    index = Index.create(tmp_path / "index", OtherAnalyzer())
    build(index, article("a", "search engine"))
    with index.searcher() as opened:
        assert corrections(opened, "serach engine engnie") == {"serach": "search", "engnie": "engine"}
        assert corrections(opened, "searchh") == {}


@pytest.fixture(scope="module")
def kazakh(tmp_path_factory):
    index = Index.create(tmp_path_factory.mktemp("kazakh") / "index")
    build(
        index,
        article("a", "Қазақстанның мектептерінде оқушылар кітап оқиды.", title="Мектеп"),
        article("b", "Алматыдағы кітапханалар мен Байқоңыр туралы мақалалар."),
        article("c", "Нұрсұлтан Елтайқызының әңгімесі, электрлендіру."),
    )
    with index.searcher() as opened:
        yield opened


class TestKazakh:
    """With the Kazakh analyzer: words of its lexicons are not corrected, in any script."""

    @pytest.mark.parametrize(
        ("query", "meant", "hits"),
        [
            ("Қазқстанның", "Қазақстанның", {"a"}),
            ("қазақстндағы мектептрі", "қазақстандағы мектептері", {"a"}),  # forms that no section has
            ("мектептеріміздгі", "мектептеріміздегі", {"a"}),
            ("Елтайқызыынң", "Елтайқызының", {"c"}),  # a name that only the index has
            ("байконыыр", "байқоңыр", {"b"}),
            ("электрлнедіру", "электрлендіру", {"c"}),
        ],
    )
    def test_corrected(self, kazakh, query, meant, hits):
        page = kazakh.search_articles(query)
        assert page.searched_instead == meant
        assert {hit.article_id for hit in page.hits} == hits

    @pytest.mark.parametrize(
        "query",
        [
            "жирафтардың сиясауыт",  # known, though no section has them
            "Достоевскийдің Чимкентте",
            "Пушкин Хемингуэй Тасмағамбетов Нәбиева",  # names
            "казакстан китапхана",  # no mistakes but a Russian keyboard
            "qazaqstan kitaphana",
            "2021 1 500 000 №17-бап 3,5%",
            "XVIII ХІІІ covid-19 RTX4090 iPhone WhatsApp",
            "mektep@mail.kz https://egov.kz/kk",
            "БҰҰ АҚШ ТЖКБ млрд.",
            "ол бұл сол не",
            "асдфгһъ ққққққ",
        ],
    )
    def test_not_corrected(self, kazakh, query):
        assert kazakh.search(query).corrections == ()
