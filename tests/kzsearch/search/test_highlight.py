import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import VOCABULARY, ToyAnalyzer, article, build, odd_queries, plan_of, texts

from kzsearch import Field, Index
from kzsearch.search.highlight import SNIPPET_CHARS, Highlighter, TokenMatch, snippet


def marked(query, text, field=Field.BODY):
    """The words of a text that are marked, in order."""
    highlighter = Highlighter(plan_of(query), ToyAnalyzer())
    return [text[mark.start : mark.end] for mark in highlighter.matches(field, text)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("кітап", "Кітаптар, кітап; КІТАПТАН!", ["Кітаптар", "кітап", "КІТАПТАН"]),
        ("кітаптан", "китап", ["китап"]),
        ("оқыды", "оқушы оқу тау", ["оқушы", "оқу"]),
        ("су тау", "тау мен су", ["тау", "су"]),
        ("су -тау", "тау мен су", ["су"]),
        ("су AND тау", "тау мен су", ["тау", "су"]),
        ("су OR (тау -жол)", "тау жол су", ["тау", "су"]),
        ("-су", "су", []),
        ("title:су", "су", []),
        ("body:су", "су", ["су"]),
        ("кіт*", "Кітаптан кит", ["Кітаптан"]),
        ("title:кіт*", "Кітаптан", []),
        ('"су тау"', "су жол су тау тау", ["су", "тау"]),
        ('"кітап оқу"', "кітаптан оқыды, оқу", ["кітаптан", "оқыды"]),
        ('"кітап"', "кітаптан кітап", ["кітап"]),
        ('"су тау" су', "су жол су тау тау", ["су", "су", "тау"]),
        ('"су су"', "су су су жол су", ["су", "су", "су"]),
        ('title:"су тау"', "су тау", []),
        ("", "су", []),
        ("су", "", []),
    ],
)
def test_marks(query, text, expected):
    assert marked(query, text) == expected


def test_each_field_is_marked_by_the_terms_searched_in_it(index):
    build(index, article("a", "су мен тау", title="Су жолы", heading="Қаланың суы, тау"))
    with index.searcher() as searcher:
        (hit,) = searcher.search("title:су тау").hits
    sources = {Field.TITLE: hit.title, Field.HEADING: hit.heading, Field.BODY: hit.text}
    assert [(mark.field, sources[mark.field][mark.start : mark.end]) for mark in hit.highlights] == [
        (Field.TITLE, "Су"),
        (Field.HEADING, "тау"),
        (Field.BODY, "тау"),
    ]


FILLER = "мен және бірақ " * 40


def test_a_snippet_shows_the_window_with_most_different_words():
    text = f"су су су {FILLER} су тау жол {FILLER} тау тау"
    shown = snippet_of("су тау жол", text)
    assert "су тау жол" in shown.text
    assert [shown.text[span.start : span.end] for span in shown.marks] == ["су", "тау", "жол"]
    middle = shown.text.index("тау")
    assert len(shown.text) / 3 < middle < len(shown.text) * 2 / 3


def test_among_equal_windows_the_first_one_wins():
    text = f"{FILLER} су {FILLER} су"
    assert snippet_of("су", text).start < len(FILLER)


def test_a_hit_by_title_shows_the_beginning(index):
    build(index, article("a", f"  Басы. {FILLER}", title="су"))
    with index.searcher() as searcher:
        (hit,) = searcher.search("су").hits
    assert hit.snippet.text.startswith("Басы. мен")
    assert (hit.snippet.start, hit.snippet.marks) == (2, ())
    assert SNIPPET_CHARS - 20 < len(hit.snippet.text) < SNIPPET_CHARS + 20


def test_a_short_body_is_shown_whole():
    assert snippet_of("су", "\n тау мен су \n").text == "тау мен су"
    assert snippet_of("су", "").text == ""


def test_a_token_longer_than_a_snippet_is_cut():
    shown = snippet("ә" * 5000, [TokenMatch(0, 5000, 0)])
    assert len(shown.text) < SNIPPET_CHARS + 50
    assert shown.marks == ()


def snippet_of(query, text):
    highlighter = Highlighter(plan_of(query), ToyAnalyzer())
    return snippet(text, highlighter.matches(Field.BODY, text))


@given(
    st.lists(st.sampled_from([*VOCABULARY, "\n", "  ", "ә" * 50, "ұ" * 300]), max_size=150).map(" ".join),
    texts | odd_queries,
)
def test_a_snippet_is_a_slice_with_marks_inside(text, query):
    shown = snippet_of(query, text)
    assert shown.text == text[shown.start : shown.start + len(shown.text)]
    assert shown.text == shown.text.strip()
    assert len(shown.text) <= SNIPPET_CHARS + 50
    tokens = {token.surface for token in ToyAnalyzer().analyze(text)}
    for span in shown.marks:
        assert shown.text[span.start : span.end] in tokens
    ends = [edge for span in shown.marks for edge in (span.start, span.end)]
    assert ends == sorted(ends)


@settings(max_examples=30, deadline=None)
@given(texts, texts, texts, texts)
def test_highlights_slice_to_tokens(tmp_path_factory, title, heading, body, query):
    index = Index.create(tmp_path_factory.mktemp("index"), ToyAnalyzer())
    build(index, article("a", body, title=title, heading=heading))
    with index.searcher() as searcher:
        hits = searcher.search(query).hits
    for hit in hits:
        assert hit.highlights
        sources = {Field.TITLE: hit.title, Field.HEADING: hit.heading, Field.BODY: hit.text}
        for mark in hit.highlights:
            assert sources[mark.field][mark.start : mark.end] in VOCABULARY
