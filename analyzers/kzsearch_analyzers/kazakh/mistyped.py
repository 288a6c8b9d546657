"""Known words that one typing error away may have been meant by a word that no lexicon knows.

A noisy channel (Kernighan, Church and Gale 1990): a form is as likely to have been meant as it is common
(``likelihood.py``) and the error is (typing_errors.tsv). The error lies in the stem, and what is behind it is
an ending; or in the ending, behind a stem; or two letters are swapped where both meet.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.kazakh.analyze import morphology
from kzsearch_analyzers.kazakh.grammar import Grammar, inflection
from kzsearch_analyzers.kazakh.known_stems import KnownStems
from kzsearch_analyzers.kazakh.lexicon import Lexicon, lexicon
from kzsearch_analyzers.kazakh.likelihood import LEXEME_NATS, Transitions, transitions
from kzsearch_analyzers.kazakh.likely_endings import LikelyEndings, likely_endings
from kzsearch_analyzers.typing_errors import ERROR, error_costs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch_analyzers.kazakh.walker import Walker

SHORTEST_WORD = 5
"""Letters; shorter words have too many neighbours."""

MAX_MEANT = 3
"""Forms, each with another lemma, that a word may have been meant as."""

_SHORTEST_STEM = 2
_NATS_PER_ERROR = 3.0
_MARGIN = 5.0
"""How far below the best form, in nats, another one may be."""

_UNKNOWN = -12.0
_UNKNOWN_LETTER = -1.0
"""How likely a word is, in nats, to be one that the lexicon lacks: in all, and for each of its letters."""


class Meant(NamedTuple):
    """A form that may have been meant, and how likely it is, in nats."""

    nats: float
    surface: str
    lemma: str


class _Split(NamedTuple):
    """A form that may have been meant, cut where its ending begins, and what the error costs."""

    stem: str
    ending: str
    cost: int


class Mistyped:
    """Finds the forms around a word."""

    def __init__(self, lexicon: Lexicon, walker: Walker, grammar: Grammar, likely: Transitions) -> None:
        """Composes the parts."""
        self._lexicon = lexicon
        self._walker = walker
        self._start = grammar.start
        self._likely = likely
        self._stems = KnownStems(lexicon)
        self._endings = LikelyEndings(likely_endings(grammar, likely))

    def likely(self, word: str) -> tuple[str, ...]:
        """The forms that a word was probably meant as, best first; none where it may well be a word of its own.

        Args:
            word: Lower case, Cyrillic, one that the lexicon lacks.

        Cost: 100 microseconds.
        """
        if len(word) < SHORTEST_WORD:
            return ()
        forms = self.forms(word)
        if not forms:
            return ()
        floor = max(forms[0].nats - _MARGIN, _UNKNOWN + _UNKNOWN_LETTER * len(word))
        best: dict[str, str] = {}
        for form in forms:
            if form.nats >= floor:
                best.setdefault(form.lemma, form.surface)
        return tuple(dict.fromkeys(best.values()))[:MAX_MEANT]

    def forms(self, word: str) -> list[Meant]:
        """The forms at a distance of one error, best first; a form once for each of its readings.

        Args:
            word: Lower case, Cyrillic.
        """
        found: dict[tuple[str, str], float] = {}
        for split in (*self._wrong_stems(word), *self._wrong_endings(word)):
            surface = split.stem + split.ending
            for lemma, nats in self._readings(split):
                if nats > found.get((surface, lemma), -inf):
                    found[surface, lemma] = nats
        return sorted([Meant(nats, *form) for form, nats in found.items()], reverse=True)

    def _wrong_stems(self, word: str) -> Iterator[_Split]:
        """The endings of the word behind stems near to what is left."""
        for cut, _ in self._walker.tails(word):
            for stem, cost in self._stems.near(word[:cut]).items():
                yield _Split(stem, word[cut:], cost)

    def _wrong_endings(self, word: str) -> Iterator[_Split]:
        """The stems that the word begins with, and endings near to the rest."""
        stems, swap = self._stems, error_costs().swapped
        for cut in range(_SHORTEST_STEM, len(word)):
            stem, tail = word[:cut], word[cut:]
            if stem in stems:
                for ending, cost in self._endings.near(tail):
                    yield _Split(stem, ending, cost)
            swapped = stem[:-1] + tail[0]
            if swapped != stem and swapped in stems:
                yield _Split(swapped, stem[-1] + tail[1:], swap)

    def _readings(self, split: _Split) -> Iterator[tuple[str, float]]:
        """The lemmas of a form, and how likely it is as such and the error."""
        parse = self._walker.endings.parse(split.ending)
        if not parse.chains:
            return
        error = split.cost * _NATS_PER_ERROR / ERROR
        for stem in self._lexicon.stems(split.stem, split.ending[:1]):
            lexeme = stem.lexeme
            for chain in parse.starting(self._start[lexeme.pos]):
                if chain.left & stem.contexts if chain.steps else stem.text == lexeme.lemma:
                    chained = self._likely.nats(lexeme.pos, [s.morph.suffix.id for s in chain.steps])
                    yield lexeme.lemma, LEXEME_NATS[lexeme.frequency] + chained - error


@cache
def mistyped() -> Mistyped:
    """Over the lexicon and the grammar that ship with the package."""
    return Mistyped(lexicon(), morphology().walker, inflection(), transitions())
