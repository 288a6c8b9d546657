"""The stored records of the documents, compressed in blocks.

A record is one line of JSON (:mod:`.stored_fields`), a block is several lines. Measured on Kazakh passages of
800 letters, relative to their UTF-8: compressed one by one they take 0.37 of the bytes, in blocks of 8 KB
0.30, of 64 KB 0.28. But each hit costs the decompression of its block: 50 and 300 microseconds.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from functools import cache, partial
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BLOCK_BYTES = 8_000
_MAX_DECOMPRESSED_BYTES = 1 << 30
_LEVEL = 1
_WINDOW_BITS, _MEMORY_LEVEL = (
    13,
    7,
)  # as large as a block: clearing larger tables would cost a third of the time


def compress_with_zlib(block: bytes) -> bytes:
    """Return a block as a zlib stream."""
    compressor = zlib.compressobj(_LEVEL, wbits=_WINDOW_BITS, memLevel=_MEMORY_LEVEL)
    return compressor.compress(block) + compressor.flush()


@cache
def fastest_compressor() -> Callable[[bytes], bytes]:
    """Return what compresses blocks to zlib streams: isal where it is installed, else zlib.

    Only writers call it, so that readers do not import isal.
    """
    try:
        from isal.isal_zlib import compress
    except ImportError:
        return compress_with_zlib
    return partial(compress, level=_LEVEL)


class DocStoreWriter:
    """Takes the records in the order of their documents, and writes them block by block.

    Attributes:
        sizes: The bytes of every block.
        firsts: The first document of every block.
        count: Records so far.
        is_finished: Whether no more can be added.
    """

    def __init__(
        self, write: Callable[[bytes], object], compress: Callable[[bytes], bytes] | None = None
    ) -> None:
        """Begin.

        Args:
            write: Takes the bytes of the next block.
            compress: Makes a zlib stream of a block; by default :func:`fastest_compressor`.
        """
        self._write = write
        self._compress = compress or fastest_compressor()
        self.is_finished = False
        self.sizes = array("I")
        self.firsts = array("I")
        self.count = 0
        self._block: list[bytes] = []
        self._block_bytes = 0

    def add(self, record: bytes) -> None:
        """Add the record of the next document: a line without its end.

        Raises:
            ValueError: It is more than one line, or came after ``finish``.
        """
        if b"\n" in record:
            raise ValueError("a record must be one line")
        if self.is_finished:
            raise ValueError("records must be added before the first field")
        self._block.append(record)
        self._block_bytes += len(record)
        self.count += 1
        if self._block_bytes >= _BLOCK_BYTES:
            self._flush()

    def finish(self) -> None:
        """Write the last block."""
        self._flush()
        self.is_finished = True

    def _flush(self) -> None:
        if self._block:
            compressed = self._compress(b"\n".join(self._block))
            self.firsts.append(self.count - len(self._block))
            self.sizes.append(len(compressed))
            self._write(compressed)
            self._block, self._block_bytes = [], 0


class DocStore:
    """Reads records; keeps the last block decompressed."""

    def __init__(self, data: memoryview, ends: Sequence[int], firsts: memoryview) -> None:
        """Begin.

        Args:
            data: The blocks, one after the other.
            ends: The end of every block in ``data``.
            firsts: The first document of every block, 32 bits each.
        """
        if len(ends) != len(firsts):
            raise IndexFormatError(f"the doc store has {len(ends)} blocks, but {len(firsts)} first documents")
        self._data, self._ends, self._firsts = data, ends, firsts
        self._last: tuple[int, list[bytes]] = (-1, [])

    def record(self, document: int) -> bytes:
        """Return the record of a document.

        Raises:
            IndexFormatError: There is none.
        """
        number = bisect_right(self._firsts, document) - 1
        if number < 0:
            raise IndexFormatError(f"document {document} has no record")
        last = self._last  # another thread may replace it in the meantime
        if last[0] != number:
            last = self._last = (number, self._decompress(number))
        lines, index = last[1], document - self._firsts[number]
        if index >= len(lines):
            raise IndexFormatError(f"document {document} has no record")
        return lines[index]

    def __iter__(self) -> Iterator[bytes]:
        for number in range(len(self._firsts)):
            yield from self._decompress(number)

    def _decompress(self, number: int) -> list[bytes]:
        start, end = self._ends[number - 1] if number else 0, self._ends[number]
        decompressor = zlib.decompressobj()
        try:
            block = decompressor.decompress(self._data[start:end], _MAX_DECOMPRESSED_BYTES)
        except zlib.error as error:
            raise IndexFormatError(
                f"block {number} of the doc store cannot be decompressed ({error})"
            ) from error
        return block.split(b"\n")
