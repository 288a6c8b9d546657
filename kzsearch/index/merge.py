"""Copies the live documents of a segment into a new one: terms as sorted streams, documents renumbered.

The streams of all sources are merged term by term, so a merge needs no more memory than one field on disk.
"""

from __future__ import annotations

from array import array
from heapq import merge
from itertools import chain, compress, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from kzsearch.segment.postings import TermPostings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from kzsearch.segment.reader import FieldReader, SegmentReader
    from kzsearch.segment.term_dictionary import TermInfo
    from kzsearch.segment.writer import FieldWriter, SegmentWriter


class MergeSource:
    """A segment whose live documents are copied into another one.

    Attributes:
        reader: The segment.
    """

    def __init__(self, reader: SegmentReader, deleted: AbstractSet[int], base: int) -> None:
        """Prepare the new document numbers.

        Args:
            reader: The segment; all its checksums are compared, so that no damage is copied under a new one.
            deleted: The documents that are not copied.
            base: The new number of the first document.
        """
        reader.container.verify()
        self.reader = reader
        self._base = base
        self._live = bytearray(b"\1") * reader.size
        for document in deleted:
            self._live[document] = 0
        self._numbers = array("I", _new_numbers(self._live, base)) if deleted else None

    def has(self, field: str) -> bool:
        """Whether any document has terms in a field."""
        return field in self.reader.fields

    def copy_documents(self, target: SegmentWriter, doc_values: Iterable[str]) -> int:
        """Copy stored fields, field lengths and the named 32-bit values; return the number of documents."""
        reader, live = self.reader, self._live
        for record in compress(reader.doc_store, live):
            target.doc_store.add(record)
        for name, field in reader.fields.items():
            if field.sum_total_term_freq:
                target.put_lengths(name, self._base, compress(field.lengths, live))
        for name in doc_values:
            target.put_doc_values(name, self._base, compress(reader.doc_values(name), live))
        return sum(live)

    def terms(self, field: str) -> Iterator[TermPostings]:
        """Iterate over the terms of a field that live documents have, with their postings in these."""
        source = self.reader.fields.get(field)
        if source is None:
            return
        for term, info in source.dictionary.terms_from():
            postings = self._renumbered(source, term, info)
            if postings.ids:
                yield postings

    def _renumbered(self, source: FieldReader, term: bytes, info: TermInfo) -> TermPostings:
        ids, frequencies = source.postings_of(info)
        if self._numbers is None:
            positions = source.positions_of(info) if info.positions_end else array("I")
            moved = array("I", [document + self._base for document in ids]) if self._base else ids
            return TermPostings(term, moved, frequencies, positions)
        live = [self._live[document] for document in ids]
        moved = array("I", [self._numbers[document] for document in compress(ids, live)])
        by_posting = source.positions_by_posting(info, frequencies) if info.positions_end else ()
        positions = array("I", chain.from_iterable(compress(by_posting, live)))
        return TermPostings(term, moved, array("I", compress(frequencies, live)), positions)


def _new_numbers(live: bytearray, base: int) -> Iterator[int]:
    """Iterate over the new number of every document; that of a deleted one means nothing."""
    for copied in live:
        yield base
        base += copied


def add_merged(field: FieldWriter, sources: Iterable[Iterator[TermPostings]], *, positions: bool) -> None:
    """Merge the terms of a field from several sources.

    Args:
        field: To be written; it has no term yet.
        sources: Sorted terms; the documents of each source come after those of the sources before it.
        positions: Whether the field keeps them.
    """
    merged = merge(*sources, key=attrgetter("term"))  # stable: equal terms keep the order of the sources
    for term, group in groupby(merged, key=attrgetter("term")):
        parts = list(group)
        if len(parts) == 1:
            _, ids, frequencies, all_positions = parts[0]
        else:
            ids, frequencies, all_positions = (
                array("I", chain.from_iterable(part[column] for part in parts)) for column in (1, 2, 3)
            )
        field.add(term, ids, frequencies, all_positions if positions else None)
