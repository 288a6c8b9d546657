"""What counts as a loss of speed, on made-up times: nothing is measured here."""

import pytest

from benchmarks.compare import comparisons, losses


def rounds(base, head):
    return [({"a": b}, {"a": h}) for b, h in zip(base, head, strict=True)]


@pytest.mark.parametrize(
    ("base", "head", "lost"),
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
def test_a_loss_is_judged_by_the_median_of_the_ratios(base, head, lost):
    (compared,) = comparisons(rounds(base, head))
    assert (losses([compared], 0.2) == [compared]) is lost


def test_only_what_every_round_of_both_sides_has_is_compared():
    measured = [
        ({"old": 1.0, "both": 1.0, "once": 1.0}, {"new": 1.0, "both": 2.0, "once": 1.0}),
        ({"old": 1.0, "both": 1.0}, {"new": 1.0, "both": 2.0}),
    ]
    assert [(each.name, each.ratio) for each in comparisons(measured)] == [("both", 2.0)]
    assert comparisons([]) == []
