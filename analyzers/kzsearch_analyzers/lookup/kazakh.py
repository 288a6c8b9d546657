"""Words that the Kazakh lexicon and grammar know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.policy import MAX_LEMMAS, Resolution

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.morphology.analyze import Lemmas


class KazakhLexicon:
    """Resolves a word whose stem is in the lexicon."""

    def __init__(self, lemmas: Callable[[str], Lemmas]) -> None:
        """Take the morphology."""
        self._lemmas = lemmas

    def resolve(self, word: str) -> Resolution | None:
        """Return the word with its lemmas."""
        lemmas, guessed = self._lemmas(word)
        return Resolution(word, lemmas[:MAX_LEMMAS], word) if lemmas and not guessed else None
