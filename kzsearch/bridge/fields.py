"""The Whoosh schema of an index. Nothing is analysed here: fields take terms that are ready."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from whoosh import columns, fields, formats

from kzsearch.schema import LAYERED_FIELDS, Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Occurrences: TypeAlias = "Mapping[str, Sequence[int]]"
"""What a layered field is given: every term with its positions, ascending; all of them make its length."""

_FREQUENCIES = formats.Frequency()
_POSITIONS = formats.Positions()
LENGTH_COLUMN = columns.NumericColumn("I")


def encode_term(term: str) -> bytes:
    """The bytes of a term; broken files contain lone surrogates, which are as good as any other character."""
    return term.encode("utf-8", "surrogatepass")


def decode_term(term: bytes) -> str:
    """The inverse of :func:`encode_term`."""
    return term.decode("utf-8", "surrogatepass")


@lru_cache(maxsize=1 << 16)
def _encode_positions(positions: tuple[int, ...]) -> bytes:
    # Most terms occur once in a section, so few distinct values are shared by most postings.
    encoded: bytes = _POSITIONS.encode(positions)
    return encoded


def decode_position_values(value: bytes) -> list[int]:
    """The positions in the payload of a posting."""
    positions: list[int] = _POSITIONS.decode_positions(value)
    return positions


@lru_cache(maxsize=1 << 12)
def _encode_frequency(frequency: int) -> bytes:
    return frequency.to_bytes(4, "big")


class _TermField(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Terms in, postings out."""

    analyzer = None
    stored = unique = False

    def to_bytes(self, value: object) -> bytes:
        """The term as the index holds it; queries of stock Whoosh come through here."""
        return value if isinstance(value, bytes) else encode_term(str(value))

    def from_bytes(self, bs: bytes) -> str:
        """The inverse of ``to_bytes``."""
        return decode_term(bs)


class LayerField(_TermField):
    """One layer of one part of a section; its exact length goes to a column beside Whoosh's rounded one."""

    scorable = True
    column_type = LENGTH_COLUMN

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.format = _POSITIONS if layer.keeps_positions else _FREQUENCIES

    def __reduce__(self) -> tuple[type[LayerField], tuple[Layer]]:
        # Whoosh pickles the schema into every table of contents: keep that to a name.
        return LayerField, (self.layer,)

    def index(self, value: Occurrences, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Postings of one section: (term, frequency, weight, encoded positions or frequency)."""
        if self.layer.keeps_positions:
            for term, positions in value.items():
                count = len(positions)
                yield encode_term(term), count, float(count), _encode_positions(tuple(positions))
        else:
            for term, positions in value.items():
                count = len(positions)
                yield encode_term(term), count, float(count), _encode_frequency(count)

    def to_column_value(self, value: Occurrences) -> int:
        """The exact length of the field."""
        return sum(map(len, value.values()))

    def from_column_value(self, value: int) -> int:
        """The exact length of the field."""
        return value


class IdField(_TermField):
    """The article a section belongs to: one term, whatever it contains, and a column of the same."""

    format = formats.Existence()
    scorable = False
    stored = True
    column_type = columns.VarBytesColumn()

    def __init__(self) -> None: ...

    def __reduce__(self) -> tuple[type[IdField], tuple[()]]:
        return IdField, ()

    def index(self, value: str, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The single posting of a section."""
        yield encode_term(value), 1, 1.0, b""


def build_schema() -> object:
    """The schema of every index of this format.

    Always hand it to Whoosh on opening: then the pickled one is skipped and moving a class breaks no index.
    """
    stored = ("section_id", "title", "heading", "path", "text", "date", "url", "language", "extra")
    return fields.Schema(
        article_id=IdField(),
        position=fields.COLUMN(columns.NumericColumn("I")),
        **{name: fields.STORED() for name in stored},
        **{name: LayerField(layer) for name, (_, layer) in LAYERED_FIELDS.items()},
    )
