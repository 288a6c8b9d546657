"""Posting lists, in Python and in C."""

import random
from array import array
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.errors import IndexFormatError
from kzsearch.segment import postings
from kzsearch.segment.native import COMPILED
from kzsearch.segment.postings import encode_postings_in_python
from kzsearch.segment.skip_table import BLOCK_SIZE, MIN_NORM_TFS, NO_NORM, SKIP_ENTRY_BYTES, TF_CAP
from kzsearch.segment.term_dictionary import TermInfo

PYTHON = SimpleNamespace(
    encode_postings=postings.encode_postings_in_python,
    decode_postings=postings.decode_postings_in_python,
    decode_positions=postings.decode_positions_in_python,
)
CODECS = [
    pytest.param(PYTHON, id="python"),
    pytest.param(postings, id="c", marks=pytest.mark.skipif(not COMPILED, reason="not compiled")),
]
codecs = pytest.mark.parametrize("codec", CODECS)


@st.composite
def posting_lists(draw):
    """Documents, frequencies, positions: some lists of several blocks, with wide and narrow gaps."""
    rng = random.Random(draw(st.integers(0, 1 << 32)))
    count = draw(st.sampled_from([1, 2, 3, 127, 128, 129, 256, 300, 900]))
    max_gap = draw(st.sampled_from([1, 2, 50, 100_000]))
    max_frequency = draw(st.sampled_from([1, 2, 3, 9, 200]))
    ids, document = [], -1
    for _ in range(count):
        document += rng.randint(1, max_gap)
        ids.append(document)
    frequencies = [rng.choice((1, rng.randint(1, max_frequency))) for _ in ids]
    by_posting = [sorted(rng.sample(range(3 * max_frequency), frequency)) for frequency in frequencies]
    return ids, frequencies, [position for some in by_posting for position in some]


def varied_norms(size):
    return bytes((document * 7) % 251 for document in range(size))


@codecs
@settings(deadline=None)
@given(case=posting_lists(), kept=st.booleans(), before=st.binary(max_size=3), after=st.binary(max_size=9))
def test_decoding_inverts_encoding(codec, case, kept, before, after):
    ids, frequencies, positions = case
    size = ids[-1] + 1
    arguments = (ids, frequencies, positions if kept else None, varied_norms(min(size, 3000)), size)
    packed, packed_positions = codec.encode_postings(*arguments)
    assert (packed, packed_positions) == encode_postings_in_python(*arguments)
    start = len(before)
    info = TermInfo(
        0, len(ids), sum(frequencies), start, start + len(packed), start, start + len(packed_positions)
    )
    data, positions_data = memoryview(before + packed + after), memoryview(before + packed_positions + after)
    found_ids, found_frequencies = codec.decode_postings(data, info, size)
    assert (list(found_ids), list(found_frequencies)) == (ids, frequencies)
    if kept:
        assert list(codec.decode_positions(positions_data, info, data, size)) == positions
    with pytest.raises(IndexFormatError):
        codec.decode_postings(data, info, size - 1)


@given(case=posting_lists())
def test_skip_tables_describe_the_blocks(case):
    ids, frequencies, _ = case
    size = ids[-1] + 1
    norms = varied_norms(size) if size < 100_000 else b""
    data, _ = encode_postings_in_python(ids, frequencies, None, norms, size)
    count = -(-len(ids) // BLOCK_SIZE)
    if count == 1:
        assert len(data) < SKIP_ENTRY_BYTES + 9 * BLOCK_SIZE
        return
    last_documents = array("I", data[: 4 * count])
    max_tfs, min_norms = data[12 * count : 13 * count], data[13 * count : SKIP_ENTRY_BYTES * count]
    for number in range(count):
        block = slice(number * BLOCK_SIZE, (number + 1) * BLOCK_SIZE)
        assert last_documents[number] == ids[block][-1]
        assert max_tfs[number] == min(TF_CAP, max(frequencies[block]))
        rows = list(zip(ids[block], frequencies[block], strict=True))
        for tf in range(1, MIN_NORM_TFS + 1):
            held = [norms[document] if norms else 0 for document, frequency in rows if frequency >= tf]
            assert min_norms[MIN_NORM_TFS * number + tf - 1] == min(held, default=NO_NORM)


@codecs
def test_lists_of_frequent_terms_end_with_a_bitmap(codec):
    ids = list(range(5, 5 + 32 * 200, 32))
    without, _ = codec.encode_postings(ids, [1] * 200, None, b"", 6401)
    data, _ = codec.encode_postings(ids, [1] * 200, None, b"", 6400)
    bitmap = data[len(without) :]
    assert (data[: len(without)], len(bitmap)) == (without, 801)
    assert [each for each in range(6400) if bitmap[each >> 3] >> (each & 7) & 1] == ids
    with pytest.raises(ValueError, match="document"):
        codec.encode_postings(ids, [1] * 200, None, b"", ids[-1])


@codecs
@pytest.mark.parametrize(
    ("ids", "frequencies"),
    [([2, 1], [1, 1]), ([1, 1], [1, 1]), ([1], [0]), ([*range(128), 127], [1] * 129)],
)
def test_documents_must_ascend_and_have_the_term(codec, ids, frequencies):
    with pytest.raises(ValueError, match="must ascend"):
        codec.encode_postings(ids, frequencies, None, b"", 200)


def test_a_frequency_of_one_takes_no_byte():
    ids = range(0, 100 * BLOCK_SIZE, 100)
    arguments = (ids, [1] * BLOCK_SIZE, [7] * BLOCK_SIZE, b"", ids[-1] + 1)
    packed, packed_positions = encode_postings_in_python(*arguments)
    assert len(packed) == 1 + BLOCK_SIZE * 7 // 8
    assert len(packed_positions) == 1 + BLOCK_SIZE * 3 // 8
