"""The terms of a field in the order of their bytes, each with the place of its postings.

Terms come in blocks of 16. A block begins with the places of its first postings and positions; a term follows
as the bytes that it shares with the term before, the length of the rest, the rest, the number of documents,
the further occurrences, and the length of its postings and of its positions: all of them varints. The first
term of a block shares nothing, so that blocks can be searched by bisection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from heapq import merge, nsmallest
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment import compiled
from kzsearch.segment.compiled import COMPILED
from kzsearch.segment.packing import append_varint, read_varint
from kzsearch.segment.postings import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TERMS_OF_A_BLOCK = 16

_term_of = itemgetter(0)


def encode_term(term: str) -> bytes:
    """The bytes of a term; broken files contain lone surrogates, which are as good as any other character."""
    return term.encode("utf-8", "surrogatepass")


def decode_term(term: bytes) -> str:
    """The inverse of :func:`encode_term`; bytes that encode nothing come from damaged files."""
    return term.decode("utf-8", "surrogatepass")


class DictionaryWriter:
    """Takes the terms in ascending order.

    Attributes:
        data: The blocks.
        starts: The first byte of every block.
        count: Terms so far.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.starts = array("I")
        self.count = 0
        self._previous = b""
        self._postings = self._positions = 0

    def add(self, term: bytes, documents: int, occurrences: int, postings: int, positions: int) -> None:
        """Add a term.

        Args:
            term: Its bytes, greater than those before.
            documents: How many have it.
            occurrences: How often they have it together.
            postings: Bytes of its postings; lists lie in the order of the terms.
            positions: Bytes of its positions.
        """
        if self.count and term <= self._previous:
            raise ValueError(f"terms must ascend: {term!r} came after {self._previous!r}")
        shared = 0
        if self.count % TERMS_OF_A_BLOCK:
            shared = _shared(self._previous, term)
        else:
            self.starts.append(len(self.data))
            append_varint(self.data, self._postings)
            append_varint(self.data, self._positions)
        append_varint(self.data, shared)
        append_varint(self.data, len(term) - shared)
        self.data += term[shared:]
        for number in (documents, occurrences - documents, postings, positions):
            append_varint(self.data, number)
        self._previous = term
        self._postings += postings
        self._positions += positions
        self.count += 1

    def add_encoded(self, data: bytes, starts: array[int], count: int) -> None:
        """Take all terms at once, encoded elsewhere; they are all that there will be."""
        if self.count:
            raise ValueError(f"the dictionary has {self.count} terms already")
        self.data += data
        self.starts, self.count = starts, count


class Dictionary:
    """The terms of a field, read where they lie."""

    def __init__(self, data: memoryview, starts: memoryview, count: int) -> None:
        self.data = data
        self.starts = starts
        self._count = count
        if len(starts) != -(-count // TERMS_OF_A_BLOCK):
            raise IndexFormatError(f"{count} terms in {len(starts)} blocks")

    def __len__(self) -> int:
        return self._count

    def find(self, term: bytes) -> Entry | None:
        """Look a term up; None if the field does not have it."""
        if COMPILED:
            return compiled.find_entry(self.data, self.starts, self._count, term)
        return self.find_in_python(term)

    def find_in_python(self, term: bytes) -> Entry | None:
        """As ``find``."""
        block = self._block_of(term)
        for found, entry in self._entries(block) if block >= 0 else ():
            if found >= term:
                return entry if found == term else None
        return None

    def terms_from(self, term: bytes = b"") -> Iterator[tuple[bytes, Entry]]:
        """All terms from this one on, in order; it need not be there."""
        for block in range(max(0, self._block_of(term)), len(self.starts)):
            for found, entry in self._entries(block):
                if found >= term:
                    yield found, entry

    def with_prefix(self, prefix: bytes) -> Iterator[tuple[bytes, Entry]]:
        """The terms that begin so, in order."""
        for term, entry in self.terms_from(prefix):
            if not term.startswith(prefix):
                return
            yield term, entry

    def _block_of(self, term: bytes) -> int:
        """The block in which a term must be; -1 when it comes before all of them."""
        return bisect_right(range(len(self.starts)), term, key=self._head) - 1

    def _head(self, block: int) -> bytes:
        """The first term of a block."""
        data = self.data
        _, at = read_varint(data, self.starts[block])
        _, at = read_varint(data, at)
        _, at = read_varint(data, at)
        length, at = read_varint(data, at)
        return bytes(data[at : at + length])

    def _entries(self, block: int) -> Iterator[tuple[bytes, Entry]]:
        first = block * TERMS_OF_A_BLOCK
        end = self.starts[block + 1] if block + 1 < len(self.starts) else len(self.data)
        data = bytes(self.data[self.starts[block] : end])
        postings, at = read_varint(data, 0)
        positions, at = read_varint(data, at)
        term = b""
        for ordinal in range(first, min(first + TERMS_OF_A_BLOCK, self._count)):
            shared, at = read_varint(data, at)
            length, at = read_varint(data, at)
            if shared > len(term) or at + length > len(data):
                raise IndexFormatError(f"term {ordinal} runs past its block")
            term = term[:shared] + data[at : at + length]
            documents, at = read_varint(data, at + length)
            further, at = read_varint(data, at)
            size, at = read_varint(data, at)
            places, at = read_varint(data, at)
            yield (
                term,
                Entry(
                    ordinal,
                    documents,
                    documents + further,
                    postings,
                    postings + size,
                    positions,
                    positions + places,
                ),
            )
            postings += size
            positions += places


def _shared(before: bytes, term: bytes) -> int:
    """How many bytes two terms have in common at their beginning."""
    for number, (left, right) in enumerate(zip(before, term, strict=False)):
        if left != right:
            return number
    return min(len(before), len(term))


def frequent_terms(dictionaries: Sequence[Dictionary], prefix: bytes, most: int) -> list[tuple[bytes, int]]:
    """Of the terms that begin so those that most documents have.

    Args:
        dictionaries: Of the segments; what each has of a term is added up.
        prefix: Their beginning.
        most: How many to give at most.

    Returns:
        Terms with their numbers of documents, the most frequent first, equal ones in order. Cost: all terms
        that begin so are looked at, 50 ns each if it is compiled.
    """
    if COMPILED:
        return compiled.frequent_terms([(d.data, d.starts, len(d)) for d in dictionaries], prefix, most)
    return frequent_in_python(dictionaries, prefix, most)


def frequent_in_python(
    dictionaries: Sequence[Dictionary], prefix: bytes, most: int
) -> list[tuple[bytes, int]]:
    """As ``frequent_terms``."""
    ordered = merge(*(dictionary.with_prefix(prefix) for dictionary in dictionaries), key=_term_of)
    found = ((term, sum(e.documents for _, e in entries)) for term, entries in groupby(ordered, key=_term_of))
    return nsmallest(most, found, key=lambda item: (-item[1], item[0]))
