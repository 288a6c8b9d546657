"""Terms one behind the other in their order, so that one is found by its ordinal in a single step."""

from __future__ import annotations

from array import array
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment.term_dictionary import decode_term

if TYPE_CHECKING:
    from collections.abc import Sequence


class NamesWriter:
    """Takes the terms in their order.

    Attributes:
        data: Their bytes.
        ends: Where each ends.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.ends = array("I")

    def extend(self, terms: Sequence[bytes]) -> None:
        """Add the next terms."""
        ends = accumulate(map(len, terms), initial=len(self.data))
        self.data += b"".join(terms)
        self.ends.extend(islice(ends, 1, None))


class Names:
    """The terms, read where they lie.

    Attributes:
        data: Their bytes.
        ends: Where each ends, 32-bit numbers.
    """

    def __init__(self, data: memoryview, ends: memoryview) -> None:
        self.data = data
        self.ends = ends

    def __len__(self) -> int:
        return len(self.ends)

    def names(self, ordinals: Sequence[int]) -> list[str]:
        """The terms at some places in the order.

        Raises:
            IndexFormatError: There are no such terms.
        """
        return [self._name(ordinal) for ordinal in ordinals]

    def _name(self, ordinal: int) -> str:
        if not 0 <= ordinal < len(self.ends):
            raise IndexFormatError(f"term {ordinal} of {len(self.ends)}")
        start, end = self.ends[ordinal - 1] if ordinal else 0, self.ends[ordinal]
        if not start <= end <= len(self.data):
            raise IndexFormatError(f"term {ordinal} lies outside of its column")
        return decode_term(bytes(self.data[start:end]))
