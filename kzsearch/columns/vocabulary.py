"""What stands for words while a segment is filled: a number for each, and the terms of every number."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kzsearch.columns.dictionary import encode_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Word = TypeVar("Word", bound=Hashable)


class Vocabulary(dict[Word, int]):
    """Numbers words from 0 in the order in which they come: looking one up is what numbers it."""

    def __missing__(self, word: Word) -> int:
        number = self[word] = len(self)
        return number

    def numbers(self, words: Iterable[Word]) -> array[int]:
        """The numbers of words. Cost: one look-up for each."""
        return array("I", map(self.__getitem__, words))


class TermTable(NamedTuple):
    """The terms of numbered words, themselves numbered in their order.

    Attributes:
        terms: Ascending.
        offsets: Where in ``ordinals`` the terms of each word begin, and last where they end.
        ordinals: The terms of every word in turn, by their places in ``terms``; none twice for a word.
    """

    terms: list[bytes]
    offsets: array[int]
    ordinals: array[int]

    @classmethod
    def of(cls, alternatives: Sequence[tuple[str, ...]]) -> TermTable:
        """The table for the terms of word 0, 1, ... Cost: linear, and sorting the terms."""
        single = [terms if len(terms) < 2 else tuple(dict.fromkeys(terms)) for terms in alternatives]
        terms = sorted(set(chain.from_iterable(single)))  # in the order of their bytes, too
        ordinal = {term: number for number, term in enumerate(terms)}
        return cls(
            list(map(encode_term, terms)),
            array("I", accumulate(map(len, single), initial=0)),
            array("I", map(ordinal.__getitem__, chain.from_iterable(single))),
        )
