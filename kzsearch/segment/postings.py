"""One posting list: the documents of a term, how often it is in each, and where.

A list is cut into blocks of 128 postings, the last one shorter. A list of several blocks begins with a table,
column after column with a number for every block: the last document (32 bits), the end in the postings behind
the table (32), the end in the positions (32), the highest frequency of the block (8, 255 for more), and four
length codes (8 each): of the shortest document that has the term at least once, twice, three times and four
times; 255 where there is none. A reader finds the block of a document there without unpacking the others, and
which blocks have no document that could be among the best.

Postings of a block: a byte with the width of the gaps in its six low bits and the width of the frequencies in
the two high ones, where 3 says that the next byte has it; for a full block of a list of several, the
distances of the 16th, 32nd, ... 112th document from the last one of the block before, in 16 bits each, or 32
where the last document is farther away than that can tell, so that one of the eight groups can be unpacked
alone; the packed gaps, each one less than the distance to the document before; the packed frequencies, each
less one. Most words occur once: then these take no room.

A list of several blocks that one document in 32 has, or more, ends with a bitmap: a bit for every document of
the segment, the lowest bit of a byte first.

Positions of a block: a byte with their width; for every posting in turn its first position and the distances
of the others, packed.
"""

from __future__ import annotations

import struct
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.errors import IndexFormatError
from kzsearch.segment.packing import MAX_WIDTH, pack, packed_bytes, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 128
"""Postings of a full block."""

GROUP = 16
"""Postings of a group."""

TABLE_BYTES = 17
"""Of a block in the table of its list."""

DENSE = 32
"""A list of several blocks that one document in so many has, or more, ends with a bitmap."""

_MANY = 255
_OFTEN = 4
_SHORT = 0xFFFF
_NO_CODE = 255
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
    ids: Sequence[int],
    frequencies: Sequence[int],
    positions: Sequence[int] | None,
    codes: bytes | memoryview,
    size: int,
) -> tuple[bytes, bytes]:
    """Pack a posting list.

    Args:
        ids: Document numbers, ascending, at least one.
        frequencies: How often the term is in each, at least once.
        positions: All positions, posting after posting, ascending within each; None if they are not kept.
        codes: The length code of every document; those that it does not reach may be of any length.
        size: Number of documents of the segment.

    Returns:
        The bytes of the postings and of the positions.
    """
    table, blocks, places = _Table([], [], [], bytearray(), bytearray()), bytearray(), bytearray()
    previous, used = -1, 0
    for start in range(0, len(ids), BLOCK):
        block_ids = ids[start : start + BLOCK]
        block_frequencies = frequencies[start : start + BLOCK]
        grouped = len(ids) > BLOCK == len(block_ids)
        blocks += _encode_block(previous, block_ids, block_frequencies, grouped=grouped)
        if positions is not None:
            count = sum(block_frequencies)
            places += _encode_positions(positions[used : used + count], block_frequencies)
            used += count
        previous = block_ids[-1]
        table.lasts.append(previous)
        table.ends.append(len(blocks))
        table.places.append(len(places))
        table.most.append(min(_MANY, max(block_frequencies)))
        table.shortest.extend(_shortest(block_ids, block_frequencies, codes))
    return (table.packed() if len(table.lasts) > 1 else b"") + blocks + _bitmap(ids, size), bytes(places)


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
    for block in _blocks(data, entry):
        here = min(BLOCK, count - len(ids))
        gaps, more = _decode_block(data[block.start : block.stop], here, block.group_bytes)
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
    for number, (_, _, start, _) in enumerate(_blocks(postings, entry)):
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


class _Table(NamedTuple):
    """The table of a list; see the module."""

    lasts: list[int]
    ends: list[int]
    places: list[int]
    most: bytearray
    shortest: bytearray

    def packed(self) -> bytes:
        """The bytes at the beginning of the list."""
        numbers = struct.pack(f"<{3 * len(self.lasts)}I", *self.lasts, *self.ends, *self.places)
        return numbers + self.most + self.shortest


def _shortest(ids: Sequence[int], frequencies: Sequence[int], codes: bytes | memoryview) -> bytes:
    """The codes of the shortest documents that have the term at least once, twice, three and four times."""
    shortest = [_NO_CODE] * _OFTEN
    for document, frequency in zip(ids, frequencies, strict=True):
        code = codes[document] if document < len(codes) else 0
        for often in range(min(frequency, _OFTEN)):
            shortest[often] = min(shortest[often], code)
    return bytes(shortest)


def _bitmap(ids: Sequence[int], size: int) -> bytes:
    """The bitmap of a list, if it is to have one."""
    if len(ids) <= BLOCK or len(ids) * DENSE < size:
        return b""
    if ids[-1] >= size:
        raise ValueError(f"document {ids[-1]} in a segment of {size}")
    bitmap = bytearray(size // 8 + 1)
    for document in ids:
        bitmap[document >> 3] |= 1 << (document & 7)
    return bytes(bitmap)


def group_bytes(before: int, last: int) -> int:
    """Of the places of all groups of a block.

    Args:
        before: The last document of the block before; -1 if there is none.
        last: The last document of the block.
    """
    return (BLOCK // GROUP - 1) * (2 if last - before <= _SHORT else 4)


def _encode_block(previous: int, ids: Sequence[int], frequencies: Sequence[int], *, grouped: bool) -> bytes:
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
    groups = b""
    if grouped:
        ends = [document - previous for document in ids[GROUP - 1 : -1 : GROUP]]
        groups = struct.pack(f"<{len(ends)}{'H' if ids[-1] - previous <= _SHORT else 'I'}", *ends)
    return header + groups + pack(gaps, width) + pack(repeats, long)


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


class _Block(NamedTuple):
    """Where a block lies.

    Attributes:
        start: Its first byte.
        stop: The byte behind it.
        place: Its first byte in the positions.
        group_bytes: How many bytes tell where its groups end.
    """

    start: int
    stop: int
    place: int
    group_bytes: int


def _blocks(data: memoryview, entry: Entry) -> Iterator[_Block]:
    if not 0 <= entry.postings <= entry.postings_end <= len(data):
        raise IndexFormatError(f"a posting list at byte {entry.postings} lies outside of its column")
    count = (entry.documents + BLOCK - 1) // BLOCK
    if count == 1:
        yield _Block(entry.postings, entry.postings_end, entry.positions, 0)
        return
    base = entry.postings + count * TABLE_BYTES
    if base > entry.postings_end:
        raise IndexFormatError(f"a list of {count} blocks in {entry.postings_end - entry.postings} bytes")
    numbers = struct.unpack_from(f"<{3 * count}I", data, entry.postings)
    start, place, before = base, entry.positions, -1
    for number, (last, end, places) in enumerate(
        zip(numbers[:count], numbers[count : 2 * count], numbers[2 * count :], strict=True)
    ):
        if not start <= base + end <= entry.postings_end:
            raise IndexFormatError(f"a block ends at byte {base + end}, outside of its list")
        full = (number + 1) * BLOCK <= entry.documents
        yield _Block(start, base + end, place, group_bytes(before, last) if full else 0)
        start, place, before = base + end, entry.positions + places, last


def _decode_block(block: memoryview, count: int, group_bytes: int) -> tuple[list[int], list[int]]:
    if not len(block):
        raise IndexFormatError("a block of postings is empty")
    width, long, at = block[0] & 0x3F, block[0] >> 6, 1
    if long == _LONG_FREQUENCIES:
        if len(block) < 2:
            raise IndexFormatError("a block of postings ends in its header")
        long, at = block[1], 2
    if width > MAX_WIDTH or long > MAX_WIDTH:
        raise IndexFormatError(f"numbers of {max(width, long)} bits")
    at += group_bytes
    gaps = unpack(block, at, count, width)
    repeats = unpack(block, at + packed_bytes(count, width), count, long)
    return gaps, [repeat + 1 & 0xFFFFFFFF for repeat in repeats] if long else [1] * count
