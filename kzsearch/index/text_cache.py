"""From texts to word numbers, for a segment that is being filled; distinct words and chunks are read once.

A chunk is what stands between two blanks. The extension remembers the word numbers of each chunk, so that
most of a text is read without the analyzer.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from kzsearch.index.vocabulary import TermTable, Vocabulary, WordTerms
from kzsearch.schema import Layer, indexed_terms_of_all
from kzsearch.segment.native import native

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.analysis import WordAnalyzer
    from kzsearch_analyzers import AnalyzedWord


_BATCH_WORDS = 1000
"""Words whose terms are numbered together, layer by layer."""
_UNCACHED_CHARS = 1_000_000
"""Length of the first texts, whose chunks are not remembered: too few of them are repeats for it to pay."""
_WORD_BYTES = 250
"""Measured: a Kazakh word with its number."""
_TERM_BYTES = 200
"""Measured: a term with its number; terms of the exact layer mostly are the words themselves."""


class TextReader:
    """Turns texts into word numbers and remembers the words; with the extension, also the chunks."""

    def __init__(self, source: WordAnalyzer) -> None:
        self._source = source
        self._words = _Words(source)
        self._terms = {layer: WordTerms() for layer in Layer}
        self._term_bytes = 0
        self._chars = 0  # of the texts that were read without the cache
        self._cache = native.TextCache() if native else None

    @property
    def size_bytes(self) -> int:
        """The memory of the words, their terms and the chunks."""
        chunks = self._cache.size_bytes if self._cache else 0
        return _WORD_BYTES * len(self._words) + self._term_bytes + chunks

    def read(self, text: str | Sequence[Hashable]) -> bytes:
        """Return the word numbers of a text, 32 bits each; the text may be given as its word keys.

        Cost: some 30 ns a word with the extension, 300 without; and the analysis of new words.
        """
        if not text:
            return b""
        if len(self._words.new) > _BATCH_WORDS:
            self._number_terms()
        if not isinstance(text, str):
            return self._words.numbers(text).tobytes()
        if self._cache is not None and self._chars >= _UNCACHED_CHARS:
            found = self._cache.read(text, self._source.chunk_word_keys, self._words)
            if found is not None:
                return found
        self._chars += len(text)
        return self._words.numbers(self._source.word_keys(text)).tobytes()

    def tables(self) -> Iterator[tuple[Layer, TermTable]]:
        """Iterate over the layers, each with the terms of all words."""
        self._number_terms()
        for layer, terms in self._terms.items():
            yield layer, terms.table()

    def _number_terms(self) -> None:
        for layer, terms in self._terms.items():
            terms.extend(indexed_terms_of_all(self._words.new, layer))
        self._words.new = []
        self._term_bytes = _TERM_BYTES * sum([terms.count for terms in self._terms.values()])


class _Words(Vocabulary[Hashable]):
    """Analyses every word that comes for the first time.

    Attributes:
        new: The words whose terms are not numbered yet.
    """

    __slots__ = ("_source", "new")

    def __init__(self, source: WordAnalyzer) -> None:
        super().__init__()
        self.new: list[AnalyzedWord] = []
        self._source = source

    def __missing__(self, word: Hashable) -> int:
        analyzed = self._source.analyze_word(word)  # where this fails, nothing is numbered
        number = len(self)
        self[word] = number
        self.new.append(
            analyzed
        )  # CPython is not interrupted between these two lines: both are done, or none
        return number
