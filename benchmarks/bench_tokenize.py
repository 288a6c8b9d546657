"""Measure tokenization of normalized running text, and of the same text in capitals."""

from pytest_benchmark.fixture import BenchmarkFixture
from sizes import TOKENS

from kzsearch_analyzers import normalize
from kzsearch_analyzers.text.tokenizer import tokenize


def test_running_text(benchmark: BenchmarkFixture, running_text: str) -> None:
    normalized = normalize(running_text)
    assert benchmark(lambda: sum(1 for _ in tokenize(normalized))) == TOKENS


def test_text_in_capitals(benchmark: BenchmarkFixture, running_text: str) -> None:
    normalized = normalize(running_text.upper())
    assert benchmark(lambda: sum(1 for _ in tokenize(normalized))) == TOKENS
