"""Posting lists and dictionaries the fastest way that there is: compiled, or else in Python.

Both write the same bytes and read the same values; tests hold them to it.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from kzsearch.segment import postings as plain
from kzsearch.segment.postings import Entry

try:
    import kzsearch._native as _native
except ImportError:  # no compiler, no wheel for the platform: everything works without
    COMPILED = False
else:
    COMPILED = True

if TYPE_CHECKING:
    from collections.abc import Sequence


def _encode(
    ids: Sequence[int],
    frequencies: Sequence[int],
    positions: Sequence[int] | None,
    codes: bytes | memoryview,
    size: int,
) -> tuple[bytes, bytes]:
    places = None if positions is None else _numbers(positions)
    return _native.encode(_numbers(ids), _numbers(frequencies), places, codes, size)


def _numbers(values: Sequence[int]) -> array[int] | memoryview:
    return values if isinstance(values, (array, memoryview)) else array("I", values)


def _decode(data: memoryview, entry: Entry, size: int) -> tuple[array[int], array[int]]:
    ids, frequencies = _native.decode(data, entry, size)
    return array("I", ids), array("I", frequencies)


def _decode_positions(positions: memoryview, entry: Entry, postings: memoryview, size: int) -> array[int]:
    return array("I", _native.decode_positions(postings, positions, entry, size))


def find_entry(terms: memoryview, starts: memoryview, count: int, term: bytes) -> Entry | None:
    """``Dictionary.find``; to be called only when ``COMPILED``."""
    found = _native.find(terms, starts, count, term)
    return None if found is None else Entry._make(found)


def frequent_terms(
    dictionaries: Sequence[tuple[memoryview, memoryview, int]], prefix: bytes, most: int
) -> list[tuple[bytes, int]]:
    """``dictionary.frequent_terms``; to be called only when ``COMPILED``."""
    return _native.frequent(tuple(dictionaries), prefix, most)


encode_list = _encode if COMPILED else plain.encode_list
decode_list = _decode if COMPILED else plain.decode_list
decode_positions = _decode_positions if COMPILED else plain.decode_positions
