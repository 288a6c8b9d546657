"""Words that nothing knows, read as Kazakh ones by the grammar alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.policy import MAX_LEMMAS, Resolution

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.morphology.analyze import Lemmas


class Guess:
    """Resolves any word: the last policy of the chain."""

    def __init__(self, lemmas: Callable[[str], Lemmas]) -> None:
        """Take the morphology."""
        self._lemmas = lemmas

    def resolve(self, word: str) -> Resolution:
        """Return the word with the stems that could be Kazakh as lemmas, or as its own lemma."""
        return Resolution(word, self._lemmas(word).lemmas[:MAX_LEMMAS] or (word,), word, known=False)
