"""Mistyped words: the walk over a vocabulary, and the forms of the grammar around a word."""

import random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import SLIPS

from kzsearch.query.spelling import ONE_ERROR, TWO_ERRORS
from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.spelling.candidates import LETTERS, mistyped


def slip(word: str, rnd: random.Random) -> str:
    """One letter wrong, missing or extra, or two swapped, not at the beginning."""
    at = rnd.randrange(1, len(word) - 1)
    before, rest = word[:at], word[at:]
    letter = rnd.choice(LETTERS)
    return rnd.choice(
        [
            before + letter + rest[1:],
            before + rest[1:],
            before + letter + rest,
            before + rest[1] + rest[0] + rest[2:],
        ]
    )


@pytest.fixture(scope="session")
def slips(forms: list[str]) -> list[tuple[str, str]]:
    """Mistyped words and the meant ones, which are long."""
    rnd = random.Random(len(forms))
    return [(slip(word, rnd), word) for word in [form for form in forms if len(form) > 9][:SLIPS]]


@pytest.mark.parametrize("max_errors", [ONE_ERROR, TWO_ERRORS])
def test_walk(
    benchmark: BenchmarkFixture, forms: list[str], slips: list[tuple[str, str]], max_errors: float
) -> None:
    spelling, vocabulary = kazakh_analyzer().spelling, sorted(forms)
    max_cost = int(max_errors * spelling.error_cost)

    def run() -> int:
        return sum(meant in spelling.near(typed, vocabulary, max_cost) for typed, meant in slips)

    assert benchmark(run) == SLIPS


def test_respell(benchmark: BenchmarkFixture, slips: list[tuple[str, str]]) -> None:
    candidates = kazakh_analyzer().spelling.candidates
    unknown = [(typed, meant) for typed, meant in slips if typed != meant]

    def run() -> int:
        return sum(meant in candidates(typed) for typed, meant in unknown)

    assert benchmark(run) > 0.99 * len(unknown)


def test_mistyped_words_of_documents(benchmark: BenchmarkFixture, slips: list[tuple[str, str]]) -> None:
    likely = mistyped().likely
    typed = [wrong for wrong, _ in slips]

    def run() -> int:
        return sum(bool(likely(word)) for word in typed)

    assert benchmark(run) > 0.4 * len(typed)
