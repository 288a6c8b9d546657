"""The order in which the policies are asked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.exonyms import Exonyms
from kzsearch_analyzers.lookup.foreign_script import ForeignScript
from kzsearch_analyzers.lookup.guess import Guess
from kzsearch_analyzers.lookup.hyphenated import HyphenatedWord
from kzsearch_analyzers.lookup.kazakh import KazakhLexicon
from kzsearch_analyzers.lookup.number import Number
from kzsearch_analyzers.lookup.policy import LookupPolicy, Resolution, first_resolution
from kzsearch_analyzers.lookup.russian import RussianDictionary
from kzsearch_analyzers.lookup.russian_keyboard import RussianKeyboard
from kzsearch_analyzers.lookup.truncated import TruncatedWord

if TYPE_CHECKING:
    from kzsearch_analyzers.morphology.analyze import Morphology


class LookupChain:
    """Resolves a word by the first policy that has an answer; any word has one."""

    def __init__(self, morphology: Morphology) -> None:
        # Several policies need the lemmas of the word at hand, which are not cached in the morphology.
        lemmas = lru_cache(maxsize=256)(morphology.lemmas)
        words: tuple[LookupPolicy, ...] = (
            # First, as most words of Kazakh text are Kazakh, whatever else they could be.
            KazakhLexicon(lemmas),
            # Before the Russian dictionary, whose lemma it adds: many short Kazakh words look Russian.
            RussianKeyboard(),
            # Before the guess, which would read Russian endings as Kazakh ones.
            RussianDictionary(),
            # Last, as it has an answer for every word.
            Guess(lemmas),
        )
        self._policies: tuple[LookupPolicy, ...] = (
            # Before all others, which would look for a stem.
            Number(),
            # Before the hyphenated word, as its full stop belongs to the whole.
            TruncatedWord(self.resolve, lemmas),
            # Before the scripts are told apart, as its parts may be in two.
            HyphenatedWord(self.resolve, words, morphology),
            # Before the lexicon, which is in Cyrillic and would leave it to the guess.
            ForeignScript(lemmas),
            *words,
        )
        # Around all others, as it adds to the answer of any: a name may be Russian, Latin or a guess.
        self._exonyms = Exonyms(lambda word: first_resolution(self._policies, word))

    def resolve(self, word: str) -> Resolution:
        """Return what a normalised word is; nothing is cached."""
        return self._exonyms.resolve(word)
