"""The length of a field of a document in one byte, as Lucene encodes it (``SmallFloat.intToByte4``)."""

from __future__ import annotations

from bisect import bisect_right


def _decoded_length(code: int) -> int:
    """``SmallFloat.byte4ToInt`` of Lucene: a float of four significant bits above an exact range."""
    if code < 24:
        return code
    bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
    return 24 + (bits if shift < 0 else (bits | 8) << shift)


LENGTHS: tuple[int, ...] = tuple(_decoded_length(code) for code in range(256))
"""The field lengths that Lucene can tell apart; the index of a length is its byte."""


def length_code(tokens: int) -> int:
    """The byte for a field of so many tokens (``SmallFloat.intToByte4``): lengths are rounded down."""
    return bisect_right(LENGTHS, tokens) - 1
