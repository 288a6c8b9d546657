"""Check the indexing of mistyped words against thresholds.tsv.

Counts the mistyped words that the correct spelling finds, and the correct words to which no correction adds
terms. This takes seconds, as it analyzes single words; documents.py measures the ranking of whole documents,
in minutes.
"""

import sys
from collections import Counter
from functools import cache

import pytest
from measure import Threshold, check, measured, run, shared, threshold_params

from kzsearch.schema import Layer, indexed_terms_of, terms_of
from kzsearch_analyzers import kazakh_analyzer

SHORTEST = 6
"""Minimum number of letters; variants.py leaves shorter words unchanged."""


@cache
def typing_figures() -> None:
    lines = shared("data/gold/ktb_dev.tsv").read_text("utf-8").splitlines()
    words: Counter[str] = Counter()
    for form, _, _, count in (line.split("\t") for line in lines):
        if form.isalpha() and len(form) >= SHORTEST:
            words[form.lower()] += int(count)
    topics = "".join(f"{n}\t{word}\n" for n, word in enumerate(words))
    typed = run(sys.executable, shared("tools/variants.py"), "typo", text=topics).splitlines()
    analyze_word = kazakh_analyzer().analyze_word
    found = unchanged = 0
    for (word, count), line in zip(words.items(), typed, strict=True):
        correct, mistyped = analyze_word(word), analyze_word(line.split("\t")[1])
        found += count * (not set(correct.lemmas).isdisjoint(indexed_terms_of(mistyped, Layer.LEMMA)))
        unchanged += count * (indexed_terms_of(correct, Layer.LEMMA) == terms_of(correct, Layer.LEMMA))
    assert words.total() > 2000
    measured["typing.found"] = 100 * found / words.total()
    measured["typing.left_alone"] = 100 * unchanged / words.total()


@pytest.mark.parametrize("threshold", threshold_params("typing."))
def test_typing_errors(threshold: Threshold) -> None:
    typing_figures()
    check(threshold)
