"""Define Hypothesis strategies for texts, Kazakh words, and chains of tags that the grammar allows."""

from __future__ import annotations

import unicodedata
from functools import cache

from hypothesis import strategies as st

from kzsearch_analyzers.morphology.grammar import Edge, inflection
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
MAX_CHAIN = 5
"""Maximum number of suffixes; longer chains exceed the analyzer's limit for endings and are not in use."""

SEAMS = [
    "-", "–", "—", "'", "’", "ʼ", "\u00ad", "\u200b", "\u200d", "\ufeff",
    "\u0306", "\u0308", "\u0301", "\u0300",
    ".", ",", "%", "@", "/", "http://", "www.", ".kz", "№", "§", "²", "½", " ", "\n", "\u00a0", "\u2028",
    "İ", "ı", "ß", "ə", "ɵ", "γ", "a", "e", "o", "p", "c", "x", "i",
    "Ұ", "Һ", "\u0674", "ش", "你好", "🙂", "\ud800", "\x00",
]  # fmt: skip
"""Hard input for tokenizers: signs inside words, look-alikes, marks, other scripts, a lone surrogate."""

anything = st.text(max_size=60)
"""Any text that Unicode allows."""

words = st.text(KAZAKH, min_size=1, max_size=20)
"""Strings of Kazakh letters, rarely words of the lexicon."""


@cache
def some_lemmas() -> list[str]:
    """Return every lemma, sorted."""
    return sorted({x.lemma for x in lexicon()})


def lemmas() -> st.SearchStrategy[str]:
    return st.sampled_from(some_lemmas())


def kazakh_texts() -> st.SearchStrategy[str]:
    """Return texts of words with signs of ``SEAMS`` between and inside them, in NFC or NFD and any case."""
    pieces = st.one_of(lemmas(), words, st.sampled_from(SEAMS), st.just(" "), st.integers(0, 99_999).map(str))
    cases = st.sampled_from([str, str.upper, str.title])
    forms = st.sampled_from([str, lambda s: unicodedata.normalize("NFD", s)])
    texts = st.lists(pieces, max_size=12).map("".join)
    return st.builds(lambda text, case, form: form(case(text)), texts, cases, forms)


@cache
def _edges_from(state: int) -> tuple[Edge, ...]:
    grammar = inflection()
    return tuple(
        edge for name in sorted(grammar.edges) for edge in grammar.edges[name] if edge.sources & state
    )


@st.composite
def chains(draw: st.DrawFn, start: int) -> tuple[str, ...]:
    """Draw the tags along a path of the graph from a state; some chains have no spelling."""
    state, tags = start, []
    for _ in range(draw(st.integers(0, MAX_CHAIN))):
        edges = _edges_from(state)
        if not edges:
            break
        edge = draw(st.sampled_from(edges))
        tags.append(edge.suffix.tag)
        state = edge.target
    return tuple(tags)


@st.composite
def inflected(draw: st.DrawFn) -> tuple[Lexeme, tuple[str, ...]]:
    """Draw a lexeme of the lexicon with a chain of tags from the start state of its part of speech."""
    lexeme = draw(st.sampled_from(lexicon().lexemes(draw(lemmas()))))
    return lexeme, draw(chains(inflection().start[lexeme.pos]))
