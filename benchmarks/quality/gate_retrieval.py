"""Ranking must not fall, in no script and on no keyboard: see thresholds.tsv."""

import pytest
from measure import RETRIEVAL, Threshold, check, gated, retrieval


@pytest.mark.parametrize("threshold", [row for name in RETRIEVAL for row in gated(f"{name}.")])
def test_retrieval(threshold: Threshold) -> None:
    retrieval()
    check(threshold)
