"""Known words that one typing error away may have been meant by a word that no lexicon knows.

A noisy channel (Kernighan, Church and Gale 1990): a form is as likely to have been meant as it is common
(``likelihood.py``) and the error is (typing_errors.tsv). Against it stands that the word may be one that the
lexicon lacks: the likelier, the more its letters follow each other as those of known words (``letters.py``).

The error lies in the stem, and what is behind it is an ending; or in the ending, behind a stem; or two
letters are swapped where both meet.
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
from kzsearch_analyzers.spelling.costs import ERROR, error_cost, error_costs
from kzsearch_analyzers.spelling.deletion_index import Neighbours
from kzsearch_analyzers.spelling.frequent_endings import LikelyEndings, likely_endings
from kzsearch_analyzers.spelling.stem_index import KnownStems
from kzsearch_analyzers.spelling.suffix_model import LEXEME_NATS, Transitions, transitions

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The Kazakh alphabet."""

SHORTEST_WORD = 5
"""Letters; shorter words have too many neighbours."""

MAX_MEANT = 3
"""Forms, each with another lemma, that a word may have been meant as."""

_SHORTEST_STEM = 2
NATS_PER_ERROR = 3.0
_MARGIN = 3.0
"""How far below the best form, in nats, another one may be."""

_UNKNOWN = -4.0
_LETTERS = 0.7
"""How likely a word is, in nats, to be one that the lexicon lacks: whatever it is, and by its letters.

The letters count for less than they say, as their model knows lemmas only: those of endings surprise it.
"""


class Meant(NamedTuple):
    """A form that may have been meant, and how likely it and the error are, in nats."""

    nats: float
    surface: str
    lemma: str


class _Split(NamedTuple):
    """A form that may have been meant, cut where its ending begins, and what the error costs."""

    stem: str
    ending: str
    cost: int


class Mistyped:
    """Finds the forms of known words around a word."""

    def __init__(self, grammar: Grammar, known: Lexicon, words: Morphology, likely: Transitions) -> None:
        """Composes the parts; writing out the likely endings takes some 50 milliseconds."""
        self._start = grammar.start
        self._lexicon = known
        self._morphology = words
        self._likely = likely
        self._stems = KnownStems(known)
        self._endings = LikelyEndings(likely_endings(grammar, likely))
        self._irregular = Neighbours(irregular_forms())

    def likely(self, word: str) -> tuple[str, ...]:
        """The forms that a word was probably meant as, best first; none where it may be a word of its own.

        Args:
            word: Lower case, Cyrillic, one that the lexicon lacks.

        Cost: one or two hundred microseconds.
        """
        if not SHORTEST_WORD <= len(word) <= MAX_WORD:
            return ()
        forms = self.forms(word, _UNKNOWN + _LETTERS * character_model().word(word))
        floor = forms[0].nats - _MARGIN if forms else 0.0
        best: dict[str, str] = {}
        for form in forms:
            if form.nats >= floor:
                best.setdefault(form.lemma, form.surface)
        return tuple(dict.fromkeys(best.values()))[:MAX_MEANT]

    def near(self, word: str) -> list[str]:
        """All forms at a distance of one error, likely or not, ascending. Cost: 1.5 milliseconds."""
        if len(word) > MAX_WORD:
            return []
        known = self._morphology.known
        spellings = {word[1:], *(letter + rest for letter in LETTERS for rest in (word, word[1:]))}
        found = {spelling for spelling in spellings if spelling != word and known(spelling)}
        found.update(split.stem + split.ending for split in self._any_endings(word) if self._is_form(split))
        return sorted(found.union(form.surface for form in self.forms(word)))

    def forms(self, word: str, least: float = -inf) -> list[Meant]:
        """The forms at a distance of one error that is not in the first letter, best first.

        Those that are less likely than ``least`` are left out. A form is there once for each of its lemmas;
        one whose ending is unlikely may be missing.
        """
        if len(word) > MAX_WORD:
            return []
        found: dict[tuple[str, str], float] = {}
        for split in (*self._wrong_stems(word), *self._wrong_endings(word)):
            surface = split.stem + split.ending
            for lemma, nats in self._readings(split, least):
                if nats >= least and nats > found.get((surface, lemma), -inf):
                    found[surface, lemma] = nats
        known = [Meant(nats, surface, lemma) for (surface, lemma), nats in found.items()]
        irregular = [form for form in self._irregular_forms(word) if form.nats >= least]
        return sorted([*known, *irregular], reverse=True)

    def _wrong_stems(self, word: str) -> Iterator[_Split]:
        """The endings of the word behind stems near to what is left."""
        for cut, _ in self._morphology.segmenter.splits(word):
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

    def _any_endings(self, word: str) -> Iterator[_Split]:
        """The same with all endings of the grammar, however unlikely."""
        cuts = [cut for cut in range(_SHORTEST_STEM, len(word)) if word[:cut] in self._stems]
        for at, tail in self._tails_with_error(word):
            for cut in cuts:
                if cut > at:
                    break
                yield _Split(word[:cut], word[cut:at] + tail, ERROR)

    def _tails_with_error(self, word: str) -> Iterator[tuple[int, str]]:
        """Where an error may be, and the word from there on without it; only tails that endings may have."""
        viable = self._morphology.segmenter.is_ending_tail
        for at in range(len(word), _SHORTEST_STEM - 1, -1):
            typed, behind, swapped = word[at : at + 1], word[at + 1 :], word[at + 1 : at + 2]
            if not viable(word[at + 2 :]):
                return
            tails = [letter + typed + behind for letter in LETTERS]
            if typed:
                tails += [behind, *(letter + behind for letter in LETTERS if letter != typed)]
            if swapped and swapped != typed:
                tails.append(swapped + typed + word[at + 2 :])
            yield from ((at, tail) for tail in tails if viable(tail))

    def _is_form(self, split: _Split) -> bool:
        return next(self._readings(split, -inf), None) is not None

    def _readings(self, split: _Split, least: float) -> Iterator[tuple[str, float]]:
        """The lemmas of a form, and how likely it is with its error; not all of those below ``least``."""
        parse = self._morphology.segmenter.endings.parse(split.ending)
        if not parse.chains:
            return
        error = split.cost * NATS_PER_ERROR / ERROR
        for stem in self._lexicon.stems(split.stem, split.ending[:1]):
            lexeme = stem.lexeme
            if LEXEME_NATS[lexeme.frequency] - error < least:
                continue
            for chain in parse.chains_from(self._start[lexeme.pos]):
                if chain.left & stem.contexts if chain.steps else stem.text == lexeme.lemma:
                    chained = self._likely.nats(lexeme.pos, [s.morph.suffix.id for s in chain.steps])
                    yield lexeme.lemma, LEXEME_NATS[lexeme.frequency] + chained - error

    def _irregular_forms(self, word: str) -> Iterator[Meant]:
        for surface in self._irregular.near(word):
            cost = error_cost(word, surface)
            for form in irregular_forms()[surface] if cost else ():
                frequency = max((x.frequency for x in self._lexicon.lexemes(form.lemma)), default=0)
                nats = LEXEME_NATS[frequency] + self._likely.nats(form.pos, form.tags)
                yield Meant(nats - (cost or 0) * NATS_PER_ERROR / ERROR, surface, form.lemma)


@cache
def mistyped() -> Mistyped:
    """Over the lexicon and the grammar that ship with the package."""
    return Mistyped(inflection(), lexicon(), morphology(), transitions())
