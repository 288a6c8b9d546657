"""Check lemma accuracy against thresholds.tsv."""

import measure
import pytest
from measure import Threshold, check, measure_lemmas, threshold_params

SETS = ("ktb", "klc", "nouns")


@pytest.mark.parametrize("threshold", [row for name in SETS for row in threshold_params(f"{name}.")])
def test_lemmas(threshold: Threshold) -> None:
    measure_lemmas(threshold.figure.split(".")[0])
    check(threshold)


def test_every_threshold_has_a_gate() -> None:
    gates = (*SETS, *measure.RETRIEVAL_SETS, "coverage", "orthography", "typing")
    assert all(t.figure.startswith(tuple(f"{name}." for name in gates)) for t in measure.thresholds())
    assert len({t.figure for t in measure.thresholds()}) == len(measure.thresholds())
