"""An index of words by what remains of them when one letter is deleted (Mor and Fraenkel 1982).

Two words that are one error apart share such a remainder, whatever the error.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NUMBER_BITS = 20
_NUMBER = (1 << _NUMBER_BITS) - 1
"""The low bits of a key: the number of a word, so up to a million words."""
_HASH = (1 << 64) - 1 - _NUMBER


class DeletionIndex:
    """Finds the words that are about one error away from a spelling.

    The hashes of the remainders are in a sorted array, each with the number of its word: a dictionary would
    be ten times as large.
    """

    __slots__ = ("_bloom", "_keys", "_mask", "_set", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        """Index some words. Cost: two microseconds a letter."""
        self._words = list(dict.fromkeys(words))
        self._set = set(self._words)
        keys: list[int] = []
        for number, word in enumerate(self._words):
            keys += [hash(rest) & _HASH | number for rest in _deletions(word)]
        keys.sort()
        self._keys = array("Q", keys)
        # A Bloom filter with one hash function: most remainders of a mistyped word are of no indexed word.
        self._mask = (4 << len(self._keys).bit_length()) - 1
        self._bloom = bytearray(self._mask + 1)
        for key in keys:
            self._bloom[key >> _NUMBER_BITS & self._mask] = 1

    def __contains__(self, word: str) -> bool:
        return word in self._set

    def near(self, typed: str) -> list[str]:
        """Return the words that share a remainder: all one error away, some two away, and ``typed``."""
        mask, bloom = self._mask, self._bloom
        found: list[str] = []
        for rest in _deletions(typed):
            key = hash(rest) & _HASH
            if bloom[key >> _NUMBER_BITS & mask]:
                found += self._with_hash(key)
        return list(dict.fromkeys(found))

    def _with_hash(self, key: int) -> Iterator[str]:
        keys = self._keys
        index = bisect_left(keys, key)
        while index < len(keys) and keys[index] & _HASH == key:
            yield self._words[keys[index] & _NUMBER]
            index += 1


def _deletions(word: str) -> list[str]:
    """Return the word, and the word without each of its letters."""
    return [word, *[word[:i] + word[i + 1 :] for i in range(len(word))]]
