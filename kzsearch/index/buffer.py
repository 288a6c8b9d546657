"""The sections of a segment that is being filled, in memory: numbers of words, four bytes a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzsearch.index.inverter import TokenStream
from kzsearch.index.text_cache import WordReader
from kzsearch.index.vocabulary import TermTable, Vocabulary
from kzsearch.model import Field
from kzsearch.schema import ARTICLES, field_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from kzsearch.index.text_cache import WordSource

_TOKEN_BYTES = 16
"""Four while it waits. When the segment is written, the largest field is encoded: some six bytes for every
term of a token, and a token of Kazakh has up to two in a layer."""
_SECTION_BYTES = 200
"""Its article, and where its texts end."""


class BufferedField(NamedTuple):
    """A field ready to be inverted.

    Attributes:
        name: In the schema.
        stream: Its words in every document.
        table: Their terms.
        positions: Whether the field keeps positions.
    """

    name: str
    stream: TokenStream
    table: TermTable
    positions: bool


class SectionBuffer:
    """Collects sections in the order of their documents."""

    def __init__(self, source: WordSource) -> None:
        self._reader = WordReader(source)
        self._texts = {field: TokenStream() for field in Field}
        self._streams = tuple(self._texts.values())
        self._ids: Vocabulary[str] = Vocabulary()
        self._articles = TokenStream()

    @property
    def size_bytes(self) -> int:
        """The memory that the sections take, at most, until they are written."""
        tokens = sum([len(stream.words) for stream in self._streams])
        return _TOKEN_BYTES * tokens + _SECTION_BYTES * len(self._articles.ends) + self._reader.size_bytes

    def read(self, texts: Sequence[str | Sequence[Hashable]]) -> list[bytes]:
        """Analyse the texts of a section, which is not added yet: title, heading and body, or their words."""
        return list(map(self._reader.read, texts))

    def add(self, article_id: str, texts: Sequence[bytes]) -> None:
        """Add the next section, as it was read."""
        for stream, words in zip(self._streams, texts, strict=True):
            stream.add(words)
        self._articles.words.append(self._ids[article_id])
        self._articles.ends.append(len(self._articles.words))

    def fields(self) -> Iterator[BufferedField]:
        """Every field in turn."""
        yield BufferedField(ARTICLES, self._articles, TermTable.of_single(self._ids), False)
        for layer, table in self._reader.tables():
            for field, stream in self._texts.items():
                yield BufferedField(field_name(field, layer), stream, table, layer.keeps_positions)
