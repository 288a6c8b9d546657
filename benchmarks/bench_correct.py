"""Measure spelling correction: the search in a vocabulary, all candidates, and corrections of documents."""

import random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sizes import TYPOS

from kzsearch.query.spelling import ONE_ERROR, TWO_ERRORS
from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.spelling.candidates import ALPHABET


def mistype(word: str, rnd: random.Random) -> str:
    """Return a word with one letter wrong, missing or extra, or two swapped, never the first letter."""
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
def typos(forms: list[str]) -> list[tuple[str, str]]:
    """Return pairs of a mistyped word and its correct spelling, all of ten letters or more."""
    rnd = random.Random(len(forms))
    return [(mistype(word, rnd), word) for word in [form for form in forms if len(form) > 9][:TYPOS]]


@pytest.mark.parametrize("errors", [ONE_ERROR, TWO_ERRORS])
def test_near(
    benchmark: BenchmarkFixture, forms: list[str], typos: list[tuple[str, str]], errors: float
) -> None:
    vocabulary, spelling = sorted(forms), kazakh_analyzer().spelling
    max_cost = int(errors * spelling.error_cost)

    def run() -> int:
        return sum(correct in spelling.near(typed, vocabulary, max_cost) for typed, correct in typos)

    assert benchmark(run) == TYPOS


def test_candidates(benchmark: BenchmarkFixture, typos: list[tuple[str, str]]) -> None:
    candidates = kazakh_analyzer().spelling.candidates
    unknown = [(typed, correct) for typed, correct in typos if typed != correct]

    def run() -> int:
        return sum(correct in candidates(typed) for typed, correct in unknown)

    assert benchmark(run) > 0.99 * len(unknown)


def test_corrections(benchmark: BenchmarkFixture, typos: list[tuple[str, str]]) -> None:
    corrections = kazakh_analyzer().spelling.corrections
    typed = [mistyped for mistyped, _ in typos]

    def run() -> int:
        return sum(bool(corrections(word)) for word in typed)

    assert benchmark(run) > 0.4 * len(typed)
