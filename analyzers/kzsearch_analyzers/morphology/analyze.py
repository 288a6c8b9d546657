"""All readings of a Kazakh word form, ranked.

Candidates come from the lexicon (``segmenter.py``) and from the irregular forms. Where both have none, a
hyphenated word is analysed by its parts, and the stem of any other word is guessed. Every candidate has the
weight that ``disambiguation.py`` gives it; those far below the best are dropped.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.morphology.compounds import compound_readings
from kzsearch_analyzers.morphology.disambiguation import (
    MAX_LENGTH,
    DisambiguationModel,
    Evidence,
    disambiguation_model,
    feature_names,
)
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.irregular_forms import IrregularForm, irregular_forms
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.morphology.segmenter import Candidate, Segmenter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_WORD = 60
"""Code points of the longest word that is analysed. The longest known form among 85,000 of real text has 26;
longer strings than 60 are noise, and this bounds their cost."""


class Lemmas(NamedTuple):
    """The lemmas of a word, best first; ``guessed`` where the lexicon has none of them."""

    lemmas: tuple[str, ...]
    guessed: bool


class Morphology:
    """Readings of Kazakh words in Cyrillic. Words are given normalised: NFC, lower case."""

    def __init__(self, segmenter: Segmenter, model: DisambiguationModel) -> None:
        self.segmenter = segmenter
        self._model = model
        self._irregular = irregular_forms()

    def readings(self, word: str) -> tuple[Reading, ...]:
        """Return all plausible readings, best first; none for what cannot be a Kazakh word. Never raises.

        Cost: about 20 microseconds for an inflected noun; not cached, so cache the results for running text.
        """
        return ranked_readings(self._candidates(word))

    def lemmas(self, word: str) -> Lemmas:
        """Return the distinct lemmas of the readings, best first; cheaper than ``readings``."""
        found = self._candidates(word)
        if len(found) == 1:
            return Lemmas((found[0].lemma,), found[0].source is Source.GUESS)
        ranked = sorted([(-c.weight, c.lemma) for c in found])
        guessed = bool(found) and found[0].source is Source.GUESS
        return Lemmas(tuple(dict.fromkeys([lemma for _, lemma in ranked])), guessed)

    def known(self, word: str) -> tuple[Reading, ...]:
        """Return the readings by lexicon and irregular forms only, best first."""
        return ranked_readings(self._known(word))

    def _candidates(self, word: str) -> list[Candidate | Reading]:
        if not word or len(word) > MAX_WORD:
            return []
        found = self._known(word)
        if not found and "-" in word:
            found = list(compound_readings(word, self))
        return found or self._prune(self.segmenter.guessed(word))

    def _known(self, word: str) -> list[Candidate | Reading]:
        forms = self._irregular.get(word)
        if forms is None:
            return self._prune(self.segmenter.known(word))
        irregular = [irregular_reading(form, self._model) for form in forms]
        return self._prune([*irregular, *self.segmenter.known(word)])

    def _prune(self, found: Sequence[Candidate | Reading]) -> list[Candidate | Reading]:
        """Return the candidates that are not far below the best, in no order.

        Where a kept candidate derives a verb of the lexicon by a voice suffix (``табыл`` from ``тап``), the
        candidate of that verb is kept too: either lemma may be searched for.
        """
        if len(found) < 2:
            return list(found)
        floor = max([c.weight for c in found]) - self._model.margin
        kept = [c for c in found if c.weight >= floor]
        if len(kept) < len(found):
            voiced = {
                stem
                for c in kept
                if isinstance(c, Candidate) and c.chain.derived_lemmas
                for stem in c.voice_stems()
            }
            if voiced:
                voiced -= {c.lemma for c in kept}
                kept += [
                    c for c in found if c.weight < floor and c.lemma in voiced and c.source is Source.LEXICON
                ]
        return kept


def ranked_readings(found: Iterable[Candidate | Reading]) -> tuple[Reading, ...]:
    """Return the candidates as readings, best first; equal weights in an order that no hashing changes."""
    readings = [c.reading() if isinstance(c, Candidate) else c for c in found]
    return tuple(sorted(readings, key=lambda r: (-r.weight, r.lemma, r.pos, r.tags, r.source.value)))


def irregular_reading(form: IrregularForm, model: DisambiguationModel) -> Reading:
    """Return the reading of an irregular form; its tags take the place of suffix ids in the model."""
    features = feature_names(Evidence(Source.FORM, form.pos, MAX_LENGTH), form.tags)
    weight = model.score(features)
    return Reading(form.lemma, form.pos, form.tags, form.form, (), (), Source.FORM, weight, features)


@cache
def morphology() -> Morphology:
    """Return the morphology that ships with the package."""
    model = disambiguation_model()
    return Morphology(Segmenter(lexicon(), inflection(), model), model)
