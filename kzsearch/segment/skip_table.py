"""The skip table of a posting list: where its blocks lie, and what the best document of each can be.

A list of several blocks begins with one. It is stored column after column, with one number for every block::

    last document               32 bits
    end in the postings         32 bits, from the first byte after the table
    end in the positions        32 bits, from the first byte of the term's positions
    highest term frequency       8 bits, 255 for more
    lowest norms             4 x 8 bits, of the documents with the term at least 1, 2, 3, 4 times; 255: none

Readers find the block of a document without decoding the blocks before it, and skip blocks whose best
possible score is too low (Lucene calls the last two columns impacts).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.segment.term_dictionary import TermInfo

BLOCK_SIZE = 128
"""Postings of a full block."""

GROUP_SIZE = 16
"""Postings of a group, which can be decoded without the rest of its block."""

SKIP_ENTRY_BYTES = 17
"""Bytes of one block in the table."""

TF_CAP = 255
"""A highest term frequency of this means this or more."""

MIN_NORM_TFS = 4
"""The table has the lowest norm of the documents with a term frequency of at least 1, 2, ... up to this."""

NO_NORM = 255
"""A lowest norm of this means that no document of the block has such a term frequency."""

SHORT_GROUP_SPAN = 0xFFFF
"""A block that spans more documents stores the ends of its groups in 32 bits instead of 16."""


class SkipTable(NamedTuple):
    """The columns of a table that is being written."""

    last_documents: list[int]
    postings_ends: list[int]
    positions_ends: list[int]
    max_tfs: bytearray
    min_norms: bytearray

    def encode(self) -> bytes:
        """Return the bytes of the table."""
        columns = (*self.last_documents, *self.postings_ends, *self.positions_ends)
        return struct.pack(f"<{len(columns)}I", *columns) + self.max_tfs + self.min_norms


def min_norms(documents: Sequence[int], frequencies: Sequence[int], norms: bytes | memoryview) -> bytes:
    """Return the lowest norms of a block, one for each term frequency from 1 to ``MIN_NORM_TFS``."""
    lowest = [NO_NORM] * MIN_NORM_TFS
    for document, frequency in zip(documents, frequencies, strict=True):
        norm = norms[document] if document < len(norms) else 0
        for index in range(min(frequency, MIN_NORM_TFS)):
            lowest[index] = min(lowest[index], norm)
    return bytes(lowest)


def group_ends_bytes(previous: int, last: int) -> int:
    """Return the number of bytes that hold the ends of the groups of a block.

    Args:
        previous: The last document of the block before; -1 for the first block.
        last: The last document of the block.
    """
    return (BLOCK_SIZE // GROUP_SIZE - 1) * (2 if last - previous <= SHORT_GROUP_SPAN else 4)


class BlockRange(NamedTuple):
    """Where a block lies.

    Attributes:
        start: Its first byte in the postings.
        end: The byte after its last one.
        positions_start: Its first byte in the positions.
        group_ends_bytes: How many of its bytes hold the ends of groups.
    """

    start: int
    end: int
    positions_start: int
    group_ends_bytes: int


def block_ranges(postings: memoryview, info: TermInfo) -> Iterator[BlockRange]:
    """Iterate over the blocks of a list.

    Raises:
        IndexFormatError: They do not lie within the list.
    """
    if not 0 <= info.postings_start <= info.postings_end <= len(postings):
        raise IndexFormatError(f"the posting list at byte {info.postings_start} lies outside of its block")
    count = (info.doc_freq + BLOCK_SIZE - 1) // BLOCK_SIZE
    if count == 1:
        yield BlockRange(info.postings_start, info.postings_end, info.positions_start, 0)
        return
    base = info.postings_start + count * SKIP_ENTRY_BYTES
    if base > info.postings_end:
        length = info.postings_end - info.postings_start
        raise IndexFormatError(f"a posting list of {count} blocks has only {length} bytes")
    numbers = struct.unpack_from(f"<{3 * count}I", postings, info.postings_start)
    columns = zip(numbers[:count], numbers[count : 2 * count], numbers[2 * count :], strict=True)
    start, positions_start, previous = base, info.positions_start, -1
    for number, (last, end, positions_end) in enumerate(columns):
        if not start <= base + end <= info.postings_end:
            raise IndexFormatError(f"a block of postings ends at byte {base + end}, outside of its list")
        is_full = (number + 1) * BLOCK_SIZE <= info.doc_freq
        yield BlockRange(
            start, base + end, positions_start, group_ends_bytes(previous, last) if is_full else 0
        )
        start, positions_start, previous = base + end, info.positions_start + positions_end, last
