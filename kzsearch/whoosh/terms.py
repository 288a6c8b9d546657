"""Terms and postings of a segment for stock Whoosh's queries: a terms reader, a cursor, a matcher."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whoosh.fields import FieldType
    from whoosh.formats import Format
    from whoosh.scoring import BaseScorer

    from kzsearch.segment.postings import Entry
    from kzsearch.segment.reader import Columns, FieldColumns


class ColumnTermsReader(TermsReader):  # type: ignore[misc]
    """The terms of all fields."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def close(self) -> None:
        """Let the file go."""
        self.columns.close()

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return sorted(name for name, field in self.columns.fields.items() if len(field.dictionary))

    def cursor(self, fieldname: str, fieldobj: FieldType) -> TermsCursor:
        """A way through the terms of a field."""
        return TermsCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, field after field."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """All terms from one on, to the end of the last field."""
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms from one on, with what is known of them."""
        for name in self.indexed_field_names():
            if name >= fieldname:
                start = prefix if name == fieldname else b""
                for term, entry in self.columns.fields[name].dictionary.terms_from(start):
                    yield (name, term), self.info(entry)

    def term_info(self, fieldname: str, tbytes: bytes) -> TermInfo:
        """What is known of a term."""
        return self.info(self._entry(fieldname, tbytes))

    def frequency(self, fieldname: str, tbytes: bytes) -> int:
        """How often it occurs."""
        entry = self._find(fieldname, tbytes)
        return entry.occurrences if entry else 0

    def doc_frequency(self, fieldname: str, tbytes: bytes) -> int:
        """How many documents have it."""
        entry = self._find(fieldname, tbytes)
        return entry.documents if entry else 0

    def matcher(
        self, fieldname: str, tbytes: bytes, format_: Format, scorer: BaseScorer = None
    ) -> ArrayMatcher:
        """A matcher for stock queries."""
        entry = self._entry(fieldname, tbytes)
        ids, frequencies = self.columns.fields[fieldname].read(entry)
        return ArrayMatcher(
            ids,
            frequencies,
            None,
            format_,
            scorer,
            term=(fieldname, tbytes),
            terminfo=self.info(entry),
            source=(self.columns.fields[fieldname], entry),
        )

    def info(self, entry: Entry) -> TermInfo:
        """Exact counts; bounds where only bounds are asked for."""
        most = entry.occurrences - entry.documents + 1
        return TermInfo(
            entry.occurrences, entry.documents, 1, 1 << 31, most, 0, max(0, self.columns.size - 1)
        )

    def _entry(self, fieldname: str, tbytes: bytes) -> Entry:
        entry = self._find(fieldname, tbytes)
        if entry is None:
            raise TermNotFound(f"No term {fieldname}:{tbytes!r}")
        return entry

    def _find(self, fieldname: str, tbytes: bytes) -> Entry | None:
        field = self.columns.fields.get(fieldname)
        return field.find(tbytes) if field else None


class TermsCursor(FieldCursor):  # type: ignore[misc]
    """Steps through the terms of a field, for Whoosh's fuzzy queries."""

    def __init__(self, terms: ColumnTermsReader, fieldname: str, fieldobj: FieldType) -> None:
        self._terms = terms
        self._field = fieldobj
        columns = terms.columns.fields.get(fieldname)
        self._dictionary = columns.dictionary if columns else None
        self.first()

    def first(self) -> str | None:
        """Go to the first term."""
        return self.find(b"")

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before this one."""
        start = self._field.to_bytes(string)
        self._rest = self._dictionary.terms_from(start) if self._dictionary else iter(())
        return self.next()

    def next(self) -> str | None:
        """Go to the next term; None behind the last."""
        self._here = next(self._rest, None)
        return self.text()

    def text(self) -> str | None:
        """The term."""
        return self._field.from_bytes(self._here[0]) if self._here else None

    def term_info(self) -> TermInfo | None:
        """What is known of it."""
        return self._terms.info(self._here[1]) if self._here else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._here is not None


class ArrayMatcher(ListMatcher):  # type: ignore[misc]
    """A matcher over an unpacked list; positions are unpacked when a query asks for them."""

    def __init__(self, *args: object, source: tuple[FieldColumns, Entry], **named: object) -> None:
        super().__init__(*args, **named)
        self._source = source
        self._encoded: Sequence[bytes] | None = None

    def copy(self) -> ArrayMatcher:
        """A second matcher at the same place."""
        return ArrayMatcher(
            self._ids, self._weights, None, self._format, self._scorer, self._i, self._all_weights,
            term=self._term, terminfo=self._terminfo, source=self._source,
        )  # fmt: skip

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh calls it so
        """Go to the first document that is not before this one."""
        self._i: int = bisect_left(self._ids, id, lo=min(self._i, len(self._ids)))

    def value(self) -> bytes:
        """The payload as Whoosh's format encodes it."""
        return self._values_of_all()[self._i] if self.supports("positions") else b""

    def value_as(self, astype: str) -> object:
        """Frequency, weight or positions."""
        if astype in ("frequency", "weight"):
            return self.weight()
        return super().value_as(astype)

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Documents with payloads."""
        values = self._values_of_all() if self.supports("positions") else [b""] * len(self._ids)
        return zip(self._ids, values, strict=True)

    def _values_of_all(self) -> Sequence[bytes]:
        if self._encoded is None:
            field, entry = self._source
            positions = field.positions_by_posting(entry, self._weights)
            self._encoded = [self._format.encode(places) for places in positions]
        return self._encoded
