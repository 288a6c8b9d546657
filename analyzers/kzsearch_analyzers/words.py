"""From one normalised word to its terms in every layer.

The only place where script, lexicon and guess meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.fold import fold_key
from kzsearch_analyzers.kazakh.families import family_key
from kzsearch_analyzers.kazakh.restore import Restored, restorer
from kzsearch_analyzers.kazakh.tables import read_rows
from kzsearch_analyzers.keyboards import may_stand_for
from kzsearch_analyzers.russian import russian_lemma
from kzsearch_analyzers.translit import Script, detect_script, transliterate

if TYPE_CHECKING:
    from kzsearch_analyzers.kazakh.analyze import Morphology

MAX_ALTERNATIVES = 5
"""Lemmas a token carries at most; more are noise in an index."""

EXACT_BONUS = 5.0
"""Nats for a form that the official alphabet of 2021 spells just as it was typed: 150 to one."""

CACHE = 200_000
"""Words remembered; by Zipf's law nearly all tokens of a text are hits."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word was understood as.

    Attributes:
        term: Its exact term; Cyrillic where another spelling could be read back.
        lemmas: Best first, no repeats, never empty.
        typed: The spelling that was met, whose fold key is the word's.
    """

    term: str
    lemmas: tuple[str, ...]
    typed: str


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The terms of one word; see Token.

    Two are equal if they are the same object: an index looks one up for every token of a text, and to compare
    terms would take longer than all the rest.
    """

    term: str
    lemmas: tuple[str, ...]
    roots: tuple[str, ...]
    folds: tuple[str, ...]


@lru_cache(maxsize=CACHE)
def plain_layers(term: str) -> Layers:
    """The layers of what is no word: an address, a number; remembered."""
    return Layers(term, (term,), (), (fold_key(term) or term,))


def _is_number(term: str) -> bool:
    """Whether a number has no ending, so that there is no word in it."""
    return term[-1].isdecimal()


class WordAnalyzer:
    """Layers of words, remembered.

    A word goes to the first that knows it: Kazakh morphology with its lexicon; the restorer, for other
    scripts and for Cyrillic typed without Kazakh letters; the Russian dictionary; the guess of Kazakh
    morphology.
    """

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology
        self.layers = lru_cache(maxsize=CACHE)(self._layers)

    def understand(self, term: str) -> Word:
        """The lemmas of a normalised word, without the layers that are built on them; not remembered."""
        if _is_number(term):
            return Word(term, (term,), term)
        if term.endswith(".") and "." not in term[:-1]:
            return self._clipped(term)
        script = detect_script(term)
        if "-" in term:
            return self._hyphenated(term, script)
        if script in (Script.CYRILLIC, Script.MIXED):
            return self._cyrillic(term)
        if script is Script.LATIN:
            return self._latin(term)
        restored = restorer().restore(term, lambda _: 0.0) if script is Script.ARABIC else ()
        return _restored(term, restored) if restored else Word(term, (term,), term)

    def _layers(self, term: str) -> Layers:
        if _is_number(term):
            return plain_layers(term)
        word = self.understand(term)
        # halves of a hyphenated lemma are of its family
        kin = [family_key(part) for lemma in word.lemmas for part in (lemma, *lemma.split("-")) if part]
        # a lone ъ has an empty key
        folds = [fold_key(s) or s for s in (word.typed, *word.lemmas)]
        return Layers(word.term, word.lemmas, tuple(dict.fromkeys(kin)), tuple(dict.fromkeys(folds)))

    def _cyrillic(self, term: str) -> Word:
        kazakh = self._morphology.lemmas(term)
        if kazakh.lemmas and not kazakh.guessed:
            return Word(term, kazakh.lemmas[:MAX_ALTERNATIVES], term)
        russian = russian_lemma(term)
        restored = restorer().restore(term, lambda form: 0.0 if may_stand_for(term, form) else None)
        if restored and russian:
            # казак is қазақ without its letters, or a Cossack: both
            return replace(_restored(term, restored, russian), term=term)
        if restored:
            return _restored(term, restored)
        if russian:
            return Word(
                term,
                tuple(dict.fromkeys((russian, term))) if term.endswith(surname_endings()) else (russian,),
                term,
            )
        return Word(term, kazakh.lemmas[:MAX_ALTERNATIVES] or (term,), term)

    def _hyphenated(self, term: str, script: Script) -> Word:
        """A pair of words (``ата-ана``), an ending behind its word (``iphone-ның``), or a word cut in two."""
        parts = term.split("-")
        if script in (Script.LATIN, Script.ARABIC):
            spelled = "-".join(self.understand(part).term if part else "" for part in parts)
            if detect_script(spelled) is Script.CYRILLIC:
                read = self._hyphenated(spelled, Script.CYRILLIC)
                return Word(read.term, tuple(dict.fromkeys((*read.lemmas, term))), term)
        pair = self._cyrillic(term)
        joined = "".join(parts)
        whole = [r.lemma for r in self._morphology.known(joined)]
        if not whole:
            return pair
        cut = not all(self._morphology.known(part) for part in parts)
        lemmas = tuple(dict.fromkeys((*pair.lemmas, *whole)))[:MAX_ALTERNATIVES]
        return Word(joined if cut else pair.term, lemmas, term)

    def _clipped(self, term: str) -> Word:
        """A word before a full stop that may be its own (``млрд.``) or end the sentence (``мыс.``): both."""
        word = self.understand(term[:-1])
        unknown = len(term) == 2 or self._morphology.lemmas(term[:-1]).guessed
        return replace(word, lemmas=(term, *word.lemmas) if unknown else (*word.lemmas, term))

    def _latin(self, term: str) -> Word:
        def exact(form: str) -> bool:
            return transliterate(form, target="latn-2021") == term

        restore = restorer().restore
        restored = () if term.isascii() else restore(term, lambda form: 0.0 if exact(form) else None)
        restored = restored or restore(term, lambda form: EXACT_BONUS if exact(form) else 0.0)
        if restored:
            return _restored(term, restored, term)
        cyrillic = transliterate(term, source="latn-2021", target="cyrl")
        found = dict.fromkeys((term, *self._morphology.lemmas(cyrillic).lemmas))
        return Word(term, tuple(found)[:MAX_ALTERNATIVES], term)


@cache
def surname_endings() -> tuple[str, ...]:
    """The endings of surnames.tsv."""
    return tuple(row.cells[0] for row in read_rows("kazakh/grammar/surnames.tsv", 3))


def _restored(typed: str, restored: tuple[Restored, ...], *others: str) -> Word:
    """A word read back, with lemmas that it may have besides."""
    kazakh = dict.fromkeys(r.lemma for r in restored)
    found = dict.fromkeys((*list(kazakh)[:MAX_ALTERNATIVES], *others))
    return Word(restored[0].surface, tuple(found), typed)
