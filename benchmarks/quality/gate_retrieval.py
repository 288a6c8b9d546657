"""Check the ranking for queries in every script and from every keyboard against thresholds.tsv."""

import pytest
from measure import RETRIEVAL_SETS, Threshold, check, measure_retrieval, threshold_params


@pytest.mark.parametrize(
    "threshold", [row for name in RETRIEVAL_SETS for row in threshold_params(f"{name}.")]
)
def test_retrieval(threshold: Threshold) -> None:
    measure_retrieval()
    check(threshold)
