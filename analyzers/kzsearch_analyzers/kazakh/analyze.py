"""All readings of a Kazakh word form, ranked.

Candidates come from the walk over the lexicon (``walker.py``) and from the irregular forms; where both find nothing, the
word is taken apart at its hyphen, or its stem is guessed. Every candidate has the weight of ``ranking.py``; those far
below the best are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kzsearch_analyzers.kazakh import compounds
from kzsearch_analyzers.kazakh.forms import irregular_forms
from kzsearch_analyzers.kazakh.grammar import inflection
from kzsearch_analyzers.kazakh.lexicon import lexicon
from kzsearch_analyzers.kazakh.ranking import Model, form_features, model
from kzsearch_analyzers.kazakh.reading import Reading, Source
from kzsearch_analyzers.kazakh.walker import Candidate, Walker

MAX_WORD = 60
"""Code points; longer tokens are nobody's words and have no readings."""


class Morphology:
    """Readings of Kazakh words in Cyrillic. Words are given normalised (NFC, lower case)."""

    def __init__(self, walker: Walker, weights: Model) -> None:
        self.walker = walker
        self._model = weights

    def readings(self, word: str) -> tuple[Reading, ...]:
        """All plausible readings, best first; empty for what cannot be a Kazakh word. Never raises.

        Cost: about 20 microseconds for an inflected noun; not remembered, callers that see text should cache.
        """
        if not word or len(word) > MAX_WORD:
            return ()
        readings = self.known(word)
        if not readings and "-" in word:
            readings = compounds.readings(word, self)
        if not readings:
            readings = self._ranked((), self.walker.guessed(word))
        return readings

    def known(self, word: str) -> tuple[Reading, ...]:
        """The readings that the lexicon and the table of irregular forms vouch for, best first."""
        return self._ranked(self._forms(word), self.walker.known(word))

    def _forms(self, word: str) -> list[Reading]:
        return [
            Reading(f.lemma, f.pos, f.tags, word, (), (), Source.FORM, self._model.weigh(form_features(f)))
            for f in irregular_forms().get(word, ())
        ]

    def _ranked(self, forms: Iterable[Reading], candidates: list[Candidate]) -> tuple[Reading, ...]:
        """Drops what is far below the best; ties go by lemma and tags, never by the order of tables or of hashing."""
        weights = [r.weight for r in forms] + [c.weight for c in candidates]
        if not weights:
            return ()
        floor = max(weights) - self._model.margin
        kept = [r for r in forms if r.weight >= floor]
        kept += [c.reading() for c in candidates if c.weight >= floor]
        if len(kept) > 1:
            kept.sort(key=lambda r: (-r.weight, r.lemma, r.pos, r.tags, r.source.value))
        return tuple(kept)


def lemmas(readings: Iterable[Reading]) -> tuple[str, ...]:
    """The distinct lemmas of ranked readings, best first."""
    return tuple(dict.fromkeys(r.lemma for r in readings))


@cache
def morphology() -> Morphology:
    """The morphology that ships with the package."""
    weights = model()
    return Morphology(Walker(lexicon(), inflection(), weights), weights)
