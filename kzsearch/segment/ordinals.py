"""The terms of a field by their ordinals, for fields with one term in each document."""

from __future__ import annotations

from array import array
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment.term_dictionary import decode_term

if TYPE_CHECKING:
    from collections.abc import Sequence


class TermOrdinalsWriter:
    """Takes the terms in ascending order.

    Attributes:
        data: The terms, one after the other.
        ends: The end of each in ``data``.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.ends = array("I")

    def extend(self, terms: Sequence[bytes]) -> None:
        """Add the next terms."""
        ends = accumulate(map(len, terms), initial=len(self.data))
        self.data += b"".join(terms)
        self.ends.extend(islice(ends, 1, None))


class TermOrdinals:
    """Finds a term by its ordinal in one step.

    Attributes:
        data: The terms, one after the other.
        ends: The end of each in ``data``, 32 bits each.
    """

    def __init__(self, data: memoryview, ends: memoryview) -> None:
        self.data = data
        self.ends = ends

    def __len__(self) -> int:
        return len(self.ends)

    def lookup(self, ordinals: Sequence[int]) -> list[str]:
        """Return the terms with these ordinals.

        Raises:
            IndexFormatError: There are no such terms.
        """
        return [self._term(ordinal) for ordinal in ordinals]

    def _term(self, ordinal: int) -> str:
        if not 0 <= ordinal < len(self.ends):
            raise IndexFormatError(f"there is no term {ordinal}, only {len(self.ends)} terms")
        start, end = self.ends[ordinal - 1] if ordinal else 0, self.ends[ordinal]
        if not start <= end <= len(self.data):
            raise IndexFormatError(f"term {ordinal} lies outside of its block")
        return decode_term(bytes(self.data[start:end]))
