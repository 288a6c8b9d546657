"""The analyzer: normalise, tokenise, and give every word its layers.

One chain for documents and for queries.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.words import WordAnalyzer, plain_layers
from kzsearch_analyzers.morphology.analyze import Morphology, morphology
from kzsearch_analyzers.morphology.explain import explain
from kzsearch_analyzers.spelling import Spelling, spelling
from kzsearch_analyzers.text.normalize import normalize, signs
from kzsearch_analyzers.text.tokenizer import RawToken, tokenize
from kzsearch_analyzers.token import AnalyzedWord, Token, TokenKind

if TYPE_CHECKING:
    import sys
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from kzsearch_analyzers.morphology.reading import Reading

    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable

VERSION = 2
"""Raised when code, not a table, changes what comes out."""

_ADDRESSES = (TokenKind.EMAIL, TokenKind.URL)


class Analyzer:
    """Text to tokens. Safe to share between threads; remembers words, so keep one."""

    def __init__(self, grammar: Morphology) -> None:
        self._morphology = grammar
        self._words = WordAnalyzer(grammar)

    def __reduce__(self) -> tuple[Callable[[], Analyzer], tuple[()]]:
        # To another process goes the name, not half a million remembered words: it has the same tables.
        return kazakh_analyzer, ()

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, any text: never raises.

        Cost: linear in the length; a word seen before costs a look-up.
        """
        raws = list(tokenize(normalize(text)))
        tokens = []
        for position, (raw, layers) in enumerate(zip(raws, self._layers(raws), strict=True)):
            tokens.append(
                Token(
                    surface=text[raw.start : raw.end],
                    start=raw.start,
                    end=raw.end,
                    position=position,
                    kind=raw.kind,
                    term=layers.term,
                    lemmas=layers.lemmas,
                    roots=layers.roots,
                    folds=layers.folds,
                    known=layers.known,
                    corrections=layers.corrections,
                )
            )
        return tokens

    def word_keys(self, text: str) -> list[Hashable]:
        """The tokens of a text in order, each as what ``analyze_word`` takes; equal ones have equal layers.

        For those who need neither surfaces nor offsets, and work out the layers of a word only once: four
        times as fast as ``analyze``.
        """
        return [(term,) if kind in _ADDRESSES else term for term, _, _, kind in tokenize(normalize(text))]

    def chunk_word_keys(self, stretch: str) -> list[Hashable] | None:
        """The words of a stretch, if it has the same ones in every text.

        A stretch stands between blanks, line breaks and the ends of a text; but a line break behind a hyphen,
        as where a word is broken, ends none. None for a stretch with an apostrophe: it may close what was
        quoted, or be a letter.
        """
        return None if _apostrophe().search(stretch) else self.word_keys(stretch)

    def analyze_word(self, word: Hashable) -> AnalyzedWord:
        """The terms of a word of ``words``; of one that was met before the same object again."""
        return plain_layers(*word) if isinstance(word, tuple) else self._words.layers(word)

    def layers(self, text: str) -> list[AnalyzedWord]:
        """The terms of every token of a text, in order."""
        return list(map(self.analyze_word, self.word_keys(text)))

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The lemmas of the first token of ``word``, best first; empty where there is no token.

        Cheaper than ``analyze`` for lists of distinct words, as no other layer is built and nothing
        remembered.
        """
        raw = next(tokenize(normalize(word)), None)
        if raw is None:
            return ()
        return (raw.term,) if raw.kind in _ADDRESSES else self._words.understand(raw.term).lemmas

    @property
    def spelling(self) -> Spelling:
        """The spelling errors of Kazakh: what they cost, and the words that they turn into others."""
        return spelling()

    def readings(self, word: str) -> tuple[Reading, ...]:
        """The Kazakh readings of a word in Cyrillic, best first; empty for other scripts."""
        return self._morphology.readings(normalize(word).text)

    def explain(self, word: str) -> str:
        """How the word's readings came about, with the rejected steps; several lines."""
        return explain(normalize(word).text, self._morphology)

    def _layers(self, raws: Iterable[RawToken]) -> list[AnalyzedWord]:
        of_word = self._words.layers
        return [plain_layers(term) if kind in _ADDRESSES else of_word(term) for term, _, _, kind in raws]

    def describe(self) -> str:
        """The chain in a line."""
        return f"kazakh-{VERSION}"

    def fingerprint(self) -> str:
        """Hex digest of what decides the output: version of the chain, tables, Russian dictionary."""
        return _fingerprint()


@cache
def kazakh_analyzer() -> Analyzer:
    """The analyzer that ships with the package; the same object at every call. First use reads the tables."""
    return Analyzer(morphology())


@cache
def _apostrophe() -> re.Pattern[str]:
    return re.compile("['" + re.escape("".join(sorted(signs().apostrophes))) + "]")


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256(f"kazakh-{VERSION} {_russian_dictionary()}".encode())
    for table in _tables(files("kzsearch_analyzers")):
        digest.update(table.name.encode())
        digest.update(table.read_bytes())
    return digest.hexdigest()


def _tables(folder: Traversable) -> Iterator[Traversable]:
    """Every table of the analysis below a folder, in an order that does not depend on the file system."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _tables(entry)
        elif entry.name.endswith(".tsv"):
            yield entry


def _russian_dictionary() -> str:
    try:
        return version("pymorphy3-dicts-ru")
    except PackageNotFoundError:
        return "none"
