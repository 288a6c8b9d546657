"""The sections of a segment that is being filled, in memory: numbers of words, four bytes a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzsearch.columns.bulk import invert
from kzsearch.columns.inversion import TokenStream
from kzsearch.columns.vocabulary import TermTable, Vocabulary
from kzsearch.model import Field
from kzsearch.schema import ARTICLES, Layer, field_name, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kzsearch.columns.inversion import Inverted
    from kzsearch_analyzers import Layers

_TOKEN_BYTES = 24
"""Four while it waits. When the segment is written, one layer at a time is inverted: 12 bytes an occurrence,
and a token has up to two terms in a layer of Kazakh."""
_WORD_BYTES = 1_200
"""Measured: its terms in all layers, and its numbers."""
_SECTION_BYTES = 200
"""Its article, and where its texts end."""


class InvertedField(NamedTuple):
    """A field ready to be written.

    Attributes:
        name: In the schema.
        terms: Ascending; some may have no postings here.
        inverted: Their postings.
        positions: Whether these have positions.
    """

    name: str
    terms: Sequence[bytes]
    inverted: Inverted
    positions: bool


class SectionBuffer:
    """Collects sections in the order of their documents.

    Attributes:
        size_bytes: The memory they take, at most, until they are written.
    """

    def __init__(self) -> None:
        self.size_bytes = 0
        self._words: Vocabulary[Layers] = Vocabulary()
        self._texts = {field: TokenStream() for field in Field}
        self._ids: Vocabulary[str] = Vocabulary()
        self._articles = TokenStream()

    def add(self, article_id: str, texts: Mapping[Field, Sequence[Layers]]) -> None:
        """Add the next section: the words of all its texts."""
        known = len(self._words)
        for field, stream in self._texts.items():
            words = texts[field]
            stream.add(self._words.numbers(words))
            self.size_bytes += _TOKEN_BYTES * len(words)
        self._articles.add(self._ids.numbers([article_id]))
        self.size_bytes += _WORD_BYTES * (len(self._words) - known) + _SECTION_BYTES

    def inverted(self) -> Iterator[InvertedField]:
        """Every field in turn; take one before asking for the next, so that only one is in memory."""
        table = TermTable.of([(article_id,) for article_id in self._ids])
        yield InvertedField(ARTICLES, table.terms, invert(self._articles, table, positions=False), False)
        for layer in Layer:
            table = TermTable.of([terms_of(word, layer) for word in self._words])
            for field, stream in self._texts.items():
                positions = layer.keeps_positions
                inverted = invert(stream, table, positions=positions)
                yield InvertedField(field_name(field, layer), table.terms, inverted, positions)
