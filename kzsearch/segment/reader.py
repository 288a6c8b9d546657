"""Reads the column file of a segment; everything stays in the mapped file until it is asked for."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from kzsearch.errors import IndexFormatError
from kzsearch.segment import term_dictionary
from kzsearch.segment.compiled import decode_list, decode_positions
from kzsearch.segment.container import DAMAGE, SectionFile
from kzsearch.segment.doc_store import Records
from kzsearch.segment.ordinals import Names
from kzsearch.segment.packing import packed_bytes, unpack
from kzsearch.segment.postings import BLOCK
from kzsearch.segment.term_dictionary import Dictionary, decode_term, encode_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO

    from kzsearch.segment.postings import Entry


class Columns:
    """The columns of one segment.

    Attributes:
        size: Number of documents; their numbers are ``range(size)``.
        fields: The fields that have terms or lengths.
    """

    def __init__(self, file: SectionFile) -> None:
        self.file = file
        try:
            self.size = _natural(file.properties["documents"])
            fields = _table(file.properties["fields"])
            self.fields = {name: FieldColumns(self, name, _table(values)) for name, values in fields.items()}
        except (KeyError, IndexFormatError) as error:
            file.close()
            raise file.damaged(f"its directory lacks an entry ({error!r})") from error

    @classmethod
    def open(cls, stream: IO[bytes], name: str) -> Columns:
        """Map an open file.

        Raises:
            IndexFormatError: It is no column file of this version, or damaged.
        """
        return cls(SectionFile.open(stream, name))

    def close(self) -> None:
        """Let the file go."""
        self.file.close()

    def numbers(self, column: str) -> memoryview:
        """A 32-bit number of every document, 0 where none was given."""
        numbers = self.file.numbers(f"{column}.numbers")
        return numbers if len(numbers) == self.size else self._none_given(numbers, column)

    def _none_given(self, numbers: memoryview, column: str) -> memoryview:
        if len(numbers):
            raise self.file.damaged(f"column {column} has {len(numbers)} numbers for {self.size} documents")
        return memoryview(bytes(4 * self.size)).cast("I")

    @cached_property
    def records(self) -> Records:
        """What is stored of each document."""
        file = self.file
        ends = array("Q", accumulate(file.numbers("records.sizes")))
        return Records(file.section("records"), ends, file.numbers("records.firsts"))


class FieldColumns:
    """The columns of one field of a segment.

    Attributes:
        holders: Documents that have the field.
        tokens: Sum of their lengths.
    """

    def __init__(self, columns: Columns, name: str, properties: Mapping[str, object]) -> None:
        self._columns = columns
        self._name = name
        self._terms = _natural(properties.get("terms", 0))
        self.holders = _natural(properties.get("holders", 0))
        self.tokens = _natural(properties.get("tokens", 0))

    @cached_property
    def dictionary(self) -> Dictionary:
        """The terms."""
        file = self._columns.file
        return Dictionary(self._section("terms"), file.numbers(f"{self._name}.starts"), self._terms)

    @cached_property
    def postings(self) -> memoryview:
        """The posting lists of all terms."""
        return self._section("postings")

    @cached_property
    def positions(self) -> memoryview:
        """The positions of all terms; empty when the field keeps none."""
        return self._section("positions")

    @cached_property
    def codes(self) -> memoryview:
        """Lucene's one-byte length of every document."""
        codes = self._section("codes")
        if not self.holders:
            return memoryview(bytes(self._columns.size))
        if len(codes) != self._columns.size:
            raise self._columns.file.damaged(
                f"field {self._name} has {len(codes)} lengths for {self._columns.size} documents"
            )
        return codes

    @cached_property
    def ordinals(self) -> memoryview:
        """The ordinal of the term of every document, of a field that has one in each."""
        ordinals = self._columns.file.numbers(f"{self._name}.ordinals")
        if len(ordinals) != self._columns.size:
            raise self._columns.file.damaged(
                f"field {self._name} has {len(ordinals)} ordinals for {self._columns.size} documents"
            )
        return ordinals

    @cached_property
    def names(self) -> Names:
        """The terms by their ordinals, of such a field."""
        names = Names(self._section("names"), self._columns.file.numbers(f"{self._name}.ends"))
        if len(names) != self._terms:
            raise self._columns.file.damaged(
                f"field {self._name} has {len(names)} names for {self._terms} terms"
            )
        return names

    @cached_property
    def lengths(self) -> array[int]:
        """The exact length of every document; unpacked in one go."""
        data, lengths, at = self._section("lengths"), array("I"), 0
        while len(lengths) < self._columns.size and at < len(data):
            count = min(BLOCK, self._columns.size - len(lengths))
            lengths.extend(unpack(data, at + 1, count, data[at]))
            at += 1 + packed_bytes(count, data[at])
        lengths.extend([0] * (self._columns.size - len(lengths)))
        return lengths

    def find(self, term: bytes) -> Entry | None:
        """Look a term up; None if the field does not have it."""
        with self._columns.file.reading():
            return self.dictionary.find(term)

    def read(self, entry: Entry) -> tuple[array[int], array[int]]:
        """Documents and frequencies of a term; see :func:`~kzsearch.segment.postings.decode_list`."""
        with self._columns.file.reading():
            return decode_list(self.postings, entry, self._columns.size)

    def read_positions(self, entry: Entry) -> array[int]:
        """All positions of a term; see :func:`~kzsearch.segment.postings.decode_positions`."""
        with self._columns.file.reading():
            return decode_positions(self.positions, entry, self.postings, self._columns.size)

    def positions_by_posting(self, entry: Entry, frequencies: Iterable[int]) -> Iterator[array[int]]:
        """The positions of every posting of a term in turn.

        Args:
            entry: The term.
            frequencies: As ``read`` gives them.
        """
        positions, used = self.read_positions(entry), 0
        for frequency in frequencies:
            yield positions[used : used + frequency]
            used += frequency

    def _section(self, name: str) -> memoryview:
        return self._columns.file.section(f"{self._name}.{name}")


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise IndexFormatError(f"{value!r} is no table")
    return value


def _natural(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise IndexFormatError(f"{value!r} is no number of things")
    return value


def frequent_terms(fields: Sequence[FieldColumns], prefix: str, most: int) -> list[tuple[str, int]]:
    """See :func:`.term_dictionary.frequent_terms`; the fields are those of several segments."""
    try:
        return _frequent(fields, prefix, most)
    except DAMAGE:
        for field in fields:  # the error is to name the file
            with field._columns.file.reading():
                _frequent([field], prefix, most)
        raise


def _frequent(fields: Sequence[FieldColumns], prefix: str, most: int) -> list[tuple[str, int]]:
    found = term_dictionary.frequent_terms([field.dictionary for field in fields], encode_term(prefix), most)
    return [(decode_term(term), documents) for term, documents in found]
