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

    Two that are one error apart share such a rest, whatever the error (Mor and Fraenkel 1982). The hashes of
    the rests are in an array, each with the number of its spelling: a dictionary would be ten times as large.
    """

    __slots__ = ("_all", "_keys", "_mask", "_sieve", "_spellings")

    def __init__(self, spellings: Iterable[str]) -> None:
        """Cost: two microseconds for each letter."""
        self._spellings = list(dict.fromkeys(spellings))
        self._all = set(self._spellings)
        keys: list[int] = []
        for number, spelling in enumerate(self._spellings):
            keys += [hash(rest) & _HASH | number for rest in _rests(spelling)]
        keys.sort()
        self._keys = array("Q", keys)
        # most rests of a mistyped word are of no spelling: one look-up tells so
        self._mask = (4 << len(self._keys).bit_length()) - 1
        self._sieve = bytearray(self._mask + 1)
        for key in keys:
            self._sieve[key >> _NUMBER_BITS & self._mask] = 1

    def __contains__(self, spelling: str) -> bool:
        return spelling in self._all

    def near(self, typed: str) -> list[str]:
        """Those that share a rest: all at a distance of one error, and some at two, and ``typed`` itself."""
        mask, sieve = self._mask, self._sieve
        found: list[str] = []
        for rest in _rests(typed):
            key = hash(rest) & _HASH
            if sieve[key >> _NUMBER_BITS & mask]:
                found += self._with_rest(key)
        return list(dict.fromkeys(found))

    def _with_rest(self, key: int) -> Iterator[str]:
        keys = self._keys
        index = bisect_left(keys, key)
        while index < len(keys) and keys[index] & _HASH == key:
            yield self._spellings[keys[index] & _NUMBER]
            index += 1


def _rests(word: str) -> list[str]:
    """The word, and the word without each of its letters."""
    return [word, *[word[:i] + word[i + 1 :] for i in range(len(word))]]
