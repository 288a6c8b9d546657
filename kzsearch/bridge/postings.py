"""Posting lists as columns, and their way into and out of Whoosh's blocks.

Whoosh hands postings over one by one, through dozens of Python calls each; a block at a time costs a fraction
of that. The price is that this module knows the private parts of ``whoosh.codec.whoosh3``, unchanged since
2016; with a reader of another codec it falls back to the public way.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, TypeAlias

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import TermNotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from whoosh.codec.whoosh3 import W3PostingsWriter
    from whoosh.matching import Matcher
    from whoosh.reading import SegmentReader

_Block: TypeAlias = "tuple[Iterable[int], Iterable[float], Iterable[bytes]]"

DROPPED = 0xFFFFFFFF
"""Stands for the new number of a document that is not copied."""

_COMPRESSION = 3
_TINY_LIST = 8
"""Postings under which a deflate stream costs more, in time and in bytes, than it saves."""


class PostingList:
    """The documents of a term, ascending, with what Whoosh keeps of each.

    Attributes:
        ids: Document numbers in the segment.
        weights: Term frequencies, as floats.
        values: Encoded payloads; empty strings where the field has none, an empty list if they were not read.
    """

    __slots__ = ("ids", "values", "weights")

    def __init__(self) -> None:
        self.ids = array("I")
        self.weights = array("f")
        self.values: list[bytes] = []

    def append(self, document: int, weight: float, value: bytes) -> None:
        """Add the posting of a later document."""
        self.ids.append(document)
        self.weights.append(weight)
        self.values.append(value)

    def extend(self, other: PostingList) -> None:
        """Add the postings of later documents."""
        self.ids.extend(other.ids)
        self.weights.extend(other.weights)
        self.values.extend(other.values)

    def renumbered(self, numbers: Sequence[int]) -> PostingList:
        """The same postings in another segment.

        Args:
            numbers: The new number of every document, ``DROPPED`` for those that do not move.
        """
        moved = PostingList()
        ids = [numbers[document] for document in self.ids]
        if DROPPED not in ids:
            moved.ids, moved.weights, moved.values = array("I", ids), self.weights, self.values
            return moved
        for document, weight, value in zip(ids, self.weights, self.values, strict=True):
            if document != DROPPED:
                moved.append(document, weight, value)
        return moved


def read_list(reader: SegmentReader, field: str, term: bytes, *, values: bool = True) -> PostingList:
    """All postings of a term in a segment, those of deleted documents too; empty if there are none."""
    postings = PostingList()
    for ids, weights, payloads in _blocks(reader, field, term):
        postings.ids.extend(ids)
        postings.weights.extend(weights)
        if values:
            postings.values.extend(payloads)
    return postings


def read_values(
    reader: SegmentReader, field: str, term: bytes, documents: AbstractSet[int]
) -> dict[int, bytes]:
    """The payloads of a term in some documents of a segment."""
    found: dict[int, bytes] = {}
    for block_ids, _, payloads in _blocks(reader, field, term):
        ids = list(block_ids)
        if not documents.isdisjoint(ids):
            found.update((i, value) for i, value in zip(ids, payloads, strict=True) if i in documents)
    return found


def write_list(writer: W3PostingsWriter, postings: PostingList) -> None:
    """Hand all postings of a term over, between ``start_postings`` and ``finish_postings``."""
    limit: int = writer._blocklimit
    writer._compression = _COMPRESSION if len(postings.ids) >= _TINY_LIST else 0
    for start in range(0, len(postings.ids), limit):
        if start:
            writer._write_block()
        writer._ids = postings.ids[start : start + limit]
        writer._weights = postings.weights[start : start + limit]
        writer._values = postings.values[start : start + limit]
        writer._maxweight = max(writer._weights)


def _blocks(reader: SegmentReader, field: str, term: bytes) -> Iterator[_Block]:
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return
    if isinstance(matcher, FilterMatcher):
        matcher = matcher.child  # deleted documents are dropped later, all at once
        matcher.reset()
    if not isinstance(matcher, W3LeafMatcher):
        yield from _single_postings(matcher)
        return
    while True:
        matcher._read_data()
        deltas, weights, values = matcher._data
        count = len(deltas)
        if weights is None or isinstance(weights, float):
            weights = repeat(1.0 if weights is None else weights, count)
        yield accumulate(deltas), weights, _payloads(values, matcher._fixedsize, count)
        if matcher._lastblock:
            return
        matcher._next_block()


def _payloads(values: tuple[bytes, ...] | bytes | None, size: int | None, count: int) -> Iterable[bytes]:
    if values is None:
        return repeat(b"", count)
    if isinstance(values, tuple) or not size:
        return values if isinstance(values, tuple) else repeat(b"", count)
    return (values[i : i + size] for i in range(0, len(values), size))


def _single_postings(matcher: Matcher) -> Iterator[_Block]:
    while matcher.is_active():
        yield (matcher.id(),), (matcher.weight(),), (matcher.value() or b"",)
        matcher.next()
