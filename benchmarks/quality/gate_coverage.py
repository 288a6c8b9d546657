"""Check that the lexicon covers as much of running text as thresholds.tsv demands."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from measure import Threshold, check, measured, shared, threshold_params


def coverage_module() -> ModuleType:
    """Load coverage.py by its path, as a package of the same name may be installed."""
    spec = importlib.util.spec_from_file_location(
        "kzsearch_coverage", Path(__file__).with_name("coverage.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses looks the module up there
    spec.loader.exec_module(module)
    return module


@cache
def coverage() -> None:
    module = coverage_module()
    found = module.measure(module.read_counts(shared("data/corpus/wordfreq.tsv")))
    assert found.tokens.total() > 1_000_000
    measured["coverage.known"] = found.share("known")
    measured["coverage.with_guesses"] = found.read_share


@pytest.mark.parametrize("threshold", threshold_params("coverage."))
def test_coverage(threshold: Threshold) -> None:
    coverage()
    check(threshold)
