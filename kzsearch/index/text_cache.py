"""Texts to numbers of words, for a segment that is being filled."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Protocol

from kzsearch.index.vocabulary import TermTable, Vocabulary, WordTerms
from kzsearch.schema import Layer, indexed_terms_of_all
from kzsearch.segment.compiled import COMPILED

if COMPILED:
    import kzsearch._native as _native

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch_analyzers import AnalyzedWord


class WordSource(Protocol):
    """What knows words; see :class:`kzsearch.analysis.Analyzer`."""

    def word_keys(self, text: str) -> Sequence[Hashable]:
        """The words of a text."""
        ...

    def chunk_word_keys(self, stretch: str) -> Sequence[Hashable] | None:
        """Those of a stretch, if it has the same ones in every text."""
        ...

    def analyze_word(self, word: Hashable) -> AnalyzedWord:
        """The terms of a word."""
        ...


_BATCH = 1000
"""Words whose terms are numbered together: layer by layer."""
_WHOLE_CHARS = 1_000_000
"""Of the first texts, which are read as a whole: in a few of them too little is repeated for it to pay to ask
for each stretch by itself."""
_WORD_BYTES = 250
"""Measured: a word of Kazakh with its number."""
_TERM_BYTES = 200
"""The same of a term; that of the exact layer mostly is the word itself."""


class WordReader:
    """Reads texts and remembers their words; where it is compiled, also what stands between two blanks."""

    def __init__(self, source: WordSource) -> None:
        self._source = source
        self._words = _Words(source)
        self._terms = {layer: WordTerms() for layer in Layer}
        self._term_bytes = 0
        self._chars = 0  # of the texts that were read as a whole
        self._stretches = _native.Stretches() if COMPILED else None

    @property
    def size_bytes(self) -> int:
        """What the words take in memory, their terms included."""
        stretches = self._stretches.size_bytes if self._stretches else 0
        return _WORD_BYTES * len(self._words) + self._term_bytes + stretches

    def read(self, text: str | Sequence[Hashable]) -> bytes:
        """The numbers of the words of a text, 32 bits each; the text may be given as its words.

        Cost: some 30 ns a word if it is compiled, 300 otherwise; and the analysis of new words.
        """
        if not text:
            return b""
        if len(self._words.new) > _BATCH:
            self._number_terms()
        if not isinstance(text, str):
            return self._words.numbers(text).tobytes()
        if self._stretches is not None and self._chars >= _WHOLE_CHARS:
            found = self._stretches.read(text, self._source.chunk_word_keys, self._words)
            if found is not None:
                return found
        self._chars += len(text)
        return self._words.numbers(self._source.word_keys(text)).tobytes()

    def tables(self) -> Iterator[tuple[Layer, TermTable]]:
        """The terms of all words, layer by layer."""
        self._number_terms()
        for layer, terms in self._terms.items():
            yield layer, terms.table()

    def _number_terms(self) -> None:
        for layer, terms in self._terms.items():
            terms.extend(indexed_terms_of_all(self._words.new, layer))
        self._words.new = []
        self._term_bytes = _TERM_BYTES * sum([terms.count for terms in self._terms.values()])


class _Words(Vocabulary[Hashable]):
    """Asks for the layers of every word that comes for the first time.

    Attributes:
        new: Those of the words whose terms are not numbered yet.
    """

    __slots__ = ("_source", "new")

    def __init__(self, source: WordSource) -> None:
        super().__init__()
        self.new: list[AnalyzedWord] = []
        self._source = source

    def __missing__(self, word: Hashable) -> int:
        layers = self._source.analyze_word(word)  # where this fails, nothing is numbered
        number = len(self)
        self[word] = number
        self.new.append(layers)  # CPython is not interrupted between these two lines: both are done, or none
        return number
