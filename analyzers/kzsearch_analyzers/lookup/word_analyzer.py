"""From a normalised word to the terms that an index keeps of it, in every layer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.chain import LookupChain
from kzsearch_analyzers.lookup.number import is_number
from kzsearch_analyzers.morphology.word_families import family_key
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.spelling import spelling
from kzsearch_analyzers.token import AnalyzedWord

if TYPE_CHECKING:
    from kzsearch_analyzers.lookup.policy import Resolution
    from kzsearch_analyzers.morphology.analyze import Morphology

CACHED_WORDS = 200_000
"""By Zipf's law nearly all tokens of a text are words that are cached."""


@lru_cache(maxsize=CACHED_WORDS)
def literal_word(term: str) -> AnalyzedWord:
    """Return the terms of an address or a number, which is its own lemma; cached."""
    return AnalyzedWord(term, (term,), (), (fold_key(term) or term,))


class WordAnalyzer:
    """Builds the terms of words, each once while it is cached."""

    def __init__(self, morphology: Morphology) -> None:
        self.resolve = LookupChain(morphology).resolve
        self.analyze_word = lru_cache(maxsize=CACHED_WORDS)(self._analyze_word)

    def _analyze_word(self, word: str) -> AnalyzedWord:
        """Return the terms of a normalised word; cached: the same object for the same word."""
        if is_number(word):
            return literal_word(word)
        found = self.resolve(word)
        # the parts of a hyphenated lemma are in its family
        roots = [family_key(part) for lemma in found.lemmas for part in (lemma, *lemma.split("-")) if part]
        # the fold key of a single ъ is empty
        folds = [fold_key(text) or text for text in (found.typed, *found.lemmas)]
        return AnalyzedWord(
            found.term,
            found.lemmas,
            tuple(dict.fromkeys(roots)),
            tuple(dict.fromkeys(folds)),
            found.known,
            self._corrections(found),
        )

    def _corrections(self, found: Resolution) -> tuple[AnalyzedWord, ...]:
        """Return the known words that an unknown one was probably meant as."""
        return () if found.known else tuple(map(self.analyze_word, spelling().corrections(found.typed)))
