"""The inverter: from documents as word numbers to terms with their postings, by counting.

A first pass counts the postings of every term, which says where they will lie; a second pass writes them
there. No posting is an object. The extension does the same in C and can encode a whole field at once; the
functions here are its reference.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kzsearch.segment.native import native
from kzsearch.segment.postings import TermPostings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.index.vocabulary import TermTable
    from kzsearch.segment.writer import FieldWriter

Numbers: TypeAlias = "array[int] | memoryview"
"""Unsigned, of 32 bits."""


class TokenStream:
    """One field of every document: the numbers of its words, in order.

    Attributes:
        words: Of all documents.
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
    """The postings of all terms of a stream, term after term in their order.

    Attributes:
        doc_freqs: Documents that have each term; may be 0.
        total_term_freqs: Occurrences of each term in all documents.
        ids: Documents of each term, ascending.
        frequencies: Of the term in each of ``ids``.
        positions: Posting after posting, ascending in each; empty if they were not asked for.
        lengths: Terms of every document, repeated ones counted.
    """

    doc_freqs: Numbers
    total_term_freqs: Numbers
    ids: Numbers
    frequencies: Numbers
    positions: Numbers
    lengths: Numbers

    def postings(self, terms: Sequence[bytes]) -> Iterator[TermPostings]:
        """Iterate over the postings of each term that has any."""
        start = position = 0
        for term, doc_freq, occurrences in zip(terms, self.doc_freqs, self.total_term_freqs, strict=True):
            if doc_freq:
                stop, position_stop = start + doc_freq, position + occurrences
                yield TermPostings(
                    term,
                    self.ids[start:stop],
                    self.frequencies[start:stop],
                    self.positions[position:position_stop],
                )
                start, position = stop, position_stop


def invert_in_python(stream: TokenStream, table: TermTable, *, positions: bool) -> Inverted:
    """Invert a stream.

    Args:
        stream: Documents as words.
        table: The terms of the words.
        positions: Whether positions are wanted.

    Cost: linear; 8 bytes of memory a posting, and 4 an occurrence if positions are wanted.
    """
    doc_freqs, occurrences, lengths = _count(stream, table)
    ids, frequencies = _zeros(sum(doc_freqs)), _zeros(sum(doc_freqs))
    found = _zeros(sum(occurrences) if positions else 0)
    last_posting = list(accumulate(doc_freqs, initial=-1))  # of each term so far: before its first one
    next_position = list(accumulate(occurrences, initial=0))
    last_document = [-1] * len(table.terms)
    offsets, ordinals = table.offsets, table.ordinals
    for document, words in enumerate(_documents(stream)):
        for position, word in enumerate(words):
            for term in ordinals[offsets[word] : offsets[word + 1]]:
                if last_document[term] != document:
                    last_document[term] = document
                    last_posting[term] += 1
                    ids[last_posting[term]] = document
                frequencies[last_posting[term]] += 1
                if positions:
                    found[next_position[term]] = position
                    next_position[term] += 1
    return Inverted(doc_freqs, occurrences, ids, frequencies, found, lengths)


def _count(stream: TokenStream, table: TermTable) -> tuple[array[int], array[int], array[int]]:
    """Return the document frequency and the occurrences of every term, and the length of every document."""
    offsets, ordinals = table.offsets, table.ordinals
    doc_freqs, occurrences = _zeros(len(table.terms)), _zeros(len(table.terms))
    lengths = _zeros(len(stream.ends))
    last_document = [-1] * len(table.terms)
    for document, words in enumerate(_documents(stream)):
        for word in words:
            start, stop = offsets[word], offsets[word + 1]
            lengths[document] += stop - start
            for term in ordinals[start:stop]:
                occurrences[term] += 1
                if last_document[term] != document:
                    last_document[term] = document
                    doc_freqs[term] += 1
    return doc_freqs, occurrences, lengths


def _invert_native(stream: TokenStream, table: TermTable, *, positions: bool) -> Inverted:
    assert native is not None
    columns = native.invert(
        stream.words, stream.ends, table.offsets, table.ordinals, len(table.terms), positions
    )
    return Inverted._make(memoryview(column).cast("I") for column in columns)


invert = _invert_native if native else invert_in_python


class EncodedField(NamedTuple):
    """A whole field as it lies in a segment.

    Attributes:
        blocks: Of its term dictionary.
        block_starts: First byte of each block.
        postings: Of all terms.
        positions: Of all terms; empty if the field keeps none.
        terms: Their number.
    """

    blocks: bytes
    block_starts: array[int]
    postings: bytes
    positions: bytes
    terms: int


def encode_field(
    stream: TokenStream, table: TermTable, *, positions: bool
) -> tuple[EncodedField, array[int]]:
    """Return a field as ``FieldWriter.add`` would leave it after all terms, and every document's length.

    Only with the extension. Cost: linear; besides the result up to 100 MB of memory, and more only where a
    single term occurs over eight million times.
    """
    assert native is not None
    ends = array("I", accumulate(map(len, table.terms)))
    encoded, lengths = native.encode_field(
        stream.words, stream.ends, table.offsets, table.ordinals, b"".join(table.terms), ends, positions
    )
    blocks, starts, postings, all_positions, count = encoded
    return EncodedField(blocks, array("I", starts), postings, all_positions, count), array("I", lengths)


def write_field(field: FieldWriter, stream: TokenStream, table: TermTable) -> None:
    """Write the terms of all documents and their lengths into a field that has no term yet.

    In a field with ordinals every word must be in some document, and every document must be one word.
    """
    if not (stream.words and table.terms):
        if not field.has_ordinals:
            field.put_lengths(array("I", bytes(4 * len(stream.ends))))
    elif native is None:
        inverted = invert_in_python(stream, table, positions=field.has_positions)
        if not field.has_ordinals:
            field.put_lengths(inverted.lengths)
        for term, ids, frequencies, positions in inverted.postings(table.terms):
            field.add(term, ids, frequencies, positions if field.has_positions else None)
    else:
        encoded, lengths = encode_field(stream, table, positions=field.has_positions)
        field.add_encoded(*encoded)
        if field.has_ordinals:
            field.put_ordinals(map(table.ordinals.__getitem__, stream.words), table.terms)
        else:
            field.put_lengths(lengths)


def _documents(stream: TokenStream) -> Iterator[array[int]]:
    start = 0
    for end in stream.ends:
        yield stream.words[start:end]
        start = end


def _zeros(count: int) -> array[int]:
    return array("I", bytes(4 * count))
