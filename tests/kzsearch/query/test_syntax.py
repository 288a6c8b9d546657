import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import odd_queries

from kzsearch import Field
from kzsearch.query.syntax import (
    AndNode,
    FieldNode,
    NotNode,
    OrNode,
    PhraseNode,
    PrefixNode,
    TextNode,
    parse,
    parse_phrase,
    parse_plain,
)

A, B, C, D = map(TextNode, "abcd")


def either(*nodes):
    return OrNode(nodes)


def both(*nodes):
    return AndNode(nodes)


def title(node):
    return FieldNode(Field.TITLE, node)


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
    "a -b": either(A, NotNode(B)),
    "a NOT b": either(A, NotNode(B)),
    "a AND NOT b": both(A, NotNode(B)),
    "a AND -b": both(A, NotNode(B)),
    "-(a b) c": either(NotNode(either(A, B)), C),
    '-"a b" c': either(NotNode(PhraseNode("a b")), C),
    "NOT NOT a": A,
    "NOT -a": A,
    # hyphens that are no operators
    "Нью-Йорк": TextNode("Нью-Йорк"),
    "a - b": either(A, B),
    "a -- b": either(A, B),
    "-": either(),
    "--a": TextNode("--a"),
    "(-)": either(),
    "a-": TextNode("a-"),
    "– a": either(TextNode("–"), A),
    # phrases
    '"a b"': PhraseNode("a b"),
    "“a b”": PhraseNode("a b"),
    "„a b“": PhraseNode("a b"),
    '"a b" c': either(PhraseNode("a b"), C),
    'a"b c"d': either(A, PhraseNode("b c"), D),
    '"a AND (b"': PhraseNode("a AND (b"),
    '""': PhraseNode(""),
    '"a b': either(A, B),
    'a "': A,
    '"': either(),
    # fields
    "title:a": title(A),
    "title:a b": either(title(A), B),
    "title:(a b)": title(either(A, B)),
    'title:"a b"': title(PhraseNode("a b")),
    "title:a*": title(PrefixNode("a")),
    "-title:a b": either(NotNode(title(A)), B),
    "title:-a": NotNode(title(A)),
    "title:heading:a": FieldNode(Field.HEADING, A),
    "body:a AND heading:b": both(FieldNode(Field.BODY, A), FieldNode(Field.HEADING, B)),
    "author:a": TextNode("author:a"),
    "subtitle:a": TextNode("subtitle:a"),
    "Title:a": TextNode("Title:a"),
    "title:": TextNode("title:"),
    "title: a": either(TextNode("title:"), A),
    "(title:)": TextNode("title:"),
    'title:"': title(either()),
    "https://kk.wikipedia.org": TextNode("https://kk.wikipedia.org"),
    # prefixes
    "a*": PrefixNode("a"),
    "a**": PrefixNode("a"),
    "*": TextNode("*"),
    "a*b": PrefixNode("a", rest="b"),
    "*a": TextNode("*a"),
    # operators without operands, and words that look like operators
    "AND": TextNode("AND"),
    "a AND": either(A, TextNode("AND")),
    "AND a": either(TextNode("AND"), A),
    "a OR": either(A, TextNode("OR")),
    "OR a": either(TextNode("OR"), A),
    "a NOT": either(A, TextNode("NOT")),
    "a AND OR b": either(both(A, TextNode("OR")), B),
    "a and b": either(A, TextNode("and"), B),
    "ANDY": TextNode("ANDY"),
    "a && b": either(A, TextNode("&&"), B),
    "(a AND) b": either(either(A, TextNode("AND")), B),
    # parentheses that do not match
    "(a b": either(A, B),
    "a) b": either(A, B),
    ")(": either(),
    "a(b)c": either(A, B, C),
}


@pytest.mark.parametrize(("query", "tree"), CASES.items(), ids=list(CASES))
def test_parse(query, tree):
    assert parse(query) == tree


def leaves(node):
    match node:
        case AndNode(children) | OrNode(children):
            return [leaf for child in children for leaf in leaves(child)]
        case NotNode(child) | FieldNode(_, child):
            return leaves(child)
    return [node]


@given(odd_queries | st.text())
def test_every_leaf_stands_in_the_query_where_it_says(query):
    for leaf in leaves(parse(query)):
        assert query.startswith(leaf.text, leaf.start)


@pytest.mark.parametrize(
    "deep", ["(" * 5000 + "a" + ")" * 5000, "(-title:" * 5000 + "a", "NOT " * 5000 + "a"]
)
def test_nesting_is_bounded(deep):
    assert "TextNode(text='a')" in repr(parse(deep))


@given(odd_queries | st.lists(st.sampled_from(["аб", "AND", "OR", "NOT", "в."]), max_size=6).map(" ".join))
def test_shortcuts_give_what_parse_gives(query):
    plain = parse_plain(query)
    if plain is not None:
        parts = [
            AndNode(tuple(map(TextNode, words))) if len(words) > 1 else TextNode(*words) for words in plain
        ]
        assert parse(query) == (parts[0] if len(parts) == 1 else OrNode(tuple(parts)))
    phrase = parse_phrase(query)
    if phrase is not None:
        assert parse(query) == PhraseNode(phrase, 1)


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
def test_parse_plain(query, plain):
    assert parse_plain(query) == plain


@pytest.mark.parametrize(
    ("query", "prefix"),
    [
        ("кі*п", PrefixNode("кі", rest="п")),
        ("кі**п*", PrefixNode("кі", rest="п*")),
        ("к*т*п", PrefixNode("к", rest="т*п")),
        ("кі**", PrefixNode("кі")),
        ("*кі*", PrefixNode("*кі")),
    ],
)
def test_asterisks_within(query, prefix):
    assert parse(query) == prefix
