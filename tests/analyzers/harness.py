"""Helpers for the tests of the analyzers: texts, examples of tables, checks of token streams and of cost."""

import time
import unicodedata
from collections.abc import Callable
from itertools import pairwise

from hypothesis import strategies as st

from kzsearch_analyzers.tables import Row
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.text.tokenizer import RawToken, tokenize
from kzsearch_analyzers.token import TokenKind

KAZAKH_LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

# Characters that normalisation and tokenisation treat specially: scripts, homoglyphs, marks, invisible ones.
_TRICKY = (
    KAZAKH_LETTERS
    + "АӘҒҚҢӨҰҮҺІУТВНМҮЁЙ"
    + "abcehikopxyvzABCEHIKMOPTXYVÁáéöüşñğıİIǵʼ"
    + "əƏɵθϴѳӏӊјїßſςΣΩÅKǅ"
    + "٠٤بيكۇٴءـه"
    + "\u0301\u0306\u0307\u0308\u0323\u0327\u030c\u0654\u20e3\u093f\u0e31"
    + "\u00ad\u034f\u200b\u200d\ufeff\ufe0f\u1160\U000e0020"
    + "ᄀ\u1161\u11a8한中हก"
    + "'’‘ʼ`´-‐‑–—−._@/:?#%№&+=,;!«»\"() \t\n\r\xa0\u2028"
    + "0123456789²₂½①Ⅻ😀"
)


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Return a strategy of arbitrary texts, and of texts made of special characters."""
    return st.one_of(st.text(max_size=max_size), st.text(st.sampled_from(_TRICKY), max_size=max_size))


def example(row: Row, column: int) -> tuple[str, str]:
    """Return the two sides of a cell ``given = expected``."""
    given, separator, expected = row.cells[column].partition(" = ")
    assert separator, f"{row.table}:{row.line}: an example is written 'given = expected'"
    return given, expected


def assert_token_stream(
    text: str, terms: list[str] | None = None, kinds: list[TokenKind] | None = None
) -> list[RawToken]:
    """Return the tokens of a text after checking the invariants of tokens, and terms and kinds if given."""
    tokens = list(tokenize(normalize(text)))
    for token in tokens:
        assert token.term, f"empty term: {token}"
        assert 0 <= token.start < token.end <= len(text), f"offsets outside the text: {token}"
        surface = normalize(text[token.start : token.end]).text.replace("%", "")
        assert token.term in surface, f"term {token.term!r} is not what {surface!r} says"
        assert any(c.isalnum() for c in token.term), f"neither letter nor digit: {token}"
        assert not any(c.isspace() for c in token.term), f"space inside: {token}"
    for left, right in pairwise(tokens):
        assert left.end <= right.start, f"overlap or wrong order: {left}, {right}"
    if terms is not None:
        assert [token.term for token in tokens] == terms
    if kinds is not None:
        assert [token.kind for token in tokens] == kinds
    return tokens


def assert_linear(function: Callable[[str], object], unit: str, size: int) -> None:
    """Check that four times as much text takes less than ten times as long; quadratic work takes sixteen."""

    def seconds(text: str) -> float:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            function(text)
            times.append(time.perf_counter() - start)
        return min(times)

    text = unit * (size // len(unit))
    assert seconds(text * 4) < 10 * seconds(text) + 0.01


def nfd(text: str) -> str:
    """Return the text decomposed: й is и and a breve."""
    return unicodedata.normalize("NFD", text)


def one_error_away(word: str) -> set[str]:
    """Return all spellings that one error makes of a word (Norvig's enumeration), without the word."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in KAZAKH_LETTERS}
    found |= {a + c + b for a, b in cuts for c in KAZAKH_LETTERS}
    return found - {word}
