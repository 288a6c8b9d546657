"""Bit-packed numbers of one width, and varints.

Packed numbers follow each other without gaps, the lowest bit first: number ``i`` of width ``w`` begins at bit
``i * w``. Any 64 of them fill whole bytes.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BIT_WIDTH = 32
"""Bits of the widest packed number."""

_CHUNK = 64  # numbers that share one big integer: every operation on one copies all of its bytes
_MAX_VARINT_BYTES = 10  # 64 bits in groups of seven


def packed_bytes(count: int, width: int) -> int:
    """Return how many bytes that many packed numbers take."""
    return (count * width + 7) >> 3


def pack(values: Sequence[int], width: int) -> bytes:
    """Pack numbers, each less than ``2 ** width``."""
    if not width:
        return b""
    binary = f"{{:0{width}b}}".format
    chunks = (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
    return b"".join(
        int("".join(map(binary, reversed(chunk))), 2).to_bytes(packed_bytes(len(chunk), width), "little")
        for chunk in chunks
    )


def unpack(data: memoryview, start: int, count: int, width: int) -> list[int]:
    """Read packed numbers.

    Args:
        data: What they are part of.
        start: Their first byte.
        count: How many there are.
        width: Bits of each.

    Raises:
        IndexFormatError: They would run past the end of the data, or the width is more than 32 bits.
    """
    if width > MAX_BIT_WIDTH or start + packed_bytes(count, width) > len(data):
        raise IndexFormatError(
            f"{count} numbers of {width} bits at byte {start} do not fit into {len(data)} bytes"
        )
    if not width:
        return [0] * count
    return list(chain.from_iterable(_chunks(data, start, count, width)))


def _chunks(data: memoryview, start: int, count: int, width: int) -> Iterator[list[int]]:
    mask = (1 << width) - 1
    while count > 0:
        here = min(count, _CHUNK)
        size = packed_bytes(here, width)
        bits = int.from_bytes(data[start : start + size], "little")
        yield [bits >> shift & mask for shift in range(0, here * width, width)]
        start += size
        count -= here


def append_varint(target: bytearray, number: int) -> None:
    """Append a number, seven bits a byte, the lowest first; all bytes but the last have the high bit set."""
    while number > 0x7F:
        target.append(number & 0x7F | 0x80)
        number >>= 7
    target.append(number)


def read_varint(data: memoryview | bytes, start: int) -> tuple[int, int]:
    """Return the number that begins at a byte, and the first byte after it.

    Raises:
        IndexFormatError: It runs past the end of the data.
    """
    number = shift = 0
    for end in range(start, min(start + _MAX_VARINT_BYTES, len(data))):
        byte = data[end]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, end + 1
        shift += 7
    raise IndexFormatError(f"the varint at byte {start} has no end")
