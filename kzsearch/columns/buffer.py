"""The postings of a segment that is being filled, by field and term, in memory."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LIST_BYTES = 500  # measured: three growing columns, a dictionary entry and the term
_POSTING_BYTES = 20


class TermPostings(NamedTuple):
    """A term with its postings; see :func:`~kzsearch.columns.postings.encode_list` for their form."""

    term: bytes
    ids: array[int]
    frequencies: array[int]
    positions: array[int]


class PostingsBuffer:
    """Collects postings in the order of their documents.

    Attributes:
        size_bytes: What they take, roughly.
    """

    def __init__(self) -> None:
        self.size_bytes = 0
        self._fields: dict[str, dict[str, _List]] = defaultdict(dict)

    def add(self, field: str, document: int, occurrences: Mapping[str, Sequence[int]]) -> None:
        """Add a document.

        Args:
            field: Where the terms occur.
            document: Not before those that were added.
            occurrences: Every term with its positions, ascending.
        """
        terms = self._fields[field]
        for term, positions in occurrences.items():
            postings = terms.get(term)
            if postings is None:
                postings = terms[term] = _List()
                self.size_bytes += _LIST_BYTES
            postings.ids.append(document)
            postings.frequencies.append(len(positions))
            postings.positions.extend(positions)
        self.size_bytes += _POSTING_BYTES * len(occurrences)

    def terms(self, field: str) -> Iterator[TermPostings]:
        """The terms of a field in the order of their bytes, which is that of their characters."""
        terms = self._fields.get(field, {})
        for term in sorted(terms):
            postings = terms[term]
            yield TermPostings(encode_term(term), postings.ids, postings.frequencies, postings.positions)

    def clear(self) -> None:
        """Forget everything."""
        self._fields.clear()
        self.size_bytes = 0


class _List:
    __slots__ = ("frequencies", "ids", "positions")

    def __init__(self) -> None:
        self.ids, self.frequencies, self.positions = array("I"), array("I"), array("I")


def encode_term(term: str) -> bytes:
    """The bytes of a term; broken files contain lone surrogates, which are as good as any other character."""
    return term.encode("utf-8", "surrogatepass")


def decode_term(term: bytes) -> str:
    """The inverse of :func:`encode_term`; bytes that encode nothing come from damaged files."""
    return term.decode("utf-8", "surrogatepass")
