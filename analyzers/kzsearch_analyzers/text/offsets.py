"""Offsets of a normalised text in its original, stored as the few positions where the two drift apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import overload


class Offsets(Sequence[int]):
    """A sequence of ints of which most are one more than the one before; stores only the exceptions.

    Cost: an item takes a binary search among the exceptions; memory grows with the exceptions only.
    """

    __slots__ = ("_length", "_shifts", "_starts")

    def __init__(self) -> None:
        self._length = 0
        self._starts: list[int] = []
        self._shifts: list[int] = []

    def extend(self, start: int, count: int) -> None:
        """Append ``count`` consecutive ints from ``start`` on."""
        shift = start - self._length
        if count and (not self._shifts or self._shifts[-1] != shift):
            self._starts.append(self._length)
            self._shifts.append(shift)
        self._length += count

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._length))]
        position = range(self._length)[index]  # negative indexes and IndexError as for any sequence
        return position + self._shifts[bisect_right(self._starts, position) - 1]
