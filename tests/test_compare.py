"""Test the detection of regressions on made-up times, and that paired revisions run simultaneously."""

import sys
from pathlib import Path

import click
import pytest

from benchmarks.compare import comparisons, regressions
from benchmarks.revisions import Revision, measure_pair, processors

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def without_xdist(monkeypatch):
    """Remove the variables of xdist, as pytest-benchmark is off in processes that inherit them."""
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
        monkeypatch.delenv(name, raising=False)


def rounds(base, head):
    return [({"a": b}, {"a": h}) for b, h in zip(base, head, strict=True)]


@pytest.mark.parametrize(
    ("base", "head", "regressed"),
    [
        ([1.0, 1.0, 1.0], [1.0, 1.0, 1.0], False),
        ([1.0, 1.0, 1.0], [1.3, 1.3, 1.3], True),
        ([1.0, 1.0, 1.0], [0.5, 0.5, 0.5], False),
        ([1.0, 1.0, 1.0], [9.0, 1.1, 1.0], False),  # one round was disturbed
        ([1.0, 3.0, 1.0], [1.3, 3.9, 1.3], True),  # a slow round is slow for both
        ([1.0, 1.0, 1.0], [1.2, 1.2, 1.2], False),
        ([1.0, 1.0], [1.0, 1.5], True),
    ],
)
def test_a_regression_is_judged_by_the_median_of_the_ratios(base, head, regressed):
    (compared,) = comparisons(rounds(base, head))
    assert (regressions([compared], 0.2) == [compared]) is regressed


def test_only_benchmarks_in_every_round_of_both_revisions_are_compared():
    measured = [
        ({"old": 1.0, "both": 1.0, "once": 1.0}, {"new": 1.0, "both": 2.0, "once": 1.0}),
        ({"old": 1.0, "both": 1.0}, {"new": 1.0, "both": 2.0}),
    ]
    assert [(each.name, each.ratio) for each in comparisons(measured)] == [("both", 2.0)]
    assert comparisons([]) == []


BENCHMARKS = """
import time
from pathlib import Path
import pytest

EVENTS = Path({events!r})

def happened(what):
    with EVENTS.open("a") as file:
        file.write("{revision} " + what + "\\n")

@pytest.fixture
def made():
    time.sleep({seconds})
    happened("made")

def test_one(made, benchmark):
    happened("one")
    benchmark(sum, [1, 2])

def test_two(made, benchmark):
    happened("two")
    benchmark(sum, [1, 2])
"""


def revision(folder, name, events, seconds, source=BENCHMARKS):
    file = folder / name / "benchmarks" / "bench_made.py"
    file.parent.mkdir(parents=True)
    file.write_text(source.format(revision=name, events=str(events), seconds=seconds), encoding="utf-8")
    return Revision(folder / name, Path(sys.executable))


def test_both_revisions_run_a_benchmark_at_the_same_time(tmp_path):
    events = tmp_path / "events"
    revisions = revision(tmp_path, "base", events, 0), revision(tmp_path, "head", events, 0.5)
    for times in measure_pair(*revisions, "benchmarks/bench_made.py", processors()[0]):
        assert [name.partition("::")[2] for name in times] == ["test_one", "test_two"]
        assert all(seconds > 0 for seconds in times.values())
    happened = events.read_text(encoding="utf-8").splitlines()
    for number, test in enumerate(("one", "two")):
        slower = [index for index, event in enumerate(happened) if event == "head made"][number]
        assert happened.index(f"base {test}") > slower


def test_the_error_for_a_failing_revision_has_its_output(tmp_path):
    events = tmp_path / "events"
    fails = BENCHMARKS.replace("def made():", "def made():\n    raise OSError('no such gauge')")
    for number, (base, head) in enumerate(((fails, BENCHMARKS), (BENCHMARKS, fails))):
        folder = tmp_path / str(number)
        revisions = revision(folder, "base", events, 0, base), revision(folder, "head", events, 0, head)
        with pytest.raises(click.ClickException, match="no such gauge"):
            measure_pair(*revisions, "benchmarks/bench_made.py", processors()[0])
