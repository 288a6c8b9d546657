"""Which of many spellings one typing error may have turned into another."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NUMBER_BITS = 20
_NUMBER = (1 << _NUMBER_BITS) - 1
"""Up to a million spellings."""
_HASH = (1 << 64) - 1 - _NUMBER


class Neighbours:
    """Spellings by what is left of them when a letter is dropped.

    Two that are one error apart share such a rest, whatever the error (Mor and Fraenkel 1982). The hashes of the
    rests are in an array, each with the number of its spelling: a dictionary would be ten times as large.
    """

    __slots__ = ("_keys", "_spellings")

    def __init__(self, spellings: Iterable[str]) -> None:
        """Cost: two microseconds for each letter."""
        self._spellings = sorted(set(spellings))
        keys = {
            hash(rest) & _HASH | number
            for number, spelling in enumerate(self._spellings)
            for rest in _rests(spelling)
        }
        self._keys = array("Q", sorted(keys))

    def __contains__(self, spelling: str) -> bool:
        index = bisect_left(self._spellings, spelling)
        return index < len(self._spellings) and self._spellings[index] == spelling

    def near(self, typed: str) -> list[str]:
        """Those that share a rest: all at a distance of one error, and some at two, and ``typed`` itself."""
        keys, spellings = self._keys, self._spellings
        found: dict[str, None] = {}
        for rest in _rests(typed):
            wanted = hash(rest) & _HASH
            index = bisect_left(keys, wanted)
            while index < len(keys) and keys[index] & _HASH == wanted:
                found[spellings[keys[index] & _NUMBER]] = None
                index += 1
        return list(found)


def _rests(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
