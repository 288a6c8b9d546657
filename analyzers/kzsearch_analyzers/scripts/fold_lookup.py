"""Kazakh words in another spelling: Latin, Arabic, or Cyrillic typed without the Kazakh letters.

The same grammar and lexicon are walked with every letter replaced by its fold key, which all spellings share.
A candidate still carries its true letters, so agreement (harmony, voicing) is checked on them, and the proper
spelling comes for free.
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
    """A Kazakh word form that a foreign spelling may stand for.

    Attributes:
        surface: The form in Kazakh Cyrillic.
        lemma: Its lemma.
        weight: Log-odds against the other candidates of the same spelling.
    """

    surface: str
    lemma: str
    weight: float


class FoldKeyLexicon:
    """The stems of a lexicon by the fold key of their spelling.

    All stems of a lexeme begin with the same letter, and so do their keys: the stems behind the first letter
    of a key are prepared only when a word needs them, some ten milliseconds for each.
    """

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        self._lexemes: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._lexemes.setdefault(fold_key(lexeme.lemma[0])[:1], []).append(lexeme)
        self._prepared: dict[str, dict[str, tuple[Stem, ...]]] = {}

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:  # noqa: ARG002 (the lexicon's interface)
        """The stems whose fold key is ``text``."""
        first = text[:1]
        prepared = self._prepared.get(first)
        if prepared is None:
            prepared = self._prepared[first] = self._prepare(first)
        return prepared.get(text, ())

    def _prepare(self, first: str) -> dict[str, tuple[Stem, ...]]:
        stems: dict[str, list[Stem]] = {}
        for lexeme in self._lexemes.get(first, ()):
            for stem in stems_of(lexeme):
                stems.setdefault(fold_key(stem.text), []).append(stem)
        return {key: tuple(found) for key, found in stems.items()}


class FoldLookup:
    """Proper spellings of a word, ranked."""

    def __init__(self, segmenter: Segmenter, forms: Iterable[IrregularForm], weights: DisambiguationModel) -> None:
        """``segmenter`` must be keyed by fold keys."""
        self._walker = segmenter
        self._model = weights
        self._forms: dict[str, list[IrregularForm]] = {}
        for form in forms:
            self._forms.setdefault(fold_key(form.form), []).append(form)

    def find(self, word: str, bonus: Callable[[str], float | None]) -> tuple[FoldMatch, ...]:
        """The forms of known Kazakh words with the word's fold key, best first, none far below the best.

        Args:
            word: Normalised, any script, no hyphen.
            bonus: What the word's own letters say of a form in Kazakh Cyrillic, in nats; None rules it out.
        """
        key = fold_key(word)
        if not key:
            return ()
        known = [(f.form, f.lemma, irregular_reading(f, self._model).weight) for f in self._forms.get(key, ())]
        known += [(c.surface, c.lemma, c.weight) for c in self._walker.known(key)]
        found = [
            FoldMatch(surface, lemma, weight + extra)
            for surface, lemma, weight in known
            if (extra := bonus(surface)) is not None
        ]
        floor = max((r.weight for r in found), default=0.0) - self._model.margin
        best = sorted((r for r in found if r.weight >= floor), key=lambda r: (-r.weight, r.surface, r.lemma))
        first: dict[tuple[str, str], FoldMatch] = {}
        for r in best:
            first.setdefault((r.surface, r.lemma), r)
        return tuple(first.values())


@cache
def fold_lookup() -> FoldLookup:
    """The restorer over the lexicon that ships with the package."""
    weights = disambiguation_model()
    forms = (form for rows in irregular_forms().values() for form in rows)
    return FoldLookup(Segmenter(FoldKeyLexicon(lexicon()), inflection(), weights, fold_key), forms, weights)
