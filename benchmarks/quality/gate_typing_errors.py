"""Gate: how many mistyped words of documents are found by the meant word, and how many others stay unchanged.

The thresholds are in thresholds.tsv. Takes seconds, as it looks at words alone; documents.py measures the
ranking of whole documents, in minutes.
"""

import sys
from collections import Counter
from functools import cache

import pytest
from measure import Threshold, check, gated, measured, run, shared

from kzsearch.schema import Layer, indexed_terms_of, terms_of
from kzsearch_analyzers import kazakh_analyzer

SHORTEST = 6
"""Letters; variants.py mistypes no shorter words."""


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
    found = alone = 0
    for (word, count), line in zip(words.items(), typed, strict=True):
        meant, wrong = analyze_word(word), analyze_word(line.split("\t")[1])
        found += count * (not set(meant.lemmas).isdisjoint(indexed_terms_of(wrong, Layer.LEMMA)))
        alone += count * (indexed_terms_of(meant, Layer.LEMMA) == terms_of(meant, Layer.LEMMA))
    assert words.total() > 2000
    measured["typing.found"] = 100 * found / words.total()
    measured["typing.left_alone"] = 100 * alone / words.total()


@pytest.mark.parametrize("threshold", gated("typing."))
def test_typing_errors(threshold: Threshold) -> None:
    typing_figures()
    check(threshold)
