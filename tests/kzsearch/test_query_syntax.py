import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch import Field
from kzsearch.query.syntax import (
    And,
    InField,
    Not,
    Or,
    Phrase,
    Prefix,
    Words,
    parse,
    parse_phrase,
    parse_plain,
)

A, B, C, D = map(Words, "abcd")


def either(*nodes):
    return Or(nodes)


def both(*nodes):
    return And(nodes)


def title(node):
    return InField(Field.TITLE, node)


CASES = {
    "": either(),
    "   ": either(),
    "a": A,
    "a b": either(A, B),
    "a OR b": either(A, B),
    "a OR b c": either(A, B, C),
    "a AND b": both(A, B),
    "a AND b AND c": both(A, B, C),
    "a b AND c d": either(A, both(B, C), D),
    "a AND b OR c AND d": either(both(A, B), both(C, D)),
    "a AND (b c)": both(A, either(B, C)),
    "(a)": A,
    "((a) b)": either(A, B),
    "()": either(),
    # negation
    "a -b": either(A, Not(B)),
    "a NOT b": either(A, Not(B)),
    "a AND NOT b": both(A, Not(B)),
    "a AND -b": both(A, Not(B)),
    "-(a b) c": either(Not(either(A, B)), C),
    '-"a b" c': either(Not(Phrase("a b")), C),
    "NOT NOT a": A,
    "NOT -a": A,
    # hyphens that are no operators
    "Нью-Йорк": Words("Нью-Йорк"),
    "a - b": either(A, B),
    "a -- b": either(A, B),
    "-": either(),
    "--a": Words("--a"),
    "(-)": either(),
    "a-": Words("a-"),
    "– a": either(Words("–"), A),
    # phrases
    '"a b"': Phrase("a b"),
    "“a b”": Phrase("a b"),
    "„a b“": Phrase("a b"),
    '"a b" c': either(Phrase("a b"), C),
    'a"b c"d': either(A, Phrase("b c"), D),
    '"a AND (b"': Phrase("a AND (b"),
    '""': Phrase(""),
    '"a b': either(A, B),
    'a "': A,
    '"': either(),
    # fields
    "title:a": title(A),
    "title:a b": either(title(A), B),
    "title:(a b)": title(either(A, B)),
    'title:"a b"': title(Phrase("a b")),
    "title:a*": title(Prefix("a")),
    "-title:a b": either(Not(title(A)), B),
    "title:-a": Not(title(A)),
    "title:heading:a": InField(Field.HEADING, A),
    "body:a AND heading:b": both(InField(Field.BODY, A), InField(Field.HEADING, B)),
    "author:a": Words("author:a"),
    "subtitle:a": Words("subtitle:a"),
    "Title:a": Words("Title:a"),
    "title:": Words("title:"),
    "title: a": either(Words("title:"), A),
    "(title:)": Words("title:"),
    'title:"': title(either()),
    "https://kk.wikipedia.org": Words("https://kk.wikipedia.org"),
    # prefixes
    "a*": Prefix("a"),
    "a**": Prefix("a"),
    "*": Words("*"),
    "a*b": Prefix("a", rest="b"),
    "*a": Words("*a"),
    # operators without operands, and words that look like operators
    "AND": Words("AND"),
    "a AND": either(A, Words("AND")),
    "AND a": either(Words("AND"), A),
    "a OR": either(A, Words("OR")),
    "OR a": either(Words("OR"), A),
    "a NOT": either(A, Words("NOT")),
    "a AND OR b": either(both(A, Words("OR")), B),
    "a and b": either(A, Words("and"), B),
    "ANDY": Words("ANDY"),
    "a && b": either(A, Words("&&"), B),
    "(a AND) b": either(either(A, Words("AND")), B),
    # parentheses that do not match
    "(a b": either(A, B),
    "a) b": either(A, B),
    ")(": either(),
    "a(b)c": either(A, B, C),
}


@pytest.mark.parametrize(("query", "tree"), CASES.items(), ids=list(CASES))
def test_parse(query, tree):
    assert parse(query) == tree


QUERIES = st.lists(
    st.sampled_from(
        [" ", "(", ")", '"', "-", "*", ":", "AND", "OR", "NOT", "a", "ә", "title:", "body:", "“", "x:", "\n"]
    ),
    max_size=40,
).map("".join)


@given(QUERIES | st.text())
def test_any_text_parses(query):
    parse(query)


@pytest.mark.parametrize(
    "deep", ["(" * 5000 + "a" + ")" * 5000, "(-title:" * 5000 + "a", "NOT " * 5000 + "a"]
)
def test_nesting_is_bounded(deep):
    assert "Words(text='a')" in repr(parse(deep))


@given(QUERIES | st.lists(st.sampled_from(["аб", "AND", "OR", "NOT", "в."]), max_size=6).map(" ".join))
def test_plain_queries_are_read_as_all_are(query):
    plain = parse_plain(query)
    if plain is not None:
        parts = [And(tuple(map(Words, words))) if len(words) > 1 else Words(*words) for words in plain]
        assert parse(query) == (parts[0] if len(parts) == 1 else Or(tuple(parts)))
    phrase = parse_phrase(query)
    if phrase is not None:
        assert parse(query) == Phrase(phrase, 1)


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("", []),
        ("су", [["су"]]),
        ("су тау", [["су"], ["тау"]]),
        ("су AND тау жол", [["су", "тау"], ["жол"]]),
        ("су OR тау", [["су"], ["тау"]]),
        ("NOT су", None),
        ("су-су", None),
        ("AND", [["AND"]]),
    ],
)
def test_what_is_plain(query, plain):
    assert parse_plain(query) == plain


@pytest.mark.parametrize(
    ("query", "prefix"),
    [
        ("кі*п", Prefix("кі", rest="п")),
        ("кі**п*", Prefix("кі", rest="п*")),
        ("к*т*п", Prefix("к", rest="т*п")),
        ("кі**", Prefix("кі")),
        ("*кі*", Prefix("*кі")),
    ],
)
def test_asterisks_within(query, prefix):
    assert parse(query) == prefix
