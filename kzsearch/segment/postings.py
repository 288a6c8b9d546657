"""A posting list: the documents of a term, how often it is in each, and where.

A list is cut into blocks of 128 postings, the last one shorter. A list of several blocks begins with a skip
table (:mod:`.skip_table`). A block of postings is, byte after byte:

1. A header byte: the bit width of the gaps in the six low bits, that of the frequencies in the two high bits;
   3 there means that the next byte has it.
2. Only in a full block of a list of several: the distances of the 16th, 32nd, ... 112th document from the
   last document of the block before, in 16 bits each, or in 32 where the last document of the block is more
   than 65,535 away. With them one group of 16 postings can be decoded alone.
3. The packed gaps: of each document the distance to the one before, minus one.
4. The packed frequencies, each minus one. Most are 1: such a block spends no byte on them.

A list of several blocks that has at least one document in 32 ends with a bitmap: one bit for every document
of the segment, the lowest bit of a byte first.
"""

from __future__ import annotations

import struct
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.errors import IndexFormatError
from kzsearch.segment.native import native
from kzsearch.segment.packing import MAX_BIT_WIDTH, pack, packed_bytes, unpack
from kzsearch.segment.positions import decode_position_block, encode_position_block
from kzsearch.segment.skip_table import (
    BLOCK_SIZE,
    GROUP_SIZE,
    SHORT_GROUP_SPAN,
    TF_CAP,
    SkipTable,
    block_ranges,
    min_norms,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.segment.term_dictionary import TermInfo

BITMAP_MAX_MEAN_GAP = 32
"""A list of several blocks has a bitmap if at least one document in this many has the term."""

TF_WIDTH_ESCAPE = 3
"""The frequency width in a header that means: see the next byte."""


class TermPostings(NamedTuple):
    """A term with its postings, as :func:`encode_postings` takes them; ``positions`` may be empty."""

    term: bytes
    ids: Sequence[int]
    frequencies: Sequence[int]
    positions: Sequence[int]


def encode_postings(
    ids: Sequence[int],
    frequencies: Sequence[int],
    positions: Sequence[int] | None,
    norms: bytes | memoryview,
    size: int,
) -> tuple[bytes, bytes]:
    """Pack a posting list.

    Args:
        ids: Document numbers, ascending, at least one.
        frequencies: How often the term is in each, at least once.
        positions: All positions, posting after posting, ascending within each; None if they are not kept.
        norms: The norm of every document; those after its end may have any.
        size: Number of documents of the segment.

    Returns:
        The bytes of the postings and of the positions.

    Raises:
        ValueError: The documents do not ascend, or one is not in the segment.
    """
    if native is None:
        return encode_postings_in_python(ids, frequencies, positions, norms, size)
    packed_positions = None if positions is None else _as_uint32(positions)
    return native.encode_postings(_as_uint32(ids), _as_uint32(frequencies), packed_positions, norms, size)


def decode_postings(data: memoryview, info: TermInfo, size: int) -> tuple[array[int], array[int]]:
    """Unpack a posting list.

    Args:
        data: The postings of all terms of the field.
        info: Where those of the term lie.
        size: Number of documents of the segment.

    Returns:
        Document numbers, ascending, and how often the term is in each.

    Raises:
        IndexFormatError: The bytes are no posting list of this segment.
    """
    if native is None:
        return decode_postings_in_python(data, info, size)
    ids, frequencies = native.decode_postings(data, info, size)
    return array("I", ids), array("I", frequencies)


def decode_positions(positions: memoryview, info: TermInfo, postings: memoryview, size: int) -> array[int]:
    """Unpack the positions of a posting list.

    Args:
        positions: The positions of all terms of the field.
        info: Where those of the term lie.
        postings: The postings of all terms.
        size: Number of documents of the segment.

    Returns:
        All positions, posting after posting, ascending within each; the frequencies say how many each has.

    Raises:
        IndexFormatError: The bytes are no positions of this list.
    """
    if native is None:
        return decode_positions_in_python(positions, info, postings, size)
    return array("I", native.decode_positions(postings, positions, info, size))


def encode_postings_in_python(
    ids: Sequence[int],
    frequencies: Sequence[int],
    positions: Sequence[int] | None,
    norms: bytes | memoryview,
    size: int,
) -> tuple[bytes, bytes]:
    """Do what :func:`encode_postings` does."""
    table = SkipTable([], [], [], bytearray(), bytearray())
    blocks, position_blocks = bytearray(), bytearray()
    previous, used = -1, 0
    for start in range(0, len(ids), BLOCK_SIZE):
        block_ids = ids[start : start + BLOCK_SIZE]
        block_frequencies = frequencies[start : start + BLOCK_SIZE]
        has_groups = len(ids) > BLOCK_SIZE == len(block_ids)
        blocks += _encode_block(previous, block_ids, block_frequencies, has_groups=has_groups)
        if positions is not None:
            count = sum(block_frequencies)
            position_blocks += encode_position_block(positions[used : used + count], block_frequencies)
            used += count
        previous = block_ids[-1]
        table.last_documents.append(previous)
        table.postings_ends.append(len(blocks))
        table.positions_ends.append(len(position_blocks))
        table.max_tfs.append(min(TF_CAP, max(block_frequencies)))
        table.min_norms.extend(min_norms(block_ids, block_frequencies, norms))
    skip_table = table.encode() if len(table.last_documents) > 1 else b""
    return skip_table + blocks + _bitmap(ids, size), bytes(position_blocks)


def decode_postings_in_python(data: memoryview, info: TermInfo, size: int) -> tuple[array[int], array[int]]:
    """Do what :func:`decode_postings` does."""
    ids, frequencies = array("I"), array("I")
    previous = -1
    for block in block_ranges(data, info):
        count = min(BLOCK_SIZE, info.doc_freq - len(ids))
        gaps, block_frequencies = _decode_block(data[block.start : block.end], count, block.group_ends_bytes)
        found = list(accumulate(gaps, lambda last, gap: last + gap + 1, initial=previous))
        previous = found[-1]
        if previous >= size:
            raise IndexFormatError(f"a posting list has document {previous}, in a segment of {size}")
        ids.extend(found[1:])
        frequencies.extend(block_frequencies)
    return ids, frequencies


def decode_positions_in_python(
    positions: memoryview, info: TermInfo, postings: memoryview, size: int
) -> array[int]:
    """Do what :func:`decode_positions` does."""
    _, frequencies = decode_postings_in_python(postings, info, size)
    found = array("I")
    for number, block in enumerate(block_ranges(postings, info)):
        start = block.positions_start
        if not info.positions_start <= start < min(info.positions_end, len(positions)):
            raise IndexFormatError(f"the positions at byte {start} lie outside of their list")
        block_frequencies = frequencies[number * BLOCK_SIZE : (number + 1) * BLOCK_SIZE]
        found.extend(decode_position_block(positions[: info.positions_end], start, block_frequencies))
    return found


def _as_uint32(values: Sequence[int]) -> array[int] | memoryview:
    return values if isinstance(values, (array, memoryview)) else array("I", values)


def _bitmap(ids: Sequence[int], size: int) -> bytes:
    """Return the bitmap of a list; empty if it has none."""
    if len(ids) <= BLOCK_SIZE or len(ids) * BITMAP_MAX_MEAN_GAP < size:
        return b""
    if ids[-1] >= size:
        raise ValueError(f"document {ids[-1]} in a segment of {size}")
    bitmap = bytearray(size // 8 + 1)
    for document in ids:
        bitmap[document >> 3] |= 1 << (document & 7)
    return bytes(bitmap)


def _encode_block(
    previous: int, ids: Sequence[int], frequencies: Sequence[int], *, has_groups: bool
) -> bytes:
    gaps, last = [], previous
    for document in ids:
        gaps.append(document - last - 1)
        last = document
    if min(gaps) < 0 or min(frequencies) < 1:
        raise ValueError("documents must ascend, and each must have the term at least once")
    repeats = [frequency - 1 for frequency in frequencies]
    gap_width, tf_width = max(gaps).bit_length(), max(repeats).bit_length()
    if tf_width < TF_WIDTH_ESCAPE:
        header = bytes([gap_width | tf_width << 6])
    else:
        header = bytes([gap_width | TF_WIDTH_ESCAPE << 6, tf_width])
    group_ends = b""
    if has_groups:
        ends = [document - previous for document in ids[GROUP_SIZE - 1 : -1 : GROUP_SIZE]]
        number_format = "H" if ids[-1] - previous <= SHORT_GROUP_SPAN else "I"
        group_ends = struct.pack(f"<{len(ends)}{number_format}", *ends)
    return header + group_ends + pack(gaps, gap_width) + pack(repeats, tf_width)


def _decode_block(block: memoryview, count: int, group_ends_bytes: int) -> tuple[list[int], list[int]]:
    """Return the gaps and the frequencies of a block."""
    if not len(block):
        raise IndexFormatError("a block of postings is empty")
    gap_width, tf_width, start = block[0] & 0x3F, block[0] >> 6, 1
    if tf_width == TF_WIDTH_ESCAPE:
        if len(block) < 2:
            raise IndexFormatError("a block of postings ends in its header")
        tf_width, start = block[1], 2
    if gap_width > MAX_BIT_WIDTH or tf_width > MAX_BIT_WIDTH:
        raise IndexFormatError(f"a block of postings has numbers of {max(gap_width, tf_width)} bits")
    start += group_ends_bytes
    gaps = unpack(block, start, count, gap_width)
    repeats = unpack(block, start + packed_bytes(count, gap_width), count, tf_width)
    return gaps, [repeat + 1 & 0xFFFFFFFF for repeat in repeats] if tf_width else [1] * count
