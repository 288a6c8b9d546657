"""The Whoosh schema of an index. Nothing is analysed here: fields take terms that are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from whoosh import columns, fields, formats

from kzsearch.schema import LAYERED_FIELDS, Layer
from kzsearch.segment.term_dictionary import decode_term, encode_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Occurrences: TypeAlias = "Mapping[str, Sequence[int]]"
"""What a layered field is given: every term with its positions, ascending; all of them make its length."""

_FREQUENCIES = formats.Frequency()
_POSITIONS = formats.Positions()


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
    """One layer of one part of a section."""

    scorable = True

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.format = _POSITIONS if layer.keeps_positions else _FREQUENCIES

    def __reduce__(self) -> tuple[type[LayerField], tuple[Layer]]:
        # Whoosh pickles the schema into every table of contents: keep that to a name.
        return LayerField, (self.layer,)

    def index(self, value: Occurrences, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Postings of one section, for Whoosh's own writer: (term, frequency, weight, payload)."""
        for term, positions in value.items():
            payload = self.format.encode(list(positions)) if self.layer.keeps_positions else b""
            yield encode_term(term), len(positions), float(len(positions)), payload


class IdField(_TermField):
    """The article a section belongs to: one term, whatever it contains."""

    format = formats.Existence()
    scorable = False
    stored = True

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
