"""Reads the file of a segment; everything stays in the memory map until it is used."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment import term_dictionary
from kzsearch.segment.container import DECODING_ERRORS, Container
from kzsearch.segment.doc_store import DocStore
from kzsearch.segment.ordinals import TermOrdinals
from kzsearch.segment.packing import packed_bytes, unpack
from kzsearch.segment.postings import decode_positions, decode_postings
from kzsearch.segment.skip_table import BLOCK_SIZE
from kzsearch.segment.term_dictionary import TermDictionary, decode_term, encode_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kzsearch.segment.term_dictionary import TermInfo

SEGMENT_EXTENSION = ".kzs"


class SegmentReader:
    """One segment.

    Attributes:
        container: Its file.
        size: Number of documents; their numbers are ``range(size)``.
        fields: The fields with terms or lengths, by name.
    """

    def __init__(self, container: Container) -> None:
        self.container = container
        try:
            self.size = _count(container.properties["documents"])
            fields = _mapping(container.properties["fields"])
            self.fields = {name: FieldReader(self, name, _mapping(each)) for name, each in fields.items()}
        except (KeyError, IndexFormatError) as error:
            container.close()
            raise container.damaged(f"its directory lacks an entry ({error!r})") from error

    @classmethod
    def open(cls, path: Path) -> SegmentReader:
        """Map a file into memory.

        Raises:
            IndexFormatError: It is no segment of this version, or damaged.
            FileNotFoundError: It does not exist.
        """
        return cls(Container.open(path))

    def close(self) -> None:
        """Release the file."""
        self.container.close()

    def doc_values(self, name: str) -> memoryview:
        """Return a 32-bit value of every document; 0 where none was set."""
        values = self.container.uint32_block(f"{name}.doc_values")
        if not len(values):
            return memoryview(bytes(4 * self.size)).cast("I")
        return _of_all_documents(values, self, f"{name}.doc_values")

    @cached_property
    def doc_store(self) -> DocStore:
        """The stored record of every document."""
        container = self.container
        ends = array("Q", accumulate(container.uint32_block("doc_store.block_sizes")))
        firsts = container.uint32_block("doc_store.first_documents")
        return DocStore(container.block("doc_store"), ends, firsts)


class FieldReader:
    """One field of a segment.

    Attributes:
        doc_count: Documents that have the field.
        sum_total_term_freq: The sum of its lengths in all documents.
    """

    def __init__(self, segment: SegmentReader, name: str, properties: Mapping[str, object]) -> None:
        self._segment = segment
        self._name = name
        self._term_count = _count(properties.get("terms", 0))
        self.doc_count = _count(properties.get("doc_count", 0))
        self.sum_total_term_freq = _count(properties.get("sum_total_term_freq", 0))

    @cached_property
    def dictionary(self) -> TermDictionary:
        """The terms."""
        return TermDictionary(self._block("terms"), self._uint32_block("term_block_starts"), self._term_count)

    @cached_property
    def postings(self) -> memoryview:
        """The packed postings of all terms."""
        return self._block("postings")

    @cached_property
    def positions(self) -> memoryview:
        """The packed positions of all terms; empty when the field keeps none."""
        return self._block("positions")

    @cached_property
    def norms(self) -> memoryview:
        """The norm of every document, one byte each."""
        if not self.doc_count:
            return memoryview(bytes(self._segment.size))
        return _of_all_documents(self._block("norms"), self._segment, f"{self._name}.norms")

    @cached_property
    def ordinals(self) -> memoryview:
        """The ordinal of the term of every document, 32 bits each, in fields with one term a document."""
        return _of_all_documents(self._uint32_block("ordinals"), self._segment, f"{self._name}.ordinals")

    @cached_property
    def terms_by_ordinal(self) -> TermOrdinals:
        """The terms by their ordinals, in fields with one term a document."""
        terms = TermOrdinals(self._block("ordinal_terms"), self._uint32_block("ordinal_term_ends"))
        if len(terms) != self._term_count:
            raise self._segment.container.damaged(
                f"field {self._name} has {len(terms)} ordinals, expected {self._term_count}"
            )
        return terms

    @cached_property
    def lengths(self) -> array[int]:
        """The exact length of every document, in tokens; all are unpacked at the first use."""
        data, size, lengths, start = self._block("lengths"), self._segment.size, array("I"), 0
        while len(lengths) < size and start < len(data):
            count = min(BLOCK_SIZE, size - len(lengths))
            lengths.extend(unpack(data, start + 1, count, data[start]))
            start += 1 + packed_bytes(count, data[start])
        lengths.extend([0] * (size - len(lengths)))
        return lengths

    def find(self, term: bytes) -> TermInfo | None:
        """Return what there is of a term; None if the field does not have it."""
        with self._segment.container.reading():
            return self.dictionary.find(term)

    def postings_of(self, info: TermInfo) -> tuple[array[int], array[int]]:
        """Return the documents and frequencies of a term; see :func:`.postings.decode_postings`."""
        with self._segment.container.reading():
            return decode_postings(self.postings, info, self._segment.size)

    def positions_of(self, info: TermInfo) -> array[int]:
        """Return all positions of a term; see :func:`.postings.decode_positions`."""
        with self._segment.container.reading():
            return decode_positions(self.positions, info, self.postings, self._segment.size)

    def positions_by_posting(self, info: TermInfo, frequencies: Iterable[int]) -> Iterator[array[int]]:
        """Iterate over the positions of a term, one array for every posting.

        Args:
            info: The term.
            frequencies: As ``postings_of`` returned them.
        """
        positions, used = self.positions_of(info), 0
        for frequency in frequencies:
            yield positions[used : used + frequency]
            used += frequency

    def _block(self, name: str) -> memoryview:
        return self._segment.container.block(f"{self._name}.{name}")

    def _uint32_block(self, name: str) -> memoryview:
        return self._segment.container.uint32_block(f"{self._name}.{name}")


def _of_all_documents(values: memoryview, segment: SegmentReader, name: str) -> memoryview:
    """Return a block if it has one value for every document."""
    if len(values) != segment.size:
        raise segment.container.damaged(
            f"block {name} has {len(values)} values, expected one for each of {segment.size} documents"
        )
    return values


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise IndexFormatError(f"found {value!r}, expected an object")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise IndexFormatError(f"found {value!r}, expected a count")
    return value


def frequent_terms(fields: Sequence[FieldReader], prefix: str, limit: int) -> list[tuple[str, int]]:
    """Return the most frequent terms of a field; see :func:`.term_dictionary.frequent_terms`.

    Args:
        fields: The field in every segment that has it.
        prefix: How the terms begin.
        limit: How many to return at most.
    """
    try:
        return _frequent_terms(fields, prefix, limit)
    except DECODING_ERRORS:
        for field in fields:  # find the damaged file, for the message
            with field._segment.container.reading():
                _frequent_terms([field], prefix, limit)
        raise


def _frequent_terms(fields: Sequence[FieldReader], prefix: str, limit: int) -> list[tuple[str, int]]:
    dictionaries = [field.dictionary for field in fields]
    found = term_dictionary.frequent_terms(dictionaries, encode_term(prefix), limit)
    return [(decode_term(term), doc_freq) for term, doc_freq in found]
