"""The terms of a segment as Whoosh reads them, whether they lie in the file or are derived from it."""

from __future__ import annotations

import datetime
from array import array
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.reading import TermInfo, TermNotFound

from kzsearch.schema import DATE, ORDINAL
from kzsearch.segment.term_dictionary import decode_term, encode_term
from kzsearch.whoosh.matcher import PostingsMatcher
from kzsearch.whoosh.schema import FIELD_OF_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whoosh.fields import FieldType
    from whoosh.formats import Format
    from whoosh.scoring import BaseScorer

    from kzsearch.segment.reader import FieldReader
    from kzsearch.segment.segment import Segment
    from kzsearch.segment.term_dictionary import TermInfo as StoredTermInfo
    from kzsearch.whoosh.schema import DateField, KazakhSchema, OrdinalField


class Postings(NamedTuple):
    """The decoded postings of a term."""

    documents: Sequence[int]
    frequencies: Sequence[int]


class Term(Protocol):
    """A term with its statistics."""

    doc_freq: int
    total_term_freq: int

    def postings(self) -> Postings:
        """Return the documents that have the term, and how often."""

    def positions(self) -> Sequence[Sequence[int]]:
        """Return the positions of every posting."""


class _StoredTerm:
    """A term of a field of the file."""

    __slots__ = ("_field", "_info", "doc_freq", "total_term_freq")

    def __init__(self, field: FieldReader, info: StoredTermInfo) -> None:
        self._field, self._info = field, info
        self.doc_freq, self.total_term_freq = info.doc_freq, info.total_term_freq

    def postings(self) -> Postings:
        return Postings(*self._field.postings_of(self._info))

    def positions(self) -> Sequence[Sequence[int]]:
        return list(self._field.positions_by_posting(self._info, self.postings().frequencies))


class _OrdinalTerm:
    """All documents with one ordinal."""

    __slots__ = ("_documents", "doc_freq", "total_term_freq")

    def __init__(self, documents: array[int]) -> None:
        self._documents = documents
        self.doc_freq = self.total_term_freq = len(documents)

    def postings(self) -> Postings:
        return Postings(self._documents, array("I", [1]) * self.doc_freq)

    def positions(self) -> Sequence[Sequence[int]]:
        return [()] * self.doc_freq


class SegmentTermInfo(TermInfo):  # type: ignore[misc]  # Whoosh has no types
    """Statistics of a term; those that need its postings are worked out at the first use."""

    def __init__(self, term: Term, lengths: Sequence[int] | None) -> None:
        self._weight, self._df = float(term.total_term_freq), term.doc_freq
        self._term, self._lengths = term, lengths

    def __getattr__(self, name: str) -> object:
        if name not in ("_minlength", "_maxlength", "_maxweight", "_minid", "_maxid"):
            raise AttributeError(name)
        documents, frequencies = self._term.postings()
        lengths = [self._lengths[document] for document in documents] if self._lengths else [1]
        self._minlength, self._maxlength = min(lengths), max(lengths)
        self._maxweight = float(max(frequencies))
        self._minid, self._maxid = documents[0], documents[-1]
        return getattr(self, name)


class SegmentTerms(TermsReader):  # type: ignore[misc]
    """The terms of all fields of the schema."""

    def __init__(self, segment: Segment, schema: KazakhSchema) -> None:
        self._segment = segment
        self._schema = schema

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def close(self) -> None:
        """Do nothing: the reader of the documents closes the file."""

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields with terms, ascending."""
        names = [name for name in FIELD_OF_NAME if self._has(name)]
        return sorted([*names, ORDINAL] if self._segment.size else names)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> TermsCursor:
        """Return a cursor over the terms of a field."""
        return TermsCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms, field after field."""
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield all terms from one on, to the end of the last field."""
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms with their statistics."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms from one on with their statistics."""
        for name in self.indexed_field_names():
            if name >= fieldname:
                for text, term in self.from_term(name, prefix if name == fieldname else b""):
                    yield (name, text), self.info(name, term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term."""
        return self.info(fieldname, self._existing(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> int:
        """Return how often a term occurs."""
        term = self._find(fieldname, text)
        return term.total_term_freq if term else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        term = self._find(fieldname, text)
        return term.doc_freq if term else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: BaseScorer | None = None
    ) -> PostingsMatcher:
        """Return a matcher for the postings of a term."""
        term = self._existing(fieldname, text)
        info = self.info(fieldname, term)
        return PostingsMatcher(*term.postings(), term.positions, format_, scorer, (fieldname, text), info)

    def info(self, fieldname: str, term: Term) -> SegmentTermInfo:
        """Return the statistics of a term as Whoosh wants them."""
        scorable = self._schema[fieldname].scorable
        field = self._segment.field(FIELD_OF_NAME[fieldname]) if scorable else None
        return SegmentTermInfo(term, field.lengths if field else None)

    def from_term(self, fieldname: str, start: bytes) -> Iterator[tuple[bytes, Term]]:
        """Yield the terms of a field from one on."""
        if fieldname in (DATE, ORDINAL):
            terms = self._days if fieldname == DATE else self._ordinals
            yield from ((text, term) for text, term in terms.items() if text >= start)
        else:
            field = self._segment.field(FIELD_OF_NAME[fieldname])
            if field:
                yield from _stored_terms(field, start)

    def _has(self, name: str) -> bool:
        field = self._segment.field(FIELD_OF_NAME[name])
        return field is not None and len(field.dictionary) > 0

    def _existing(self, fieldname: str, text: bytes) -> Term:
        term = self._find(fieldname, text)
        if term is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return term

    def _find(self, fieldname: str, text: bytes) -> Term | None:
        if fieldname == DATE:
            return self._days.get(text)
        if fieldname == ORDINAL:
            return self._ordinals.get(text)
        field = self._segment.field(FIELD_OF_NAME.get(fieldname, ""))
        info = field.find(text) if field else None
        return _StoredTerm(field, info) if field and info else None

    @cached_property
    def _days(self) -> dict[bytes, Term]:
        """The terms of the dates as Whoosh encodes them, ascending; the file has them as ISO 8601."""
        field, date_field = self._segment.field(DATE), self._schema[DATE]
        if not field:
            return {}
        with self._segment.reader.container.reading():
            return {_encoded_day(date_field, text): term for text, term in _stored_terms(field, b"")}

    @cached_property
    def _ordinals(self) -> dict[bytes, Term]:
        """The ordinals of sections as terms, ascending."""
        documents: dict[int, array[int]] = {}
        for document, ordinal in enumerate(self._segment.section_ordinals):
            documents.setdefault(ordinal, array("I")).append(document)
        field: OrdinalField = self._schema[ORDINAL]
        return {field.to_bytes(ordinal): _OrdinalTerm(documents[ordinal]) for ordinal in sorted(documents)}


def _stored_terms(field: FieldReader, start: bytes) -> Iterator[tuple[bytes, Term]]:
    return ((text, _StoredTerm(field, info)) for text, info in field.dictionary.terms_from(start))


def _encoded_day(field: DateField, text: bytes) -> bytes:
    return bytes(field.to_bytes(datetime.date.fromisoformat(decode_term(text))))


class TermsCursor(FieldCursor):  # type: ignore[misc]
    """Steps through the terms of a field; fuzzy queries and correctors do so."""

    def __init__(self, terms: SegmentTerms, fieldname: str, fieldobj: FieldType) -> None:
        self._terms = terms
        self._name = fieldname
        self._field = fieldobj
        self.first()

    def first(self) -> str | None:
        """Go to the first term and return it."""
        return self.find(b"")

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before this one and return it."""
        start = encode_term(string) if isinstance(string, str) else string
        self._rest = self._terms.from_term(self._name, start)
        return self.next()

    def next(self) -> str | None:
        """Go to the next term and return it; None after the last."""
        self._here = next(self._rest, None)
        return self.text()

    def text(self) -> str | None:
        """Return the term."""
        return self._field.from_bytes(self._here[0]) if self._here else None

    def term_info(self) -> TermInfo | None:
        """Return its statistics."""
        return self._terms.info(self._name, self._here[1]) if self._here else None

    def is_valid(self) -> bool:
        """Return whether there is a term here."""
        return self._here is not None
