"""Stems of the lexicon near a spelling: which of them one typing error may have turned into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.lexicon import stems_of
from kzsearch_analyzers.spelling.costs import error_cost
from kzsearch_analyzers.spelling.deletion_index import Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzsearch_analyzers.morphology.lexicon import Lexeme

SHORTEST = 2
"""Letters; a single one is near to everything."""


class KnownStems:
    """The stems of a lexicon, by first letter.

    An error in the first letter is not looked for, unless it was swapped with the second: such errors are
    rare, and so the stems with a first letter are prepared only when a word needs them.
    """

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        """Cost: the first letters of the lemmas are looked at; all stems of a lexeme share it."""
        self._lexemes: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._lexemes.setdefault(lexeme.lemma[0], []).append(lexeme)
        self._prepared: dict[str, Neighbours] = {}

    def __contains__(self, stem: str) -> bool:
        return stem in self._beginning(stem[0])

    def near(self, typed: str) -> dict[str, int]:
        """The stems at a distance of one error, with what it costs.

        Cost: some ten microseconds; the first time for a first letter, some twenty milliseconds.
        """
        if len(typed) < SHORTEST:
            return {}
        found = self._beginning(typed[0]).near(typed)
        if typed[0] != typed[1]:
            swapped = typed[1] + typed[0] + typed[2:]
            if swapped in self._beginning(typed[1]):
                found.append(swapped)
        return {stem: cost for stem in found if (cost := error_cost(typed, stem))}

    def _beginning(self, letter: str) -> Neighbours:
        prepared = self._prepared.get(letter)
        if prepared is None:
            lexemes = self._lexemes.get(letter, ())
            prepared = self._prepared[letter] = Neighbours(s.text for x in lexemes for s in stems_of(x))
        return prepared
