"""The indexing buffer: sections in memory until their segment is written; word numbers, 4 bytes a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzsearch.index.inverter import TokenStream
from kzsearch.index.text_cache import TextReader
from kzsearch.index.vocabulary import TermTable, Vocabulary
from kzsearch.model import Field
from kzsearch.schema import ARTICLE_ID, DATE, field_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from kzsearch.analysis import WordAnalyzer

_TOKEN_BYTES = 16
"""Four while it waits. When the segment is written, the largest field is encoded: some six bytes for every
term of a token, and a token of Kazakh has up to two in a layer."""
_SECTION_BYTES = 200
"""Its article, its date, and where its texts end."""


class BufferedField(NamedTuple):
    """A field ready to be inverted.

    Attributes:
        name: In the schema.
        stream: Its words in every document.
        table: Their terms.
        positions: Whether the field keeps positions.
        optional: Whether a segment in which no document has the field leaves it out.
    """

    name: str
    stream: TokenStream
    table: TermTable
    positions: bool
    optional: bool = False


class _Keywords:
    """A field whose text is one term, whatever it contains, or none."""

    def __init__(self) -> None:
        self._numbers: Vocabulary[str] = Vocabulary()
        self.stream = TokenStream()

    def add(self, term: str | None) -> None:
        """Add the next document with its term, if it has one."""
        if term is not None:
            self.stream.words.append(self._numbers[term])
        self.stream.ends.append(len(self.stream.words))

    def field(self, name: str, *, optional: bool) -> BufferedField:
        """Return the field ready to be inverted."""
        return BufferedField(name, self.stream, TermTable.of_single(self._numbers), False, optional)


class SectionBuffer:
    """Collects sections in the order of their documents."""

    def __init__(self, source: WordAnalyzer) -> None:
        self._reader = TextReader(source)
        self._texts = {field: TokenStream() for field in Field}
        self._streams = tuple(self._texts.values())
        self._articles = _Keywords()
        self._dates = _Keywords()

    @property
    def size_bytes(self) -> int:
        """The memory that the sections take, at most, until they are written."""
        tokens = sum([len(stream.words) for stream in self._streams])
        sections = len(self._articles.stream.ends)
        return _TOKEN_BYTES * tokens + _SECTION_BYTES * sections + self._reader.size_bytes

    def read(self, texts: Sequence[str | Sequence[Hashable]]) -> list[bytes]:
        """Return the word numbers of the title, heading and body of a section, given as texts or word keys.

        The section is not added yet.
        """
        return list(map(self._reader.read, texts))

    def add(self, article_id: str, date: str, texts: Sequence[bytes]) -> None:
        """Add the next section.

        Args:
            article_id: Of its article.
            date: ISO 8601, or empty.
            texts: As ``read`` returned them.
        """
        for stream, words in zip(self._streams, texts, strict=True):
            stream.add(words)
        self._articles.add(article_id)
        self._dates.add(date or None)

    def fields(self) -> Iterator[BufferedField]:
        """Iterate over all fields."""
        yield self._articles.field(ARTICLE_ID, optional=False)
        for layer, table in self._reader.tables():
            for field, stream in self._texts.items():
                yield BufferedField(field_name(field, layer), stream, table, layer.keeps_positions)
        yield self._dates.field(DATE, optional=True)
