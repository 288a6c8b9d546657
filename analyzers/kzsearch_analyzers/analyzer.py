"""The analyzer: normalise, tokenise, and look every word up; the same for documents and queries."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.word_analyzer import WordAnalyzer, literal_word
from kzsearch_analyzers.morphology.analyze import Morphology, morphology
from kzsearch_analyzers.morphology.explain import explain
from kzsearch_analyzers.scripts.fold import has_unidecode
from kzsearch_analyzers.spelling import Spelling, spelling
from kzsearch_analyzers.text.normalize import normalize, signs
from kzsearch_analyzers.text.tokenizer import tokenize
from kzsearch_analyzers.token import AnalyzedWord, Token, TokenKind

if TYPE_CHECKING:
    import sys
    from collections.abc import Callable, Hashable, Iterator

    from kzsearch_analyzers.morphology.reading import Reading

    if sys.version_info >= (3, 11):
        from importlib.resources.abc import Traversable
    else:
        from importlib.abc import Traversable

VERSION = 2
"""Part of the fingerprint; to be raised when code, not a table, changes the tokens of some text."""

_ADDRESSES = (TokenKind.EMAIL, TokenKind.URL)


class Analyzer:
    """Turns Kazakh text, in any script, into tokens.

    Threads may share one. It caches the words that it has analysed, some 200 MB when full, so keep one.
    """

    def __init__(self, grammar: Morphology) -> None:
        self._morphology = grammar
        self._words = WordAnalyzer(grammar)

    def __reduce__(self) -> tuple[Callable[[], Analyzer], tuple[()]]:
        # Another process has the same tables: it gets the name, without the cached words.
        return kazakh_analyzer, ()

    def analyze(self, text: str) -> list[Token]:
        """Return the tokens of a text in order; any string is accepted.

        Cost: linear in the length; a word that is not cached takes about 70 microseconds.
        """
        tokens = []
        analyze_word = self._words.analyze_word
        for position, (term, start, end, kind) in enumerate(tokenize(normalize(text))):
            word = literal_word(term) if kind in _ADDRESSES else analyze_word(term)
            tokens.append(
                Token(
                    surface=text[start:end],
                    start=start,
                    end=end,
                    position=position,
                    kind=kind,
                    term=word.term,
                    lemmas=word.lemmas,
                    roots=word.roots,
                    folds=word.folds,
                    known=word.known,
                    corrections=word.corrections,
                )
            )
        return tokens

    def word_keys(self, text: str) -> list[Hashable]:
        """Return a key for each token of a text, in order; tokens with equal keys have equal terms.

        Four times as fast as ``analyze``, for callers that need neither surfaces nor offsets, and call
        ``analyze_word`` once for each key.
        """
        return [(term,) if kind in _ADDRESSES else term for term, _, _, kind in tokenize(normalize(text))]

    def chunk_word_keys(self, chunk: str) -> list[Hashable] | None:
        """Return the keys of a chunk if they are the same in every text, else None.

        A chunk lies between blanks, line breaks and the ends of a text; but a line break after a hyphen,
        where a word may be broken, ends none. An apostrophe may be a letter, or close a quotation that begins
        in another chunk: the keys of a chunk with one depend on the text.
        """
        return None if _apostrophe().search(chunk) else self.word_keys(chunk)

    def analyze_word(self, key: Hashable) -> AnalyzedWord:
        """Return the terms of a word, given its key; for an equal key the same object, while it is cached."""
        return literal_word(*key) if isinstance(key, tuple) else self._words.analyze_word(key)

    def layers(self, text: str) -> list[AnalyzedWord]:
        """Return the terms of every token of a text, in order."""
        return list(map(self.analyze_word, self.word_keys(text)))

    def lemmas(self, word: str) -> tuple[str, ...]:
        """Return the lemmas of the first token of ``word``, best first; empty if it has no token.

        Cheaper than ``analyze`` for lists of distinct words: no other layer is built, and nothing is cached.
        """
        raw = next(tokenize(normalize(word)), None)
        if raw is None:
            return ()
        return (raw.term,) if raw.kind in _ADDRESSES else self._words.resolve(raw.term).lemmas

    @property
    def spelling(self) -> Spelling:
        """The spelling model: the costs of errors, and the words that one error turns into another."""
        return spelling()

    def readings(self, word: str) -> tuple[Reading, ...]:
        """Return the Kazakh readings of a word in Cyrillic, best first; empty for other scripts."""
        return self._morphology.readings(normalize(word).text)

    def explain(self, word: str) -> str:
        """Return how the readings of a word came about, with the rejected steps; several lines."""
        return explain(normalize(word).text, self._morphology)

    def describe(self) -> str:
        """Return name and version of the analyzer, e.g. ``kazakh-2``."""
        return f"kazakh-{VERSION}"

    def fingerprint(self) -> str:
        """Return a hex digest that changes whenever the tokens of some text may change.

        It covers the version of the code, the tables, the version of the Russian dictionary, and whether
        Unidecode is installed.
        """
        return _fingerprint()


@cache
def kazakh_analyzer() -> Analyzer:
    """Return the analyzer that ships with the package, always the same one; the first call reads tables."""
    return Analyzer(morphology())


@cache
def _apostrophe() -> re.Pattern[str]:
    return re.compile("['" + re.escape("".join(sorted(signs().apostrophes))) + "]")


@cache
def _fingerprint() -> str:
    romanizer = "unidecode" if has_unidecode() else "nfkd"
    digest = hashlib.sha256(f"kazakh-{VERSION} {_russian_dictionary()} {romanizer}".encode())
    for table in _tables(files("kzsearch_analyzers")):
        digest.update(table.name.encode())
        digest.update(table.read_bytes())
    return digest.hexdigest()


def _tables(folder: Traversable) -> Iterator[Traversable]:
    """Yield every table below a folder, in an order that does not depend on the file system."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _tables(entry)
        elif entry.name.endswith(".tsv"):
            yield entry


def _russian_dictionary() -> str:
    """Return the version of the Russian dictionary."""
    try:
        return version("pymorphy3-dicts-ru")
    except PackageNotFoundError:
        return "none"
