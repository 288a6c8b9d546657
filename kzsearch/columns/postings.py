"""One posting list: the documents of a term, how often it is in each, and where.

A list is cut into blocks of 128 postings, the last one shorter. A list of several blocks begins with a table
of three 32-bit numbers a block: its last document, its end in the postings behind the table, and its end in
the positions. A reader finds the block of a document there without unpacking the others.

Postings of a block: a byte with the width of the gaps in its six low bits and the width of the frequencies in
the two high ones, where 3 says that the next byte has it; the packed gaps, each one less than the distance to
the document before; the packed frequencies, each less one. Most words occur once: then these take no room.

Positions of a block: a byte with their width; for every posting in turn its first position and the distances
of the others, packed.
"""

from __future__ import annotations

import struct
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.columns.packing import MAX_WIDTH, pack, packed_bytes, unpack
from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 128
"""Postings of a full block."""

_SKIP = struct.Struct("<III")
_LONG_FREQUENCIES = 3


class Entry(NamedTuple):
    """What a dictionary knows of a term.

    Attributes:
        ordinal: Its place among the terms of the field.
        documents: How many have it.
        occurrences: How often it occurs in all of them.
        postings: First byte of its postings in their section.
        postings_end: The byte behind them.
        positions: First byte of its positions.
        positions_end: The byte behind them.
    """

    ordinal: int
    documents: int
    occurrences: int
    postings: int
    postings_end: int
    positions: int
    positions_end: int


class TermPostings(NamedTuple):
    """A term with its postings, in the form that :func:`encode_list` takes; positions may be none."""

    term: bytes
    ids: Sequence[int]
    frequencies: Sequence[int]
    positions: Sequence[int]


def encode_list(
    ids: Sequence[int], frequencies: Sequence[int], positions: Sequence[int] | None
) -> tuple[bytes, bytes]:
    """Pack a posting list.

    Args:
        ids: Document numbers, ascending, at least one.
        frequencies: How often the term is in each, at least once.
        positions: All positions, posting after posting, ascending within each; None if they are not kept.

    Returns:
        The bytes of the postings and of the positions.
    """
    skips, blocks, places = [], bytearray(), bytearray()
    previous, used = -1, 0
    for start in range(0, len(ids), BLOCK):
        block_ids = ids[start : start + BLOCK]
        block_frequencies = frequencies[start : start + BLOCK]
        blocks += _encode_block(previous, block_ids, block_frequencies)
        if positions is not None:
            count = sum(block_frequencies)
            places += _encode_positions(positions[used : used + count], block_frequencies)
            used += count
        previous = block_ids[-1]
        skips.append(_SKIP.pack(previous, len(blocks), len(places)))
    return (b"".join(skips) if len(skips) > 1 else b"") + blocks, bytes(places)


def decode_list(data: memoryview, entry: Entry, size: int) -> tuple[array[int], array[int]]:
    """Unpack a posting list.

    Args:
        data: The section.
        entry: The term.
        size: Number of documents of the segment.

    Returns:
        Document numbers, ascending, and how often the term is in each.

    Raises:
        IndexFormatError: The bytes are no posting list of this segment.
    """
    ids, frequencies = array("I"), array("I")
    previous, count = -1, entry.documents
    for start, stop, _ in _blocks(data, entry):
        here = min(BLOCK, count - len(ids))
        gaps, more = _decode_block(data[start:stop], here)
        found = list(accumulate(gaps, lambda last, gap: last + gap + 1, initial=previous))
        previous = found[-1]
        if previous >= size:
            raise IndexFormatError(f"document {previous} in a segment of {size}")
        ids.extend(found[1:])
        frequencies.extend(more)
    return ids, frequencies


def decode_positions(positions: memoryview, entry: Entry, postings: memoryview, size: int) -> array[int]:
    """Unpack the positions of a list.

    Args:
        positions: The section with the positions.
        entry: The term.
        postings: The section with the postings.
        size: Number of documents of the segment.

    Returns:
        All positions, posting after posting, ascending within each; the frequencies say how many each has.
    """
    _, frequencies = decode_list(postings, entry, size)
    found = array("I")
    for number, (_, _, start) in enumerate(_blocks(postings, entry)):
        block = frequencies[number * BLOCK : (number + 1) * BLOCK]
        if not entry.positions <= start < min(entry.positions_end, len(positions)):
            raise IndexFormatError(f"positions at byte {start} lie outside of their list")
        if not positions[start] and sum(block) != len(block):
            raise IndexFormatError("a term stands at one position several times")
        values = unpack(positions[: entry.positions_end], start + 1, sum(block), positions[start])
        used = 0
        for frequency in block:
            places = accumulate(values[used : used + frequency])
            found.extend([place & 0xFFFFFFFF for place in places])
            used += frequency
    return found


def _encode_block(previous: int, ids: Sequence[int], frequencies: Sequence[int]) -> bytes:
    gaps, last = [], previous
    for document in ids:
        gaps.append(document - last - 1)
        last = document
    if min(gaps) < 0 or min(frequencies) < 1:
        raise ValueError("documents must ascend, and a term must occur in those that are said to have it")
    width, repeats = max(gaps).bit_length(), [frequency - 1 for frequency in frequencies]
    long = max(repeats).bit_length()
    header = bytes(
        [width | long << 6] if long < _LONG_FREQUENCIES else [width | _LONG_FREQUENCIES << 6, long]
    )
    return header + pack(gaps, width) + pack(repeats, long)


def _encode_positions(positions: Sequence[int], frequencies: Sequence[int]) -> bytes:
    values, used = [], 0
    for frequency in frequencies:
        previous = 0
        for position in positions[used : used + frequency]:
            values.append(position - previous)
            previous = position
        used += frequency
    width = max(values).bit_length()
    return bytes([width]) + pack(values, width)


def _blocks(data: memoryview, entry: Entry) -> Iterator[tuple[int, int, int]]:
    """For every block its first byte, the one behind it, and its first byte in the positions."""
    if not 0 <= entry.postings <= entry.postings_end <= len(data):
        raise IndexFormatError(f"a posting list at byte {entry.postings} lies outside of its column")
    count = (entry.documents + BLOCK - 1) // BLOCK
    if count == 1:
        yield entry.postings, entry.postings_end, entry.positions
        return
    base = entry.postings + count * _SKIP.size
    if base > entry.postings_end:
        raise IndexFormatError(f"a list of {count} blocks in {entry.postings_end - entry.postings} bytes")
    start, place = base, entry.positions
    for _, end, places in _SKIP.iter_unpack(data[entry.postings : base]):
        if not start <= base + end <= entry.postings_end:
            raise IndexFormatError(f"a block ends at byte {base + end}, outside of its list")
        yield start, base + end, place
        start, place = base + end, entry.positions + places


def _decode_block(block: memoryview, count: int) -> tuple[list[int], list[int]]:
    if not len(block):
        raise IndexFormatError("a block of postings is empty")
    width, long, at = block[0] & 0x3F, block[0] >> 6, 1
    if long == _LONG_FREQUENCIES:
        if len(block) < 2:
            raise IndexFormatError("a block of postings ends in its header")
        long, at = block[1], 2
    if width > MAX_WIDTH or long > MAX_WIDTH:
        raise IndexFormatError(f"numbers of {max(width, long)} bits")
    gaps = unpack(block, at, count, width)
    repeats = unpack(block, at + packed_bytes(count, width), count, long)
    return gaps, [repeat + 1 & 0xFFFFFFFF for repeat in repeats] if long else [1] * count
