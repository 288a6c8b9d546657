import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch.errors import IndexFormatError
from kzsearch.segment.packing import append_varint, pack, packed_bytes, read_varint, unpack


@given(st.integers(0, 32).flatmap(lambda w: st.tuples(st.just(w), st.lists(st.integers(0, (1 << w) - 1)))))
def test_unpack_inverts_pack(case):
    width, values = case
    data = pack(values, width)
    assert len(data) == packed_bytes(len(values), width)
    assert unpack(memoryview(b"x" + data), 1, len(values), width) == values


def test_packed_numbers_outside_of_the_data_are_refused():
    with pytest.raises(IndexFormatError, match="do not fit into 8 bytes"):
        unpack(memoryview(bytes(8)), 0, 65, 1)
    with pytest.raises(IndexFormatError, match="33 bits"):
        unpack(memoryview(bytes(80)), 0, 1, 33)


@given(st.lists(st.integers(0, (1 << 64) - 1)))
def test_read_varint_inverts_append_varint(numbers):
    data = bytearray()
    for number in numbers:
        append_varint(data, number)
    at = 0
    for number in numbers:
        found, at = read_varint(memoryview(data), at)
        assert found == number
    with pytest.raises(IndexFormatError, match="no end"):
        read_varint(memoryview(data), at)
