"""Check round trips through every orthography and their detection against thresholds.tsv."""

from functools import cache

import orthographies
import pytest
from measure import Threshold, check, measured, shared, threshold_params


@cache
def orthography_figures() -> None:
    words = orthographies.read_words(shared("data/gold/ktb_dev.tsv"))
    texts = orthographies.sentences(shared("data/corpus/kk.jsonl"))
    shared("data/translit")
    shared("tools/variants.py")
    assert words.total() > 3000
    assert len(texts) == orthographies.SENTENCES
    for figure, name, found in orthographies.tables(words, texts):
        assert found.total, f"no data for {figure} {name}"
        measured[f"orthography.{figure}.{name}"] = found.percent


@pytest.mark.parametrize("threshold", threshold_params("orthography."))
def test_orthographies(threshold: Threshold) -> None:
    orthography_figures()
    check(threshold)
