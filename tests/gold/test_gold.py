"""The analyzer on the gold set: tokens, and lemmas but for the misses that the file names."""

from __future__ import annotations

import pytest
from gold.check import Result, compare, read_sentences, shares

from kzsearch_analyzers import kazakh_analyzer

FIRST, AMONG = 96.8, 99.3
"""Per cent of tokens; the file names every miss, so these only keep it from naming too many."""


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return compare(read_sentences(), kazakh_analyzer().analyze)


def test_every_token_and_lemma_is_as_the_file_says(results: list[Result]) -> None:
    differences = [line for result in results for line in result.differences()]
    assert not differences, (
        "Read each line: mend the analyzer where it is wrong, or name the miss in the file with a line "
        "'! FORM (late): REASON', or take the line of a miss out that is none any more.\n"
        + "\n".join(differences)
    )


def test_shares_of_right_lemmas(results: list[Result]) -> None:
    share = shares(results)
    assert share.first >= FIRST
    assert share.among >= AMONG


def test_the_set_is_large_and_varied() -> None:
    sentences = read_sentences()
    assert len(sentences) >= 300
    assert len({sentence.text for sentence in sentences}) == len(sentences)
    assert len({sentence.topic for sentence in sentences}) >= 20


def test_lemmas_are_lower_case_and_not_repeated() -> None:
    for sentence in read_sentences():
        for token in sentence.tokens:
            assert all(lemma == lemma.lower() for lemma in token.lemmas), token
            assert len(set(token.lemmas)) == len(token.lemmas), token
