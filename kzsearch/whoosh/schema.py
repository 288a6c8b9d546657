"""The schema of every kzsearch index as Whoosh sees it: the fields cannot be changed."""

from __future__ import annotations

import datetime
from array import array
from typing import TYPE_CHECKING, NoReturn

from whoosh import columns, fields, formats
from whoosh.qparser import QueryParserError

from kzsearch.model import Field
from kzsearch.schema import ARTICLE_ID, DATE, LAYERED_FIELDS, ORDINAL, Layer, field_name
from kzsearch.segment.term_dictionary import decode_term, encode_term
from kzsearch.whoosh.fields import KazakhText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.analysis import Analyzer

FIELD_OF_NAME: dict[str, str] = {
    **{field.value: field_name(field, Layer.LEMMA) for field in Field},
    **{name: name for name in (*LAYERED_FIELDS, ARTICLE_ID, DATE)},
}
"""The field of the index behind every name of the schema with terms on disk; ``body`` is ``body_lemma``."""

SECTION_ID = "section_id"
URL, LANGUAGE = "url", "language"


class LayerField(KazakhText):
    """One layer of one part of a section; ``title``, ``heading`` and ``body`` are stored lemma layers."""

    def __init__(
        self, field: Field, layer: Layer, analyzer: Analyzer | None, *, stored: bool = False
    ) -> None:
        super().__init__(
            layer, analyzer=analyzer, phrase=layer.keeps_positions, stored=stored, vector=True,
            sortable=stored and field is not Field.BODY,
        )  # fmt: skip
        self.field = field
        if layer.keeps_positions:
            self.format = self.vector = PackedPositions()

    def to_bytes(self, value: object) -> bytes:
        """Return the term as the index holds it."""
        if isinstance(value, list | tuple):
            value = value[0]
        return value if isinstance(value, bytes) else encode_term(str(value))

    def from_bytes(self, bs: bytes) -> str:
        """Return the term of some bytes of the index."""
        return decode_term(bs)

    def index(self, value: object, **options: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield the postings of a text as (term, frequency, weight, payload)."""
        for term, frequency, weight, payload in self.format.word_values(
            value, self.analyzer, **{"mode": "index", **options}
        ):
            yield encode_term(term), frequency, weight, payload


class PackedPositions(formats.Positions):  # type: ignore[misc]  # Whoosh has no types
    """Positions as 32-bit numbers; Whoosh's own format unpickles what it reads."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Return positions as bytes."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the positions of :meth:`encode`."""
        positions = array("I")
        positions.frombytes(valuestring)
        return positions.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return the number of positions."""
        return len(valuestring) // array("I").itemsize


class ArticleIdField(fields.ID):  # type: ignore[misc]
    """The id of the article of a section."""

    def __init__(self) -> None:
        super().__init__(stored=True, unique=True, sortable=True)

    def to_bytes(self, value: object) -> bytes:
        """Return the id as the index holds it."""
        return value if isinstance(value, bytes) else encode_term(str(value))

    def from_bytes(self, bs: bytes) -> str:
        """Return the id of some bytes of the index."""
        return decode_term(bs)


class DateField(fields.DATETIME):  # type: ignore[misc]
    """The day of publication, as a ``datetime`` at midnight."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=True)
        self.shift_step = 0  # the index has one term for each day

    def prepare_datetime(self, x: object) -> object:
        """Return what Whoosh makes of a date: microseconds since the year 1."""
        if isinstance(x, datetime.date) and not isinstance(x, datetime.datetime):
            x = datetime.datetime.combine(x, datetime.time())
        return super().prepare_datetime(x)

    def from_column_value(self, x: int) -> datetime.datetime | None:
        """Return a date of the column; None for a section without one."""
        x = abs(x)  # a reversed column negates what it sorts by
        return None if x == self.default else super().from_column_value(x)


class OrdinalField(fields.NUMERIC):  # type: ignore[misc]
    """The ordinal of a section in its article, from 0."""

    def __init__(self) -> None:
        super().__init__(int, 32, signed=False, stored=True, sortable=True, shift_step=0)

    def from_column_value(self, x: int) -> int:
        """Return an ordinal of the column, which negates it when it is reversed."""
        return abs(x)


class StoredField(fields.STORED):  # type: ignore[misc]
    """A value that is stored and cannot be searched."""

    def __init__(self, name: str) -> None:
        self._name = name

    def process_text(self, qstring: str, mode: str = "", **options: object) -> NoReturn:  # noqa: ARG002
        """Raise: query parsers call this.

        Raises:
            QueryParserError: Always.
        """
        raise QueryParserError(
            f"field {self._name!r} is stored, not searched; filter hits by their stored value, or group by it"
        )


class StoredText(StoredField):
    """A stored text that hits can be sorted and grouped by; empty where a section has none."""

    column_type = columns.VarBytesColumn()


class KazakhSchema(fields.Schema):  # type: ignore[misc]
    """The schema of an index of kzsearch. It pickles to the name of this class and the analyzer."""

    def __init__(self, analyzer: Analyzer | None = None) -> None:
        self._analyzer = analyzer
        self._is_complete = False
        super().__init__(
            **{name: LayerField(field, layer, analyzer) for name, (field, layer) in LAYERED_FIELDS.items()},
            **{field.value: LayerField(field, Layer.LEMMA, analyzer, stored=True) for field in Field},
            **{ARTICLE_ID: ArticleIdField(), DATE: DateField(), ORDINAL: OrdinalField()},
            **{name: StoredText(name) for name in (URL, LANGUAGE)},
            **{name: StoredField(name) for name in (SECTION_ID, "path", "extra")},
        )
        self._is_complete = True

    def __reduce__(self) -> tuple[type[KazakhSchema], tuple[Analyzer | None]]:
        return KazakhSchema, (self._analyzer,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KazakhSchema) and self["body"].analyzer == other["body"].analyzer

    __hash__ = None  # type: ignore[assignment]  # as Whoosh's own

    def copy(self) -> KazakhSchema:
        """Return an equal schema."""
        return KazakhSchema(self._analyzer)

    def add(self, name: str, fieldtype: object, glob: bool = False) -> None:
        """Raise: the fields of an index are fixed."""
        if self._is_complete:
            refuse_other_fields(name)
        super().add(name, fieldtype, glob=glob)

    def remove(self, fieldname: str) -> NoReturn:
        """Raise: the fields of an index are fixed."""
        refuse_other_fields(fieldname)


def refuse_other_fields(name: str) -> NoReturn:
    """Raise the error for an attempt to change the fields of an index."""
    raise fields.FieldConfigurationError(
        f"field {name!r} cannot be added or removed: the fields of a kzsearch index are fixed; keep further "
        "values in the stored field 'extra', or use kzsearch.whoosh.KazakhAnalyzer in an index of Whoosh"
    )
