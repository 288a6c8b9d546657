"""Whole fields at once: inverted and encoded the fastest way that there is, compiled, or else in Python."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.index import inverter
from kzsearch.index.inverter import Inverted
from kzsearch.segment.compiled import COMPILED

if COMPILED:
    import kzsearch._native as _native

if TYPE_CHECKING:
    from kzsearch.index.inverter import TokenStream
    from kzsearch.index.vocabulary import TermTable


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


def encode_stream(
    stream: TokenStream, table: TermTable, *, positions: bool
) -> tuple[EncodedField, array[int]]:
    """A field as ``FieldWriter.add`` would leave it after all terms, and the length of every document.

    To be called only when ``COMPILED``. Cost: linear; beside the result up to 100 MB of memory, and more only
    where a single term occurs eight million times.
    """
    ends = array("I", accumulate(map(len, table.terms)))
    encoded, lengths = _native.encode_stream(
        stream.words, stream.ends, table.offsets, table.ordinals, b"".join(table.terms), ends, positions
    )
    blocks, starts, postings, places, count = encoded
    return EncodedField(blocks, array("I", starts), postings, places, count), array("I", lengths)


def _invert(stream: TokenStream, table: TermTable, *, positions: bool) -> Inverted:
    columns = _native.invert(
        stream.words, stream.ends, table.offsets, table.ordinals, len(table.terms), positions
    )
    return Inverted._make(memoryview(column).cast("I") for column in columns)


invert = _invert if COMPILED else inverter.invert
