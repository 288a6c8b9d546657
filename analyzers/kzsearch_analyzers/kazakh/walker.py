"""The right-to-left walk: candidates of a word form, from the grammar's endings and a source of stems.

Each tail that the grammar can spell (``endings.py``) leaves a stem, which the source confirms or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from kzsearch_analyzers.kazakh.endings import MAX_ENDING, Chain, Endings, Parse, Shift
from kzsearch_analyzers.kazakh.grammar import Grammar
from kzsearch_analyzers.kazakh.lexicon import Stem
from kzsearch_analyzers.kazakh.ranking import MAX_LENGTH, Model
from kzsearch_analyzers.kazakh.reading import Reading, Source
from kzsearch_analyzers.kazakh.unknown import guess_stems


class StemSource(Protocol):
    """Where stems come from: the lexicon, or its folded view."""

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:
        """The stems spelled ``text``; those that cannot stand before the letter ``following`` may be left out."""


class Candidate(NamedTuple):
    """A reading before it is written out: a stem, a chain of suffixes, and where a derived lemma ends."""

    weight: float
    source: Source
    stem: Stem
    chain: Chain
    shift: Shift | None = None

    @property
    def lemma(self) -> str:
        """The lemma, derived where the candidate has a shift."""
        if self.shift is None:
            return self.stem.lexeme.lemma
        morphs = [step.morph for step in self.chain.steps[: self.shift.count]]
        return self.stem.text + "".join(m.text for m in morphs[:-1]) + morphs[-1].citation

    @property
    def surface(self) -> str:
        """The word form in Kazakh Cyrillic, whatever spelling was analysed."""
        return self.stem.text + "".join(step.morph.text for step in self.chain.steps)

    def reading(self) -> Reading:
        """The reading in full."""
        steps, stem, lemma = self.chain.steps, self.stem.text, self.lemma
        pos, frequency = self.stem.lexeme.pos, self.stem.lexeme.frequency
        if self.shift is not None:
            frequency = 0
            inner, steps, pos = steps[: self.shift.count], steps[self.shift.count :], self.shift.pos
            stem += "".join(step.morph.text for step in inner)
        morphs = [step.morph for step in steps]
        return Reading(
            lemma=lemma,
            pos=pos,
            tags=tuple(m.suffix.tag for m in morphs),
            stem=stem,
            morphs=tuple(m.text for m in morphs),
            suffixes=tuple(m.suffix.id for m in morphs),
            source=self.source,
            frequency=frequency,
            weight=self.weight,
        )


class Walker:
    """Finds the candidates of words in one spelling."""

    def __init__(
        self, stems: StemSource, grammar: Grammar, weights: Model, spelling: Callable[[str], str] = str
    ) -> None:
        """Composes the parts; ``spelling`` must be the one that ``stems`` is keyed by."""
        self._stems = stems
        self._start = grammar.start
        self._model = weights
        self._endings = Endings(grammar, spelling, weights.step)

    def tails(self, word: str) -> Iterator[tuple[int, Parse]]:
        """The cuts of a word whose tail is a complete ending, from no ending to the longest.

        Cost: one look-up a letter, at most MAX_ENDING.
        """
        parse = self._endings.parse
        for cut in range(len(word), max(0, len(word) - MAX_ENDING) - 1, -1):
            parsed = parse(word[cut:])
            if parsed.chains:
                yield cut, parsed
            elif not parsed.viable:
                return

    def known(self, word: str) -> list[Candidate]:
        """Candidates whose stem the lexicon has, and the lemmas derived from it; unordered."""
        found: list[Candidate] = []
        stems = self._stems.stems
        for cut, parse in self.tails(word):
            for stem in stems(word[:cut], word[cut : cut + 1]):
                self._match(found, stem, parse, Source.LEXICON)
        return found

    def guessed(self, word: str) -> list[Candidate]:
        """Candidates whose stem merely could be a word; unordered."""
        found: list[Candidate] = []
        for cut, parse in self.tails(word):
            for stem in guess_stems(word[:cut]):
                self._match(found, stem, parse, Source.GUESS)
        return found

    def attached(self, tail: str, pos: str) -> list[Chain]:
        """Chains that spell a whole tail behind a stem that is no Kazakh word (``80-ші``, ``iphone-ның``)."""
        return [c for cut, parse in self.tails(tail) if cut == 0 for c in parse.starting(self._start[pos])]

    def _match(self, found: list[Candidate], stem: Stem, parse: Parse, source: Source) -> None:
        lexeme, contexts = stem.lexeme, stem.contexts
        pos, length, frequency = lexeme.pos, len(lexeme.lemma), lexeme.frequency
        weigh = self._model.stem
        for chain in parse.starting(self._start[pos]):
            if not (chain.left & contexts if chain.steps else stem.text == lexeme.lemma):
                continue
            weight = chain.weight + weigh(source, pos, length, chain.first, frequency)
            found.append(Candidate(weight, source, stem, chain))
            if chain.shifts and source is Source.LEXICON:
                for shift in chain.shifts:
                    weight = shift.weight + weigh(Source.DERIVED, shift.pos, MAX_LENGTH, shift.first, 0)
                    found.append(Candidate(weight, Source.DERIVED, stem, chain, shift))
