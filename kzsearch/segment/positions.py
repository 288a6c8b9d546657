"""The positions of a term in its documents, in blocks that match the blocks of its postings.

A block is a byte with the bit width of its numbers, then the packed numbers: for every posting in turn its
first position and the distance of each further position from the one before.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def encode_position_block(positions: Sequence[int], frequencies: Sequence[int]) -> bytes:
    """Pack a block.

    Args:
        positions: Posting after posting, ascending within each.
        frequencies: How many of them each posting has.
    """
    values, used = [], 0
    for frequency in frequencies:
        previous = 0
        for position in positions[used : used + frequency]:
            values.append(position - previous)
            previous = position
        used += frequency
    width = max(values).bit_length()
    return bytes([width]) + pack(values, width)


def decode_position_block(data: memoryview, start: int, frequencies: Sequence[int]) -> Iterator[int]:
    """Iterate over the positions of a block, posting after posting.

    Args:
        data: The positions up to the end of the term.
        start: The first byte of the block.
        frequencies: Of the postings of the block.

    Raises:
        IndexFormatError: The bytes are no positions of these postings.
    """
    if not data[start] and sum(frequencies) != len(frequencies):
        raise IndexFormatError("a term has the same position in a document several times")
    values, used = unpack(data, start + 1, sum(frequencies), data[start]), 0
    for frequency in frequencies:
        for position in accumulate(values[used : used + frequency]):
            yield position & 0xFFFFFFFF
        used += frequency
