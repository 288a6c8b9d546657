"""Norms: the length of a field in one byte, as Lucene encodes it (``SmallFloat.intToByte4``)."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array

_EXACT_LENGTHS = 24


def _decode_norm(norm: int) -> int:
    """Return the length of a norm (``SmallFloat.byte4ToInt``): from 24 a float of four significant bits."""
    if norm < _EXACT_LENGTHS:
        return norm
    bits, shift = (norm - _EXACT_LENGTHS) & 7, ((norm - _EXACT_LENGTHS) >> 3) - 1
    return _EXACT_LENGTHS + (bits if shift < 0 else (bits | 8) << shift)


NORM_LENGTHS: tuple[int, ...] = tuple(map(_decode_norm, range(256)))
"""The field length of every norm, in tokens, ascending."""


def encode_norm(length: int) -> int:
    """Return the norm of a field length in tokens, which is rounded down to one of ``NORM_LENGTHS``."""
    return bisect_right(NORM_LENGTHS, length) - 1


_NORMS_OF_SHORT_FIELDS = bytes(map(encode_norm, range(4096)))


def encode_norms(lengths: array[int]) -> bytes:
    """Return the norms of many fields."""
    longest = max(lengths, default=0)
    if not longest:
        return bytes(len(lengths))
    is_short = longest < len(_NORMS_OF_SHORT_FIELDS)
    return bytes(map(_NORMS_OF_SHORT_FIELDS.__getitem__ if is_short else encode_norm, lengths))
