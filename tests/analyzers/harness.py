"""What every test of the analyzers may use: checks of token streams, and texts to try them on."""

import gc
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

# Where normalising and tokenising go wrong: letters of several scripts, twins, marks, invisible signs.
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
    """Any text at all, and texts in which the tricky characters meet."""
    return st.one_of(st.text(max_size=max_size), st.text(st.sampled_from(_TRICKY), max_size=max_size))


def example(row: Row, column: int) -> tuple[str, str]:
    """The two sides of a cell ``given = expected``."""
    given, separator, expected = row.cells[column].partition(" = ")
    assert separator, f"{row.table}:{row.line}: an example is written 'given = expected'"
    return given, expected


def assert_token_stream(
    text: str, terms: list[str] | None = None, kinds: list[TokenKind] | None = None
) -> list[RawToken]:
    """The tokens of a text, which are checked against what is expected and for what must always hold."""
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


def assert_linear(work: Callable[[str], object], unit: str, size: int = 4_000) -> None:
    """Check that eight times the text takes less than 24 times as long; quadratic work takes 64 times.

    Processor time, the least of some runs, so that other processes do not disturb; without the garbage
    collector, whose pauses depend on what the session holds.
    """

    def seconds(characters: int, runs: int) -> float:
        text = unit * (characters // len(unit))
        times = []
        for _ in range(runs):
            start = time.process_time()
            work(text)
            times.append(time.process_time() - start)
        return min(times)

    gc.disable()
    try:
        short, long = seconds(size, 5), seconds(8 * size, 2)
    finally:
        gc.enable()
    assert long < 24 * short, (
        f"{unit!r}: {size} characters take {short:.4f} s, eight times as many {long:.4f} s"
    )


def nfd(text: str) -> str:
    """The text with letters taken apart: й is и and a breve."""
    return unicodedata.normalize("NFD", text)
