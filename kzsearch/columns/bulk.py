"""Whole fields at once: inverted and encoded the fastest way that there is, compiled, or else in Python."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.columns import inversion
from kzsearch.columns.inversion import Inverted
from kzsearch.columns.lists import COMPILED

if COMPILED:
    import kzsearch._native as _native

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kzsearch.columns.inversion import TokenStream
    from kzsearch.columns.vocabulary import TermTable


class EncodedField(NamedTuple):
    """The sections of a field.

    Attributes:
        blocks: Of its dictionary.
        starts: Of these blocks.
        postings: All lists.
        positions: Of all lists; empty if the field keeps none.
        terms: Their number.
    """

    blocks: bytes
    starts: array[int]
    postings: bytes
    positions: bytes
    terms: int


def _invert(stream: TokenStream, table: TermTable, *, positions: bool) -> Inverted:
    columns = _native.invert(
        stream.words, stream.ends, table.offsets, table.ordinals, len(table.terms), positions
    )
    return Inverted._make(memoryview(column).cast("I") for column in columns)


def encode_field(terms: Sequence[bytes], inverted: Inverted, *, positions: bool) -> EncodedField:
    """A field as ``FieldWriter.add`` would leave it after all terms; to be called only when ``COMPILED``."""
    documents, occurrences, ids, frequencies, places, _ = inverted
    blocks, starts, postings, encoded_places, count = _native.encode_field(
        b"".join(terms),
        array("I", accumulate(map(len, terms))),
        documents,
        occurrences,
        ids,
        frequencies,
        places if positions else None,
    )
    return EncodedField(blocks, array("I", starts), postings, encoded_places, count)


invert = _invert if COMPILED else inversion.invert
