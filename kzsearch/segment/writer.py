"""Writes the file of a segment: stored records, then field after field, then per-document values."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from kzsearch.segment.container import ContainerWriter, little_endian
from kzsearch.segment.doc_store import DocStoreWriter
from kzsearch.segment.norms import encode_norms
from kzsearch.segment.ordinals import TermOrdinalsWriter
from kzsearch.segment.packing import pack
from kzsearch.segment.postings import encode_postings
from kzsearch.segment.skip_table import BLOCK_SIZE
from kzsearch.segment.term_dictionary import TermDictionaryWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kzsearch.segment.container import Sink
    from kzsearch.values import JsonValue


class SegmentWriter:
    """A segment that is being written.

    Records go to the file as they come; the postings of a field are in memory until it is finished.

    Attributes:
        doc_store: Takes the record of every document, in order, before the first field.
    """

    def __init__(self, sink: Sink) -> None:
        self._container = ContainerWriter(sink)
        self._container.begin("doc_store")
        self.doc_store = DocStoreWriter(self._container.write)
        self._lengths: dict[str, array[int]] = {}
        self._doc_values: dict[str, array[int]] = {}
        self._fields: dict[str, dict[str, JsonValue]] = {}

    def put_doc_values(self, name: str, base: int, values: Iterable[int]) -> None:
        """Set a 32-bit value of successive documents from ``base`` on; documents without one have 0."""
        _put_all(self._doc_values.setdefault(name, array("I")), base, values)

    def put_lengths(self, field: str, base: int, lengths: Iterable[int]) -> None:
        """Set the lengths of a field, in tokens, of successive documents from ``base`` on; others have 0."""
        _put_all(self._lengths.setdefault(field, array("I")), base, lengths)

    def field(self, name: str, *, positions: bool, ordinals: bool) -> FieldWriter:
        """Begin a field; no record can be added after that.

        Args:
            name: Each comes once.
            positions: Whether the positions of terms are kept.
            ordinals: Whether every document has one term, which readers find by its ordinal.
        """
        self._finish_doc_store()
        return FieldWriter(self, name, positions=positions, ordinals=ordinals)

    def close(self) -> int:
        """Write the rest and close the file; return the CRC-32 of its directory, ``Container.checksum``."""
        self._finish_doc_store()
        size = self.doc_store.count
        for name, values in self._doc_values.items():
            _put_all(values, size, ())
            self._add(f"{name}.doc_values", [little_endian(values)])
        for name, lengths in self._lengths.items():
            _put_all(lengths, size, ())
            self._add_lengths(name, lengths)
        return self._container.finish({"documents": size, "fields": {**self._fields}})

    def abort(self) -> None:
        """Close the file as it is; no reader accepts it."""
        self._container.abort()

    def _finish_doc_store(self) -> None:
        if not self.doc_store.is_finished:
            self.doc_store.finish()
            self._container.end()
            self._add("doc_store.block_sizes", [little_endian(self.doc_store.sizes)])
            self._add("doc_store.first_documents", [little_endian(self.doc_store.firsts)])

    def _add_lengths(self, name: str, lengths: array[int]) -> None:
        self._add(f"{name}.norms", [encode_norms(lengths)])
        self._add(f"{name}.lengths", _packed_blocks(lengths))
        properties = self._fields.setdefault(name, {})
        properties["doc_count"] = len(lengths) - lengths.count(0)
        properties["sum_total_term_freq"] = sum(lengths)

    def _add(self, name: str, parts: Iterable[bytes | bytearray | array[int]]) -> None:
        self._container.add(name, (memoryview(part).cast("B") for part in parts))


class FieldWriter:
    """The terms of one field, in ascending order.

    Attributes:
        has_positions: Whether the positions of terms are kept.
        has_ordinals: Whether every document has one term, which readers find by its ordinal.
    """

    def __init__(self, segment: SegmentWriter, name: str, *, positions: bool, ordinals: bool) -> None:
        self.has_positions = positions
        self.has_ordinals = ordinals
        self._segment = segment
        self._name = name
        self._dictionary = TermDictionaryWriter()
        self._postings: bytes | bytearray = bytearray()
        self._positions: bytes | bytearray = bytearray()
        self._ordinals = array("I")
        self._terms = TermOrdinalsWriter()

    @cached_property
    def _norms(self) -> bytes:
        return encode_norms(self._segment._lengths.get(self._name, array("I")))

    def put_lengths(self, lengths: Iterable[int]) -> None:
        """Set the lengths of the field in all documents, before the first term."""
        self._segment.put_lengths(self._name, 0, lengths)

    def add(
        self, term: bytes, ids: Sequence[int], frequencies: Sequence[int], positions: Sequence[int] | None
    ) -> None:
        """Add a term, after the lengths of the field; see :func:`.postings.encode_postings`."""
        size = self._segment.doc_store.count
        postings, packed_positions = encode_postings(ids, frequencies, positions, self._norms, size)
        if self.has_ordinals:
            self._terms.extend([term])
            for document in ids:
                _put(self._ordinals, document, self._dictionary.count)
        self._dictionary.add(term, len(ids), sum(frequencies), len(postings), len(packed_positions))
        self._postings += postings
        if self.has_positions:
            self._positions += packed_positions

    def add_encoded(
        self, blocks: bytes, block_starts: array[int], postings: bytes, positions: bytes, term_count: int
    ) -> None:
        """Take all terms at once, as the C extension encoded them; ``add`` cannot be called as well.

        Args:
            blocks: Of the term dictionary.
            block_starts: The first byte of each.
            postings: Of all terms.
            positions: Of all terms.
            term_count: How many there are.
        """
        self._dictionary.add_encoded(blocks, block_starts, term_count)
        self._postings, self._positions = postings, positions

    def put_ordinals(self, ordinals: Iterable[int], terms: Sequence[bytes]) -> None:
        """Set the ordinals that ``add_encoded`` does not know.

        Args:
            ordinals: Of the term of every document.
            terms: All terms, ascending.
        """
        self._ordinals.extend(ordinals)
        self._terms.extend(terms)

    def finish(self) -> None:
        """Write the field."""
        segment, name, dictionary = self._segment, self._name, self._dictionary
        segment._add(f"{name}.terms", [dictionary.data])
        segment._add(f"{name}.term_block_starts", [little_endian(dictionary.starts)])
        segment._add(f"{name}.postings", [self._postings])
        if self.has_positions:
            segment._add(f"{name}.positions", [self._positions])
        if self.has_ordinals:
            _put_all(self._ordinals, segment.doc_store.count, ())
            segment._add(f"{name}.ordinals", [little_endian(self._ordinals)])
            segment._add(f"{name}.ordinal_terms", [self._terms.data])
            segment._add(f"{name}.ordinal_term_ends", [little_endian(self._terms.ends)])
        segment._fields.setdefault(name, {})["terms"] = dictionary.count


def _put(values: array[int], document: int, value: int) -> None:
    if document < len(values):
        values[document] = value
    else:
        values.frombytes(bytes(4 * (document - len(values))))
        values.append(value)


def _put_all(target: array[int], base: int, values: Iterable[int]) -> None:
    target.frombytes(bytes(4 * max(0, base - len(target))))
    added = array("I", values)
    target[base : base + len(added)] = added


def _packed_blocks(numbers: array[int]) -> Iterator[bytes]:
    """Pack numbers in blocks, each after a byte with its width."""
    if not any(numbers):
        yield bytes(-(-len(numbers) // BLOCK_SIZE))
        return
    for start in range(0, len(numbers), BLOCK_SIZE):
        block = numbers[start : start + BLOCK_SIZE]
        width = max(block).bit_length()
        yield bytes([width]) + pack(block, width)
