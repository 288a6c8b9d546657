"""From documents with their words to terms with their documents, by counting; no posting is an object.

The first pass counts the postings of every term, which says where they will lie; the second puts them there.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kzsearch.segment.postings import TermPostings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.index.vocabulary import TermTable


Numbers: TypeAlias = "array[int] | memoryview"
"""Unsigned, of 32 bits."""


class TokenStream:
    """One part of every document: the numbers of its words, in order.

    Attributes:
        words: All of them.
        ends: Where in ``words`` those of each document end.
    """

    __slots__ = ("ends", "words")

    def __init__(self) -> None:
        self.words, self.ends = array("I"), array("I")

    def add(self, words: bytes) -> None:
        """Add the next document: the numbers of its words, 32 bits each."""
        self.words.frombytes(words)
        self.ends.append(len(self.words))


class Inverted(NamedTuple):
    """The postings of all terms of a stream, one behind the other in the order of the terms.

    Attributes:
        documents: How many have each term; it may be none.
        occurrences: How often they have it together.
        ids: Ascending for each term.
        frequencies: Of the term in each of ``ids``.
        positions: Posting after posting, ascending in each; empty if they were not asked for.
        lengths: How many terms every document has, repeated ones counted.
    """

    documents: Numbers
    occurrences: Numbers
    ids: Numbers
    frequencies: Numbers
    positions: Numbers
    lengths: Numbers

    def postings(self, terms: Sequence[bytes]) -> Iterator[TermPostings]:
        """The postings of each term that has any."""
        start = place = 0
        for term, documents, occurrences in zip(terms, self.documents, self.occurrences, strict=True):
            if documents:
                stop, place_stop = start + documents, place + occurrences
                yield TermPostings(
                    term,
                    self.ids[start:stop],
                    self.frequencies[start:stop],
                    self.positions[place:place_stop],
                )
                start, place = stop, place_stop


def invert(stream: TokenStream, table: TermTable, *, positions: bool) -> Inverted:
    """Sort the terms of a stream.

    Args:
        stream: Documents as words.
        table: The terms of the words.
        positions: Whether positions are wanted.

    Cost: linear; 8 bytes of memory a posting, and 4 an occurrence if positions are wanted.
    """
    count = len(table.terms)
    offsets, ordinals = table.offsets, table.ordinals
    documents, occurrences, lengths = _zeros(count), _zeros(count), _zeros(len(stream.ends))
    last = [-1] * count
    for document, words in enumerate(_documents(stream)):
        for word in words:
            start, stop = offsets[word], offsets[word + 1]
            lengths[document] += stop - start
            for term in ordinals[start:stop]:
                occurrences[term] += 1
                if last[term] != document:
                    last[term] = document
                    documents[term] += 1
    ids, frequencies = _zeros(sum(documents)), _zeros(sum(documents))
    found = _zeros(sum(occurrences) if positions else 0)
    ahead = list(accumulate(documents, initial=-1))  # behind the term's last posting so far: at none yet
    places = list(accumulate(occurrences, initial=0))
    last = [-1] * count
    for document, words in enumerate(_documents(stream)):
        for position, word in enumerate(words):
            for term in ordinals[offsets[word] : offsets[word + 1]]:
                if last[term] != document:
                    last[term] = document
                    ahead[term] += 1
                    ids[ahead[term]] = document
                frequencies[ahead[term]] += 1
                if positions:
                    found[places[term]] = position
                    places[term] += 1
    return Inverted(documents, occurrences, ids, frequencies, found, lengths)


def _documents(stream: TokenStream) -> Iterator[array[int]]:
    start = 0
    for end in stream.ends:
        yield stream.words[start:end]
        start = end


def _zeros(count: int) -> array[int]:
    return array("I", bytes(4 * count))
