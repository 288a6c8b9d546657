"""An index of the stems of the lexicon, to find those that one error turns into a spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.lexicon import stems_of
from kzsearch_analyzers.spelling.deletion_index import DeletionIndex
from kzsearch_analyzers.spelling.edit_distance import error_cost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzsearch_analyzers.morphology.lexicon import Lexeme

MIN_LETTERS = 2
"""A single letter is one error away from every stem of two."""


class StemIndex:
    """A deletion index for each first letter, built when a word first needs it.

    Errors in the first letter are rare and are not looked for, unless it is swapped with the second.
    """

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        """Group the lexemes by first letter; all stems of a lexeme begin with that of its lemma."""
        self._lexemes: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._lexemes.setdefault(lexeme.lemma[0], []).append(lexeme)
        self._indexes: dict[str, DeletionIndex] = {}

    def __contains__(self, stem: str) -> bool:
        return stem in self._index(stem[0])

    def near(self, typed: str) -> dict[str, int]:
        """Return the stems one error away, each with its cost.

        Cost: some ten microseconds; some twenty milliseconds for the first word with its first letter.
        """
        if len(typed) < MIN_LETTERS:
            return {}
        found = self._index(typed[0]).near(typed)
        if typed[0] != typed[1]:
            swapped = typed[1] + typed[0] + typed[2:]
            if swapped in self._index(typed[1]):
                found.append(swapped)
        return {stem: cost for stem in found if (cost := error_cost(typed, stem))}

    def _index(self, letter: str) -> DeletionIndex:
        index = self._indexes.get(letter)
        if index is None:
            lexemes = self._lexemes.get(letter, ())
            index = self._indexes[letter] = DeletionIndex(s.text for x in lexemes for s in stems_of(x))
        return index
