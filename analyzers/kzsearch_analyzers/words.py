"""From one normalised word to its terms in every layer. The only place where script, lexicon and guess meet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kzsearch_analyzers.fold import fold_key
from kzsearch_analyzers.kazakh.analyze import Morphology
from kzsearch_analyzers.kazakh.families import family_key
from kzsearch_analyzers.kazakh.restore import Restored, Restorer, restorer
from kzsearch_analyzers.keyboards import may_stand_for
from kzsearch_analyzers.russian import russian_lemma
from kzsearch_analyzers.translit import Script, detect_script, transliterate

MAX_ALTERNATIVES = 5
"""Lemmas a token carries at most; more are noise in an index."""

CACHE = 200_000
"""Words remembered; by Zipf's law nearly all tokens of a text are hits."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The terms of one word; see Token."""

    term: str
    lemmas: tuple[str, ...]
    roots: tuple[str, ...]
    folds: tuple[str, ...]


def plain_layers(term: str) -> Layers:
    """The layers of what is no word: an address, a number."""
    return Layers(term, (term,), (), (fold_key(term),))


class WordAnalyzer:
    """Layers of words, remembered.

    A word goes to the first that knows it: Kazakh morphology with its lexicon; the restorer, for other scripts and for
    Cyrillic typed without Kazakh letters; the Russian dictionary; the guess of Kazakh morphology.
    """

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology
        self.layers = lru_cache(maxsize=CACHE)(self._layers)

    def _layers(self, term: str) -> Layers:
        script = detect_script(term)
        if script in (Script.CYRILLIC, Script.MIXED) or "-" in term:
            return self._cyrillic(term)
        if script in (Script.LATIN, Script.ARABIC):
            return self._foreign(term, script)
        return plain_layers(term)

    def _cyrillic(self, term: str) -> Layers:
        kazakh = self._morphology.lemmas(term)
        if kazakh.lemmas and not kazakh.guessed:
            return _assemble(term, kazakh.lemmas)
        restored = [r for r in _restorer().restore(term) if may_stand_for(term, r.surface)]
        russian = russian_lemma(term)
        if restored:
            surface = term if russian else restored[0].surface
            return _assemble(surface, (*_lemmas(restored), *((russian,) if russian else ())), typed=term)
        if russian:
            return _assemble(term, (russian,))
        return _assemble(term, kazakh.lemmas or (term,))

    def _foreign(self, term: str, script: Script) -> Layers:
        restored = list(_restorer().restore(term))
        exact = [r for r in restored if script is Script.LATIN and transliterate(r.surface, target="latn-2021") == term]
        if exact or restored:
            best = exact or restored
            return _assemble(best[0].surface, (*_lemmas(best), term), typed=term)
        if script is Script.ARABIC:
            return plain_layers(term)
        cyrillic = transliterate(term, source="latn-2021", target="cyrl")
        return _assemble(term, (term, *self._morphology.lemmas(cyrillic).lemmas))


def _lemmas(restored: list[Restored]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.lemma for r in restored))


def _assemble(term: str, found: tuple[str, ...], typed: str = "") -> Layers:
    """The layers of a word from its lemmas; halves of a hyphenated lemma are of its family."""
    kept = found[:MAX_ALTERNATIVES]
    kin = [family_key(part) for lemma in kept for part in dict.fromkeys((lemma, *lemma.split("-"))) if part]
    folds = [fold_key(word) for word in (typed or term, *kept)]
    return Layers(term, tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(kin)), tuple(dict.fromkeys(folds)))


def _restorer() -> Restorer:
    """Late, because building it costs more than everything else and clean Cyrillic text never needs it."""
    return restorer()
