"""Writes the column file of a segment: per-document columns in any order, then field after field."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from kzsearch.index.bulk import encode_stream, invert
from kzsearch.segment.compiled import COMPILED, encode_list
from kzsearch.segment.container import SectionWriter, little_endian
from kzsearch.segment.doc_store import RecordsWriter
from kzsearch.segment.norms import length_code
from kzsearch.segment.ordinals import NamesWriter
from kzsearch.segment.packing import pack
from kzsearch.segment.postings import BLOCK
from kzsearch.segment.term_dictionary import DictionaryWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.index.inverter import Inverted, TokenStream
    from kzsearch.index.vocabulary import TermTable
    from kzsearch.model import JsonValue
    from kzsearch.segment.container import Sink

_SHORT_CODES = bytes(map(length_code, range(4096)))


class ColumnWriter:
    """One segment that is being written: the records of all documents, then its fields.

    Records go to the file as they come; the postings of a field are in memory until it is finished.

    Attributes:
        records: What is stored of each document, in order.
    """

    def __init__(self, sink: Sink) -> None:
        self._sections = SectionWriter(sink)
        self._sections.begin("records")
        self.records = RecordsWriter(self._sections.write)
        self._lengths: dict[str, array[int]] = {}
        self._numbers: dict[str, array[int]] = {}
        self._fields: dict[str, dict[str, JsonValue]] = {}

    def set_number(self, column: str, document: int, number: int) -> None:
        """Give a document a value in a column of 32-bit numbers; documents without one have 0."""
        _put(self._numbers.setdefault(column, array("I")), document, number)

    def set_length(self, field: str, document: int, tokens: int) -> None:
        """Give the length of a field of a document; those without one have 0."""
        _put(self._lengths.setdefault(field, array("I")), document, tokens)

    def put_numbers(self, column: str, base: int, numbers: Iterable[int]) -> None:
        """Give values to successive documents, from ``base`` on."""
        _put_all(self._numbers.setdefault(column, array("I")), base, numbers)

    def put_lengths(self, field: str, base: int, lengths: Iterable[int]) -> None:
        """Give the lengths of successive documents, from ``base`` on."""
        _put_all(self._lengths.setdefault(field, array("I")), base, lengths)

    def field(self, name: str, *, positions: bool, ordinals: bool) -> FieldWriter:
        """Begin a field.

        Args:
            name: Its name; each comes once.
            positions: Whether the positions of terms are kept.
            ordinals: Whether the ordinal of the (single) term of every document becomes a column, and the
                terms can be found by their ordinals.
        """
        self._finish_records()
        return FieldWriter(self, name, positions=positions, ordinals=ordinals)

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._finish_records()
        size = self.records.count
        for name, numbers in self._numbers.items():
            _put_all(numbers, size, ())
            self._add(f"{name}.numbers", [little_endian(numbers)])
        for name, lengths in self._lengths.items():
            _put_all(lengths, size, ())
            self._add_lengths(name, lengths)
        self._sections.finish({"documents": size, "fields": {**self._fields}})

    def _finish_records(self) -> None:
        """Records go to the file as they come, before anything else: here they end."""
        if not self.records.finished:
            self.records.finish()
            self._sections.end()
            self._add("records.sizes", [little_endian(self.records.sizes)])
            self._add("records.firsts", [little_endian(self.records.firsts)])

    def _add_lengths(self, name: str, lengths: array[int]) -> None:
        self._add(f"{name}.codes", [_length_codes(lengths)])
        self._add(f"{name}.lengths", _packed_blocks(lengths))
        properties = self._fields.setdefault(name, {})
        properties["holders"] = len(lengths) - lengths.count(0)
        properties["tokens"] = sum(lengths)

    def _add(self, name: str, parts: Iterable[bytes | bytearray | array[int]]) -> None:
        self._sections.add(name, (memoryview(part).cast("B") for part in parts))


class FieldWriter:
    """The terms of one field, in ascending order."""

    def __init__(self, columns: ColumnWriter, name: str, *, positions: bool, ordinals: bool) -> None:
        self._columns = columns
        self._name = name
        self._dictionary = DictionaryWriter()
        self._postings: bytes | bytearray = bytearray()
        self._positions: bytes | bytearray | None = bytearray() if positions else None
        self._ordinals = array("I") if ordinals else None
        self._names = NamesWriter()

    @cached_property
    def _codes(self) -> bytes:
        return _length_codes(self._columns._lengths.get(self._name, array("I")))

    def add(
        self, term: bytes, ids: Sequence[int], frequencies: Sequence[int], positions: Sequence[int] | None
    ) -> None:
        """Add a term; see :func:`~kzsearch.segment.postings.encode_list`. The lengths must be there."""
        postings, places = encode_list(ids, frequencies, positions, self._codes, self._columns.records.count)
        if self._ordinals is not None:
            self._names.extend([term])
            for document in ids:
                _put(self._ordinals, document, self._dictionary.count)
        self._dictionary.add(term, len(ids), sum(frequencies), len(postings), len(places))
        self._postings += postings
        if self._positions is not None:
            self._positions += places

    def add_stream(self, stream: TokenStream, table: TermTable) -> None:
        """Add the terms of all documents, and their lengths: they are all that the field has.

        Of a field with ordinals every word must be in some document, and every document must be one word.
        """
        if not (stream.words and table.terms):
            if self._ordinals is None:
                self._columns.put_lengths(self._name, 0, array("I", bytes(4 * len(stream.ends))))
            return
        if not COMPILED:
            self._add_inverted(invert(stream, table, positions=self._positions is not None), table)
            return
        encoded, lengths = encode_stream(stream, table, positions=self._positions is not None)
        self._dictionary.add_encoded(encoded.blocks, encoded.starts, encoded.terms)
        self._postings = encoded.postings
        if self._positions is not None:
            self._positions = encoded.positions
        if self._ordinals is None:
            self._columns.put_lengths(self._name, 0, lengths)
            return
        self._ordinals.extend(map(table.ordinals.__getitem__, stream.words))
        self._names.extend(table.terms)

    def _add_inverted(self, inverted: Inverted, table: TermTable) -> None:
        if self._ordinals is None:
            self._columns.put_lengths(self._name, 0, inverted.lengths)
        for term, ids, frequencies, positions in inverted.postings(table.terms):
            self.add(term, ids, frequencies, None if self._positions is None else positions)

    def finish(self) -> None:
        """Write the field."""
        columns, name, dictionary = self._columns, self._name, self._dictionary
        columns._add(f"{name}.terms", [dictionary.data])
        columns._add(f"{name}.starts", [little_endian(dictionary.starts)])
        columns._add(f"{name}.postings", [self._postings])
        if self._positions is not None:
            columns._add(f"{name}.positions", [self._positions])
        if self._ordinals is not None:
            _put_all(self._ordinals, columns.records.count, ())
            columns._add(f"{name}.ordinals", [little_endian(self._ordinals)])
            columns._add(f"{name}.names", [self._names.data])
            columns._add(f"{name}.ends", [little_endian(self._names.ends)])
        properties = columns._fields.setdefault(name, {})
        properties["terms"] = dictionary.count


def _put(column: array[int], document: int, number: int) -> None:
    if document < len(column):
        column[document] = number
    else:
        column.frombytes(bytes(4 * (document - len(column))))
        column.append(number)


def _put_all(column: array[int], base: int, numbers: Iterable[int]) -> None:
    column.frombytes(bytes(4 * max(0, base - len(column))))
    values = array("I", numbers)
    column[base : base + len(values)] = values


def _length_codes(lengths: array[int]) -> bytes:
    longest = max(lengths, default=0)
    if not longest:
        return bytes(len(lengths))
    return bytes(map(_SHORT_CODES.__getitem__ if longest < len(_SHORT_CODES) else length_code, lengths))


def _packed_blocks(numbers: array[int]) -> Iterable[bytes]:
    """Blocks of numbers, each with its width before it."""
    if not any(numbers):
        yield bytes(-(-len(numbers) // BLOCK))
        return
    for start in range(0, len(numbers), BLOCK):
        block = numbers[start : start + BLOCK]
        width = max(block).bit_length()
        yield bytes([width]) + pack(block, width)
