"""Known word forms one error away from an unknown word, and which of them was probably meant.

A noisy channel (Kernighan, Church and Gale 1990): a form is as likely to be meant as it is frequent
(``suffix_model.py``) and the error is probable (``costs.py``). The alternative is a word that the lexicon
lacks: the likelier, the more its letters follow each other as in known words (the character model).

The error is in the stem, before an ending; or in the ending, after a stem; or the last letter of the stem and
the first of the ending are swapped.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.morphology.analyze import MAX_WORD, Morphology, morphology
from kzsearch_analyzers.morphology.character_model import character_model
from kzsearch_analyzers.morphology.grammar import Grammar, inflection
from kzsearch_analyzers.morphology.irregular_forms import irregular_forms
from kzsearch_analyzers.morphology.lexicon import Lexicon, lexicon
from kzsearch_analyzers.spelling.costs import ERROR, error_costs, error_nats
from kzsearch_analyzers.spelling.deletion_index import DeletionIndex
from kzsearch_analyzers.spelling.edit_distance import error_cost
from kzsearch_analyzers.spelling.frequent_endings import EndingIndex, frequent_endings
from kzsearch_analyzers.spelling.stem_index import StemIndex
from kzsearch_analyzers.spelling.suffix_model import LEXEME_NATS, SuffixModel, suffix_model

if TYPE_CHECKING:
    from collections.abc import Iterator

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The letters of Kazakh."""

MIN_LETTERS = 5
"""Length of the shortest word that is corrected; too many forms are one error away from shorter ones."""

MAX_CORRECTIONS = 3
"""Corrections of a word, each with another lemma."""

_MIN_STEM = 2
_MARGIN = 3.0
"""How far below the best correction, in nats, another one may be."""

_UNKNOWN = -4.0
"""Log-probability, in nats, that a word of running text is one that the lexicon lacks."""
_CHARACTER_SHARE = 0.7
"""Weight of the character model in the log-probability of such a word.

Below 1, as the model is estimated from lemmas only, and the letters of endings look improbable to it.
"""


class ScoredForm(NamedTuple):
    """A form that may have been meant, with the log-probability of form and error, in nats."""

    nats: float
    surface: str
    lemma: str


class _Split(NamedTuple):
    """A form that may have been meant, split before its ending, with the cost of the error."""

    stem: str
    ending: str
    cost: int


class NoisyChannel:
    """Finds the forms of known words that one error turns into a word, and ranks them."""

    def __init__(
        self, grammar: Grammar, words: Lexicon, morphology: Morphology, suffixes: SuffixModel
    ) -> None:
        """Build the indexes; that of the endings takes some 50 milliseconds."""
        self._start = grammar.start
        self._lexicon = words
        self._morphology = morphology
        self._suffixes = suffixes
        self._stems = StemIndex(words)
        self._endings = EndingIndex(frequent_endings(grammar, suffixes))
        self._irregular = DeletionIndex(irregular_forms())

    def corrections(self, word: str) -> tuple[str, ...]:
        """Return the forms that were probably meant, best first; empty if the word may be one of its own.

        Cost: one or two hundred microseconds.

        Args:
            word: Lower case, Cyrillic, one that the lexicon lacks.
        """
        if not MIN_LETTERS <= len(word) <= MAX_WORD:
            return ()
        forms = self.forms(word, _UNKNOWN + _CHARACTER_SHARE * character_model().word(word))
        floor = forms[0].nats - _MARGIN if forms else 0.0
        best: dict[str, str] = {}
        for form in forms:
            if form.nats >= floor:
                best.setdefault(form.lemma, form.surface)
        return tuple(dict.fromkeys(best.values()))[:MAX_CORRECTIONS]

    def candidates(self, word: str) -> list[str]:
        """Return all forms one error away, likely or not, ascending. Cost: 1.5 milliseconds."""
        if len(word) > MAX_WORD:
            return []
        known = self._morphology.known
        spellings = {word[1:], *(letter + rest for letter in ALPHABET for rest in (word, word[1:]))}
        found = {spelling for spelling in spellings if spelling != word and known(spelling)}
        found.update(split.stem + split.ending for split in self._any_endings(word) if self._is_form(split))
        return sorted(found.union(form.surface for form in self.forms(word)))

    def forms(self, word: str, min_nats: float = -inf) -> list[ScoredForm]:
        """Return the forms one error away that is not in the first letter, best first.

        A form is there once for each of its lemmas. Forms below ``min_nats`` are left out; forms whose ending
        is not frequent may be.
        """
        if len(word) > MAX_WORD:
            return []
        found: dict[tuple[str, str], float] = {}
        for split in (*self._wrong_stems(word), *self._wrong_endings(word)):
            surface = split.stem + split.ending
            for lemma, nats in self._scored_lemmas(split, min_nats):
                if nats >= min_nats and nats > found.get((surface, lemma), -inf):
                    found[surface, lemma] = nats
        regular = [ScoredForm(nats, surface, lemma) for (surface, lemma), nats in found.items()]
        irregular = [form for form in self._irregular_forms(word) if form.nats >= min_nats]
        return sorted([*regular, *irregular], reverse=True)

    def _wrong_stems(self, word: str) -> Iterator[_Split]:
        """Yield the endings of the word after stems near what is left of it."""
        for cut, _ in self._morphology.segmenter.splits(word):
            for stem, cost in self._stems.near(word[:cut]).items():
                yield _Split(stem, word[cut:], cost)

    def _wrong_endings(self, word: str) -> Iterator[_Split]:
        """Yield the stems that the word begins with before endings near the rest of it."""
        stems, swap = self._stems, error_costs().swapped
        for cut in range(_MIN_STEM, len(word)):
            stem, tail = word[:cut], word[cut:]
            if stem in stems:
                for ending, cost in self._endings.near(tail):
                    yield _Split(stem, ending, cost)
            swapped = stem[:-1] + tail[0]
            if swapped != stem and swapped in stems:
                yield _Split(swapped, stem[-1] + tail[1:], swap)

    def _any_endings(self, word: str) -> Iterator[_Split]:
        """Yield the stems that the word begins with before all endings one error from the rest of it."""
        cuts = [cut for cut in range(_MIN_STEM, len(word)) if word[:cut] in self._stems]
        for at, tail in self._corrected_tails(word):
            for cut in cuts:
                if cut > at:
                    break
                yield _Split(word[:cut], word[cut:at] + tail, ERROR)

    def _corrected_tails(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield places of an error with the word from there on without it, if that may end an ending."""
        viable = self._morphology.segmenter.is_ending_tail
        for at in range(len(word), _MIN_STEM - 1, -1):
            typed, rest, swapped = word[at : at + 1], word[at + 1 :], word[at + 1 : at + 2]
            if not viable(word[at + 2 :]):
                return
            tails = [letter + typed + rest for letter in ALPHABET]
            if typed:
                tails += [rest, *(letter + rest for letter in ALPHABET if letter != typed)]
            if swapped and swapped != typed:
                tails.append(swapped + typed + word[at + 2 :])
            yield from ((at, tail) for tail in tails if viable(tail))

    def _is_form(self, split: _Split) -> bool:
        return next(self._scored_lemmas(split, -inf), None) is not None

    def _scored_lemmas(self, split: _Split, min_nats: float) -> Iterator[tuple[str, float]]:
        """Yield the lemmas of a form with its log-probability; may leave out those below ``min_nats``."""
        parse = self._morphology.segmenter.endings.parse(split.ending)
        if not parse.chains:
            return
        error = error_nats(split.cost)
        for stem in self._lexicon.stems(split.stem, split.ending[:1]):
            lexeme = stem.lexeme
            if LEXEME_NATS[lexeme.frequency] - error < min_nats:
                continue
            for chain in parse.chains_from(self._start[lexeme.pos]):
                if chain.left & stem.contexts if chain.steps else stem.text == lexeme.lemma:
                    nats = self._suffixes.nats(lexeme.pos, [s.morph.suffix.id for s in chain.steps])
                    yield lexeme.lemma, LEXEME_NATS[lexeme.frequency] + nats - error

    def _irregular_forms(self, word: str) -> Iterator[ScoredForm]:
        for surface in self._irregular.near(word):
            cost = error_cost(word, surface)
            if cost is None:
                continue
            for form in irregular_forms()[surface]:
                frequency = max((x.frequency for x in self._lexicon.lexemes(form.lemma)), default=0)
                nats = LEXEME_NATS[frequency] + self._suffixes.nats(form.pos, form.tags)
                yield ScoredForm(nats - error_nats(cost), surface, form.lemma)


@cache
def noisy_channel() -> NoisyChannel:
    """Return the channel over the lexicon and the grammar that ship with the package."""
    return NoisyChannel(inflection(), lexicon(), morphology(), suffix_model())
