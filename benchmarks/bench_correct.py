"""Mistyped words: the search in a vocabulary, all candidates, and the corrections of documents."""

import random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import SLIPS

from kzsearch.query.spelling import ONE_ERROR, TWO_ERRORS
from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.spelling.candidates import ALPHABET


def slip(word: str, rnd: random.Random) -> str:
    """Return a word with one letter wrong, missing or extra, or two swapped, not at the beginning."""
    at = rnd.randrange(1, len(word) - 1)
    before, rest = word[:at], word[at:]
    letter = rnd.choice(ALPHABET)
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
    """Return mistyped words, each with the meant one, which is long."""
    rnd = random.Random(len(forms))
    return [(slip(word, rnd), word) for word in [form for form in forms if len(form) > 9][:SLIPS]]


@pytest.mark.parametrize("errors", [ONE_ERROR, TWO_ERRORS])
def test_near(
    benchmark: BenchmarkFixture, forms: list[str], slips: list[tuple[str, str]], errors: float
) -> None:
    vocabulary, spelling = sorted(forms), kazakh_analyzer().spelling
    max_cost = int(errors * spelling.error_cost)

    def run() -> int:
        return sum(meant in spelling.near(typed, vocabulary, max_cost) for typed, meant in slips)

    assert benchmark(run) == SLIPS


def test_candidates(benchmark: BenchmarkFixture, slips: list[tuple[str, str]]) -> None:
    candidates = kazakh_analyzer().spelling.candidates
    unknown = [(typed, meant) for typed, meant in slips if typed != meant]

    def run() -> int:
        return sum(meant in candidates(typed) for typed, meant in unknown)

    assert benchmark(run) > 0.99 * len(unknown)


def test_corrections(benchmark: BenchmarkFixture, slips: list[tuple[str, str]]) -> None:
    corrections = kazakh_analyzer().spelling.corrections
    typed = [wrong for wrong, _ in slips]

    def run() -> int:
        return sum(bool(corrections(word)) for word in typed)

    assert benchmark(run) > 0.4 * len(typed)
