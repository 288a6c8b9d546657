from array import array

import pytest

from kzsearch.segment.norms import NORM_LENGTHS, encode_norm, encode_norms


@pytest.mark.parametrize(
    ("length", "kept"),
    # Read off SmallFloat of Lucene 10.5.1.
    [(0, 0), (1, 1), (39, 39), (40, 40), (41, 40), (42, 42), (57, 56), (100, 96), (1000, 984)],
)
def test_lengths_are_rounded_as_in_lucene(length, kept):
    assert NORM_LENGTHS[encode_norm(length)] == kept


def test_every_norm_has_its_own_length():
    assert [encode_norm(length) for length in NORM_LENGTHS] == list(range(256))
    assert list(NORM_LENGTHS) == sorted(set(NORM_LENGTHS))
    assert NORM_LENGTHS[-1] > 2**30


@pytest.mark.parametrize("lengths", [[], [0, 0], [0, 1, 4095], [4096, 1, 100_000]])
def test_norms_of_many_fields_are_those_of_each(lengths):
    assert encode_norms(array("I", lengths)) == bytes(map(encode_norm, lengths))
