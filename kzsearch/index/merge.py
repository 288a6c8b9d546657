"""Copies segments into one: their terms as sorted streams, their documents under new numbers."""

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

    from kzsearch.segment.postings import Entry
    from kzsearch.segment.reader import Columns, FieldColumns
    from kzsearch.segment.writer import ColumnWriter, FieldWriter


class MovedSegment:
    """The live documents of a segment on their way to a later place in another one."""

    def __init__(self, columns: Columns, deleted: AbstractSet[int], base: int) -> None:
        """Begin to move.

        Args:
            columns: The segment; its checksums are compared, so that no damage is copied under a fresh one.
            deleted: The documents that stay behind.
            base: The new number of the first document.
        """
        columns.file.verify()
        self.columns = columns
        self._deleted = deleted
        self._base = base
        self._live = bytearray(b"\1") * columns.size
        for document in deleted:
            self._live[document] = 0
        self._numbers = array("I", _new_numbers(self._live, base)) if deleted else None

    def copy_documents(self, target: ColumnWriter, numbers: Iterable[str]) -> int:
        """Copy records, lengths and the named columns of numbers; how many documents there are."""
        columns, live = self.columns, self._live
        for record in compress(columns.records, live):
            target.records.add(record)
        for name, field in columns.fields.items():
            if field.tokens:
                target.put_lengths(name, self._base, compress(field.lengths, live))
        for name in numbers:
            target.put_numbers(name, self._base, compress(columns.numbers(name), live))
        return sum(live)

    def terms(self, field: str) -> Iterator[TermPostings]:
        """The terms of a field with the postings that move; those without any are left out."""
        source = self.columns.fields.get(field)
        if source is None:
            return
        for term, entry in source.dictionary.terms_from():
            postings = self._moved(source, term, entry)
            if postings.ids:
                yield postings

    def _moved(self, source: FieldColumns, term: bytes, entry: Entry) -> TermPostings:
        ids, frequencies = source.read(entry)
        if self._numbers is None:
            places = source.read_positions(entry) if entry.positions_end else array("I")
            moved = array("I", [document + self._base for document in ids]) if self._base else ids
            return TermPostings(term, moved, frequencies, places)
        live = [self._live[document] for document in ids]
        moved = array("I", [self._numbers[document] for document in compress(ids, live)])
        by_posting = source.positions_by_posting(entry, frequencies) if entry.positions_end else ()
        places = array("I", chain.from_iterable(compress(by_posting, live)))
        return TermPostings(term, moved, array("I", compress(frequencies, live)), places)


def _new_numbers(live: bytearray, base: int) -> Iterator[int]:
    """The new number of every document; that of one that stays behind means nothing."""
    for moves in live:
        yield base
        base += moves


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
            _, ids, frequencies, places = parts[0]
        else:
            ids, frequencies, places = (
                array("I", chain.from_iterable(part[column] for part in parts)) for column in (1, 2, 3)
            )
        field.add(term, ids, frequencies, places if positions else None)
