"""Words before a full stop that either is part of the word (``млрд.``) or ends the sentence (``мыс.``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.lookup.policy import Resolution
    from kzsearch_analyzers.morphology.analyze import Lemmas


class TruncatedWord:
    """Resolves such a word both ways."""

    def __init__(self, resolve: Callable[[str], Resolution], lemmas: Callable[[str], Lemmas]) -> None:
        """Take the whole chain, for the word without its full stop, and the morphology."""
        self._resolve = resolve
        self._lemmas = lemmas

    def resolve(self, word: str) -> Resolution | None:
        """Return the word without its full stop, with the abbreviation as one more lemma.

        The abbreviation comes first if the word without it is a single letter or not known.
        """
        if not word.endswith(".") or "." in word[:-1]:
            return None
        found = self._resolve(word[:-1])
        abbreviation = len(word) == 2 or self._lemmas(word[:-1]).guessed
        return replace(found, lemmas=(word, *found.lemmas) if abbreviation else (*found.lemmas, word))
