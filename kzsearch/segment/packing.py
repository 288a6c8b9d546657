"""Numbers in as few bits as the largest needs, and numbers in as few bytes as they need.

Packed numbers lie one behind the other without gaps, the lowest bit first, so that number ``i`` of width
``w`` begins at bit ``i * w``. Any 64 of them fill whole bytes.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_WIDTH = 32

_CHUNK = 64  # big integers are shifted as a whole: short ones keep that cheap


def packed_bytes(count: int, width: int) -> int:
    """The room for so many numbers."""
    return (count * width + 7) >> 3


def pack(values: Sequence[int], width: int) -> bytes:
    """Pack numbers that are below ``2 ** width``."""
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
        data: Where they lie.
        start: The byte at which they begin.
        count: How many there are.
        width: Bits of each.

    Raises:
        IndexFormatError: They would run past the end of the data, or the width is none.
    """
    if width > MAX_WIDTH or start + packed_bytes(count, width) > len(data):
        raise IndexFormatError(f"{count} numbers of {width} bits at byte {start} run past their column")
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
    """Append seven bits a byte, the lowest first; all bytes but the last have the high bit set."""
    while number > 0x7F:
        target.append(number & 0x7F | 0x80)
        number >>= 7
    target.append(number)


def read_varint(data: memoryview | bytes, start: int) -> tuple[int, int]:
    """A number and the byte behind it.

    Raises:
        IndexFormatError: It runs past the end of the data.
    """
    number = shift = 0
    for end in range(start, min(start + 10, len(data))):
        byte = data[end]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, end + 1
        shift += 7
    raise IndexFormatError(f"the number at byte {start} has no end")
