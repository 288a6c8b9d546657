"""All readings of a Kazakh word form, ranked.

Candidates come from the walk over the lexicon (``segmenter.py``) and from the irregular forms; where both find
nothing, the word is taken apart at its hyphen, or its stem is guessed. Every candidate has the weight of
``ranking.py``; those far below the best are dropped.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.morphology import compounds
from kzsearch_analyzers.morphology.disambiguation import (
    MAX_LENGTH,
    DisambiguationModel,
    Evidence,
    disambiguation_model,
    features,
)
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.irregular_forms import IrregularForm, irregular_forms
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.morphology.segmenter import Candidate, Segmenter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_WORD = 60
"""Code points; longer tokens are nobody's words and have no readings."""


class Morphology:
    """Readings of Kazakh words in Cyrillic. Words are given normalised (NFC, lower case)."""

    def __init__(self, segmenter: Segmenter, weights: DisambiguationModel) -> None:
        self.segmenter = segmenter
        self._model = weights
        self._forms = irregular_forms()

    def readings(self, word: str) -> tuple[Reading, ...]:
        """All plausible readings, best first; empty for what cannot be a Kazakh word. Never raises.

        Cost: about 20 microseconds for an inflected noun; not remembered, callers that see text should cache.
        """
        return ranked_readings(self._analyses(word))

    def lemmas(self, word: str) -> Lemmas:
        """The distinct lemmas of the readings, best first; cheaper than the readings themselves."""
        found = self._analyses(word)
        if len(found) == 1:
            return Lemmas((found[0].lemma,), found[0].source is Source.GUESS)
        ranked = sorted([(-c.weight, c.lemma) for c in found])
        guessed = bool(found) and found[0].source is Source.GUESS
        return Lemmas(tuple(dict.fromkeys([lemma for _, lemma in ranked])), guessed)

    def known(self, word: str) -> tuple[Reading, ...]:
        """The readings that the lexicon and the table of irregular forms vouch for, best first."""
        return ranked_readings(self._known(word))

    def _analyses(self, word: str) -> list[Candidate | Reading]:
        if not word or len(word) > MAX_WORD:
            return []
        found = self._known(word)
        if not found and "-" in word:
            found = list(compounds.readings(word, self))
        return found or self._plausible(self.segmenter.guessed(word))

    def _known(self, word: str) -> list[Candidate | Reading]:
        forms = self._forms.get(word)
        if forms is None:
            return self._plausible(self.segmenter.known(word))
        written = [irregular_reading(form, self._model) for form in forms]
        return self._plausible([*written, *self.segmenter.known(word)])

    def _plausible(self, found: Sequence[Candidate | Reading]) -> list[Candidate | Reading]:
        """What is not far below the best, and the voice stem (``табыл``) of a verb (``тап``) that is kept.

        Unordered.
        """
        if len(found) < 2:
            return list(found)
        floor = max([c.weight for c in found]) - self._model.margin
        kept = [c for c in found if c.weight >= floor]
        if len(kept) < len(found):
            voiced = {
                stem for c in kept if isinstance(c, Candidate) and c.chain.derived_lemmas for stem in c.voice_stems()
            }
            if voiced:
                voiced -= {c.lemma for c in kept}
                kept += [
                    c for c in found if c.weight < floor and c.lemma in voiced and c.source is Source.LEXICON
                ]
        return kept


def ranked_readings(found: Iterable[Candidate | Reading]) -> tuple[Reading, ...]:
    """The readings in full, best first; ties go by what they say, never by the order of tables or hashing."""
    readings = [c.reading() if isinstance(c, Candidate) else c for c in found]
    return tuple(sorted(readings, key=lambda r: (-r.weight, r.lemma, r.pos, r.tags, r.source.value)))


def irregular_reading(form: IrregularForm, weights: DisambiguationModel) -> Reading:
    """The reading of an irregular form; its tags stand for suffixes in the model."""
    named = features(Evidence(Source.FORM, form.pos, MAX_LENGTH), form.tags)
    weight = weights.score(named)
    return Reading(form.lemma, form.pos, form.tags, form.form, (), (), Source.FORM, weight, named)


class Lemmas(NamedTuple):
    """The lemmas of a word, best first; ``guessed`` when no lexicon vouches for them."""

    lemmas: tuple[str, ...]
    guessed: bool


@cache
def morphology() -> Morphology:
    """The morphology that ships with the package."""
    weights = disambiguation_model()
    return Morphology(Segmenter(lexicon(), inflection(), weights), weights)
