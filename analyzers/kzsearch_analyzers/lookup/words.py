"""From one normalised word to its terms in every layer.

The only place where script, lexicon and guess meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.exonyms import kazakh_names
from kzsearch_analyzers.lookup.russian import russian_lemma
from kzsearch_analyzers.morphology.word_families import family_key
from kzsearch_analyzers.scripts import Script, detect_script, transliterate
from kzsearch_analyzers.scripts.detection import scheme_of
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.scripts.fold_lookup import FoldMatch, fold_lookup
from kzsearch_analyzers.scripts.from_cyrillic import spell
from kzsearch_analyzers.scripts.keyboards import is_keyboard_variant, latin_respellings
from kzsearch_analyzers.scripts.orthography import CYRILLIC_SCHEME, orthographies
from kzsearch_analyzers.spelling.candidates import mistyped
from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.token import AnalyzedWord

if TYPE_CHECKING:
    from kzsearch_analyzers.morphology.analyze import Morphology

MAX_ALTERNATIVES = 5
"""Lemmas a token carries at most; more are noise in an index."""

PROPER_BONUS = 5.0
"""Nats for a form that some orthography spells just as it was typed: 150 to one."""

RARER = 0.5
"""Nats between two orthographies that follow each other in schemes.tsv."""

_FOREIGN = (Script.LATIN, Script.ARABIC)
"""The scripts that Kazakh is read back from."""

CACHE = 200_000
"""Words remembered; by Zipf's law nearly all tokens of a text are hits."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word was understood as.

    Attributes:
        term: Its exact term; Cyrillic where another spelling could be read back.
        lemmas: Best first, no repeats, never empty.
        typed: The spelling that was met, whose fold key is the word's.
        known: False where the lemmas are a guess.
    """

    term: str
    lemmas: tuple[str, ...]
    typed: str
    known: bool = True


@lru_cache(maxsize=CACHE)
def plain_layers(term: str) -> AnalyzedWord:
    """The layers of what is no word: an address, a number; remembered."""
    return AnalyzedWord(term, (term,), (), (fold_key(term) or term,))


def _is_number(term: str) -> bool:
    """Whether a number has no ending, so that there is no word in it."""
    return term[-1].isdecimal()


class WordAnalyzer:
    """Layers of words, remembered.

    A word goes to the first that knows it: Kazakh morphology with its lexicon; the fold_lookup, for other
    scripts and for Cyrillic typed without Kazakh letters; the Russian dictionary; the guess of Kazakh
    morphology.
    """

    def __init__(self, morphology: Morphology) -> None:
        self._morphology = morphology
        self.layers = lru_cache(maxsize=CACHE)(self._layers)

    def understand(self, term: str) -> Word:
        """The lemmas of a normalised word, without the layers that are built on them; not remembered."""
        word = self._read(term)
        names = kazakh_names(term, word.lemmas)
        return (
            replace(word, lemmas=tuple(dict.fromkeys((*word.lemmas, *names))), known=True) if names else word
        )

    def _read(self, term: str) -> Word:
        if _is_number(term):
            return Word(term, (term,), term)
        if term.endswith(".") and "." not in term[:-1]:
            return self._clipped(term)
        script = detect_script(term)
        if "-" in term:
            return self._hyphenated(term)
        if script in (Script.CYRILLIC, Script.MIXED):
            return self._cyrillic(term)
        if script in _FOREIGN:
            return self._foreign(term, script)
        return Word(term, (term,), term, known=False)

    def _layers(self, term: str) -> AnalyzedWord:
        if _is_number(term):
            return plain_layers(term)
        word = self.understand(term)
        # halves of a hyphenated lemma are of its family
        kin = [family_key(part) for lemma in word.lemmas for part in (lemma, *lemma.split("-")) if part]
        # a lone ъ has an empty key
        folds = [fold_key(s) or s for s in (word.typed, *word.lemmas)]
        roots, keys = tuple(dict.fromkeys(kin)), tuple(dict.fromkeys(folds))
        return AnalyzedWord(word.term, word.lemmas, roots, keys, word.known, self._meant(word))

    def _meant(self, word: Word) -> tuple[AnalyzedWord, ...]:
        """The known words that an unknown one in Cyrillic is probably a typing error for."""
        if word.known or not word.typed.isalpha() or detect_script(word.typed) is not Script.CYRILLIC:
            return ()
        return tuple(self.layers(form) for form in mistyped().likely(word.typed))

    def _cyrillic(self, term: str) -> Word:
        kazakh = self._morphology.lemmas(term)
        if kazakh.lemmas and not kazakh.guessed:
            return Word(term, kazakh.lemmas[:MAX_ALTERNATIVES], term)
        russian = russian_lemma(term)
        restored = fold_lookup().find(term, lambda form: 0.0 if is_keyboard_variant(term, form) else None)
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
        return Word(term, kazakh.lemmas[:MAX_ALTERNATIVES] or (term,), term, known=False)

    def _hyphenated(self, term: str) -> Word:
        """A pair of words (``ата-ана``), an ending behind its word (``iphone-ның``), or a word cut in two."""
        parts = term.split("-")
        if _foreign_script(term):
            read = "-".join(self.understand(part).term if part else "" for part in parts)
            if detect_script(read) is Script.CYRILLIC:
                word = self._hyphenated(read)
                return replace(word, lemmas=tuple(dict.fromkeys((*word.lemmas, term))), typed=term)
        pair = self._cyrillic(term)
        if pair.lemmas == (parts[0],) and _foreign_script(parts[0]):
            return replace(pair, lemmas=tuple(dict.fromkeys((parts[0], *self.understand(parts[0]).lemmas))))
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

    def _foreign(self, term: str, script: Script) -> Word:
        """A word in Latin or Arabic script: a known one, else as Kazakh as its letters make it."""
        restored = _read_back(term, script)
        if restored:
            return _restored(term, restored, *((term,) if script is Script.LATIN else ()))
        scheme = scheme_of(term, script)
        read = transliterate(term, source=scheme, target=CYRILLIC_SCHEME) if scheme else term
        if detect_script(read) is not Script.CYRILLIC:
            return Word(term, (term,), term, known=False)
        kazakh = self._morphology.lemmas(read)
        lemmas = kazakh.lemmas[: MAX_ALTERNATIVES - 1] or (read,)
        return Word(read, tuple(dict.fromkeys((*lemmas, term))), term, known=not kazakh.guessed)


def _foreign_script(term: str) -> bool:
    return detect_script(term) in _FOREIGN


def _read_back(term: str, script: Script) -> tuple[FoldMatch, ...]:
    """The known words that a spelling in Latin or Arabic script may stand for, best first."""

    def proper(form: str) -> float | None:
        """Nats against the orthography that spells a form just so; None where no orthography does."""
        spellings = (spell(form, name) for name in orthographies(script))
        return next((rank * -RARER for rank, spelling in enumerate(spellings) if spelling == term), None)

    def likely(form: str) -> float:
        loss = proper(form)
        return 0.0 if loss is None else PROPER_BONUS + loss

    restore = fold_lookup().find
    # Letters that only an alphabet of Kazakh has were typed by somebody who knows them: no guessing then.
    found = () if term.isascii() else restore(term, proper)
    found = found or restore(term, likely)
    if found or script is not Script.LATIN:
        return found
    return next(filter(None, (restore(spelling, lambda _: 0.0) for spelling in latin_respellings(term))), ())


@cache
def surname_endings() -> tuple[str, ...]:
    """The endings of surnames.tsv."""
    return tuple(row.cells[0] for row in read_rows("morphology/grammar/surnames.tsv", 2))


def _restored(typed: str, restored: tuple[FoldMatch, ...], *others: str) -> Word:
    """A word read back, with lemmas that it may have besides."""
    kazakh = dict.fromkeys(r.lemma for r in restored)
    found = dict.fromkeys((*list(kazakh)[:MAX_ALTERNATIVES], *others))
    return Word(restored[0].surface, tuple(found), typed)
