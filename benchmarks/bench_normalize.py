"""Measure normalization of clean text, and of text with something to correct in every other word."""

import unicodedata
from collections.abc import Callable

from pytest_benchmark.fixture import BenchmarkFixture

from kzsearch_analyzers import normalize
from kzsearch_analyzers.text.tokenizer import tokenize

DIRTY_OVER_TOKENIZE = 15
"""Maximum ratio of the time to normalize dirty text to that of tokenizing clean text; 6 measured."""


def dirty(text: str) -> str:
    """Return the text with a soft hyphen and Latin homoglyphs in every other long word."""
    words = text.split(" ")
    return " ".join(
        w[:3] + "\u00ad" + w[3:].replace("а", "a") if n % 2 and len(w) > 4 else w for n, w in enumerate(words)
    )


def test_clean_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    result = benchmark(normalize, running_text)
    assert len(result.text) == len(running_text)


def test_decomposed_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    result = benchmark(normalize, unicodedata.normalize("NFD", running_text))
    assert result.text == normalize(running_text).text


def test_dirty_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    result = benchmark(normalize, dirty(running_text))
    assert result.text == normalize(running_text).text


def test_gate_dirty_text_costs_a_bounded_multiple(running_text: str, seconds: Callable[..., float]) -> None:
    odd, clean = dirty(running_text), normalize(running_text)
    ratio = seconds(lambda: normalize(odd)) / seconds(lambda: sum(1 for _ in tokenize(clean)))
    assert ratio < DIRTY_OVER_TOKENIZE, (
        f"dirty text takes {ratio:.1f} times as long to normalize as clean text to tokenize"
    )
