"""Lookup by fold key: Kazakh words in Latin, Arabic, or Cyrillic typed without the Kazakh letters.

The grammar and the lexicon are searched with every letter replaced by its fold key, which all spellings of a
word share. A candidate keeps its true letters, on which vowel harmony and voicing are checked, so that each
match has its proper spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.analyze import irregular_reading
from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel, disambiguation_model
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.irregular_forms import IrregularForm, irregular_forms
from kzsearch_analyzers.morphology.lexicon import Lexeme, Stem, lexicon, stems_of
from kzsearch_analyzers.morphology.segmenter import Segmenter
from kzsearch_analyzers.scripts.fold import fold_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class FoldMatch:
    """A form of a known word with the fold key of a spelling.

    Attributes:
        surface: The form in Kazakh Cyrillic.
        lemma: Its lemma.
        weight: Log-odds against the other matches of the same spelling.
    """

    surface: str
    lemma: str
    weight: float


class FoldKeyLexicon:
    """The stems of a lexicon by fold key.

    All stems of a lexeme begin with the same letter, and so do their keys. The stems with a first letter are
    indexed when a word needs them, in some ten milliseconds.
    """

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        self._lexemes: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._lexemes.setdefault(fold_key(lexeme.lemma[0])[:1], []).append(lexeme)
        self._indexes: dict[str, dict[str, tuple[Stem, ...]]] = {}

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:  # noqa: ARG002 (required by StemSource)
        """Return the stems whose fold key is ``text``."""
        first = text[:1]
        index = self._indexes.get(first)
        if index is None:
            index = self._indexes[first] = self._build_index(first)
        return index.get(text, ())

    def _build_index(self, first: str) -> dict[str, tuple[Stem, ...]]:
        stems: dict[str, list[Stem]] = {}
        for lexeme in self._lexemes.get(first, ()):
            for stem in stems_of(lexeme):
                stems.setdefault(fold_key(stem.text), []).append(stem)
        return {key: tuple(found) for key, found in stems.items()}


class FoldLookup:
    """Finds the forms of known words with the fold key of a spelling."""

    def __init__(
        self, segmenter: Segmenter, forms: Iterable[IrregularForm], model: DisambiguationModel
    ) -> None:
        """Compose the parts; ``segmenter`` must take fold keys."""
        self._segmenter = segmenter
        self._model = model
        self._irregular: dict[str, list[IrregularForm]] = {}
        for form in forms:
            self._irregular.setdefault(fold_key(form.form), []).append(form)

    def find(self, word: str, bonus: Callable[[str], float | None]) -> tuple[FoldMatch, ...]:
        """Return the forms with the fold key of a word, best first, without those far below the best.

        Args:
            word: Normalised, in any script, without hyphens.
            bonus: Returns the nats to add to the weight of a form in Kazakh Cyrillic; None excludes it.
        """
        key = fold_key(word)
        if not key:
            return ()
        irregular = self._irregular.get(key, ())
        known = [(f.form, f.lemma, irregular_reading(f, self._model).weight) for f in irregular]
        known += [(c.surface, c.lemma, c.weight) for c in self._segmenter.known(key)]
        found = [
            FoldMatch(surface, lemma, weight + extra)
            for surface, lemma, weight in known
            if (extra := bonus(surface)) is not None
        ]
        floor = max((m.weight for m in found), default=0.0) - self._model.margin
        best = sorted((m for m in found if m.weight >= floor), key=lambda m: (-m.weight, m.surface, m.lemma))
        distinct: dict[tuple[str, str], FoldMatch] = {}
        for match in best:
            distinct.setdefault((match.surface, match.lemma), match)
        return tuple(distinct.values())


@cache
def fold_lookup() -> FoldLookup:
    """Return the lookup over the lexicon that ships with the package."""
    model = disambiguation_model()
    forms = (form for entries in irregular_forms().values() for form in entries)
    return FoldLookup(Segmenter(FoldKeyLexicon(lexicon()), inflection(), model, fold_key), forms, model)
