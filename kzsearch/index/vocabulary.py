"""The vocabulary of a segment that is being filled: a number for each word, and the terms of every number."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kzsearch.segment.term_dictionary import encode_term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Word = TypeVar("Word", bound=Hashable)


class Vocabulary(dict[Word, int]):
    """Numbers words from 0 in the order of their first look-up, which is what numbers them."""

    __slots__ = ()

    def __missing__(self, word: Word) -> int:
        number = self[word] = len(self)
        return number

    def numbers(self, words: Iterable[Word]) -> array[int]:
        """Return the numbers of words. Cost: one look-up for each."""
        return array("I", map(self.__getitem__, words))


class TermTable(NamedTuple):
    """The terms of numbered words, with ordinals: their places in ascending order.

    Attributes:
        terms: Ascending.
        offsets: Where in ``ordinals`` the terms of each word begin; the last one is their number.
        ordinals: Of the terms of every word in turn; none twice for a word.
    """

    terms: list[bytes]
    offsets: array[int]
    ordinals: array[int]

    @classmethod
    def of_single(cls, terms: Collection[str]) -> TermTable:
        """Return the table of words that have one term each, all of them different."""
        ordered, ordinals = _in_order(terms)
        return cls(ordered, array("I", range(len(terms) + 1)), ordinals)


class WordTerms:
    """Collects the terms of words in the order of their numbers."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._offsets = array("I", [0])
        self._numbers = array("I")

    @property
    def count(self) -> int:
        """Number of distinct terms."""
        return len(self._terms)

    def extend(self, words: Sequence[tuple[str, ...]]) -> None:
        """Add the terms of the next words."""
        if max(map(len, words), default=0) > 1:
            words = [tuple(dict.fromkeys(terms)) for terms in words]
        found, known = list(chain.from_iterable(words)), self._terms
        new = [term for term in dict.fromkeys(found) if term not in known]
        known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
        self._numbers.extend(map(known.__getitem__, found))
        self._offsets.extend(accumulate(map(len, words), initial=self._offsets.pop()))

    def table(self) -> TermTable:
        """Return the sorted terms. Cost: sorting them."""
        terms, ordinals = _in_order(self._terms)
        return TermTable(terms, self._offsets, array("I", map(ordinals.__getitem__, self._numbers)))


def _in_order(terms: Iterable[str]) -> tuple[list[bytes], array[int]]:
    """Return distinct terms sorted, and the place of each of them there."""
    encoded = list(map(encode_term, terms))
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    ordinals = array("I", bytes(4 * len(encoded)))
    for ordinal, number in enumerate(order):
        ordinals[number] = ordinal
    return [encoded[number] for number in order], ordinals
