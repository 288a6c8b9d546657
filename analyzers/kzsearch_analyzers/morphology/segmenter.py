"""The right-to-left walk: candidates of a word form, from the grammar's endings and a source of stems.

Each tail that the grammar can spell (``endings.py``) leaves a stem, which the source confirms or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from kzsearch_analyzers.morphology.disambiguation import MAX_LENGTH, DisambiguationModel, Evidence, features
from kzsearch_analyzers.morphology.endings import MAX_ENDING, Chain, DerivedLemma, Endings, TailParse
from kzsearch_analyzers.morphology.guesser import guess_stems
from kzsearch_analyzers.morphology.reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzsearch_analyzers.morphology.grammar import Grammar
    from kzsearch_analyzers.morphology.lexicon import Stem


class StemSource(Protocol):
    """Where stems come from: the lexicon, or its folded view."""

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:
        """The stems spelled ``text``.

        Those that cannot stand before the letter ``following`` may be left out.
        """


class Candidate(NamedTuple):
    """A reading before it is written out: a stem, a chain of suffixes, and where a derived lemma ends."""

    weight: float
    evidence: Evidence
    stem: Stem
    chain: Chain
    derived_lemma: DerivedLemma | None = None

    @property
    def source(self) -> Source:
        """What the stem rests on."""
        return self.evidence.source

    @property
    def lemma(self) -> str:
        """The lemma, derived where the candidate has a derived_lemma."""
        if self.derived_lemma is None:
            return self.stem.lexeme.lemma
        morphs = [step.morph for step in self.chain.steps[: self.derived_lemma.count]]
        return self.stem.text + "".join(m.text for m in morphs[:-1]) + morphs[-1].citation

    @property
    def surface(self) -> str:
        """The word form in Kazakh Cyrillic, whatever spelling was analysed."""
        return self.stem.text + "".join(step.morph.text for step in self.chain.steps)

    def voice_stems(self) -> list[str]:
        """The verbs that the chain makes of its stem by voice: ``табыл`` of ``таб+ыл+ады``."""
        if self.derived_lemma is not None:
            return []
        return [self._replace(derived_lemma=derived_lemma).lemma for derived_lemma in self.chain.derived_lemmas if derived_lemma.pos == "v"]

    def reading(self) -> Reading:
        """The reading in full."""
        steps, stem = self.chain.steps, self.stem.text
        if self.derived_lemma is not None:
            inner, steps = steps[: self.derived_lemma.count], steps[self.derived_lemma.count :]
            stem += "".join(step.morph.text for step in inner)
        morphs = [step.morph for step in steps]
        suffixes = tuple(m.suffix.id for m in morphs)
        return Reading(
            lemma=self.lemma,
            pos=self.evidence.pos,
            tags=tuple(m.suffix.tag for m in morphs),
            stem=stem,
            morphs=tuple(m.text for m in morphs),
            suffixes=suffixes,
            source=self.source,
            weight=self.weight,
            features=features(self.evidence, suffixes),
        )


class Segmenter:
    """Finds the candidates of words in one spelling."""

    def __init__(
        self, stems: StemSource, grammar: Grammar, weights: DisambiguationModel, spelling: Callable[[str], str] = str
    ) -> None:
        """Composes the parts; ``spelling`` must be the one that ``stems`` is keyed by."""
        self._stems = stems
        self._start = grammar.start
        self._model = weights
        self.endings = Endings(grammar, spelling, weights.step)

    def splits(self, word: str) -> Iterator[tuple[int, TailParse]]:
        """The cuts of a word whose tail is a complete ending, from no ending to the longest.

        Cost: one look-up a letter, at most MAX_ENDING.
        """
        parse = self.endings.parse
        for cut in range(len(word), max(0, len(word) - MAX_ENDING) - 1, -1):
            parsed = parse(word[cut:])
            if parsed.chains:
                yield cut, parsed
            elif not parsed.extendable:
                return

    def is_ending_tail(self, tail: str) -> bool:
        """Whether a tail is an ending or may be the tail of one."""
        return self.endings.parse(tail).extendable

    def known(self, word: str) -> list[Candidate]:
        """Candidates whose stem the lexicon has, and the lemmas derived from it; unordered."""
        found: list[Candidate] = []
        stems, parse, cached = self._stems.stems, self.endings.parse, self.endings.cached
        longer_frequency = -1
        # tails() spelled out: this is the hottest loop of the package, and a generator costs it a tenth
        for cut in range(len(word), max(0, len(word) - MAX_ENDING) - 1, -1):
            tail = word[cut:]
            parsed = cached.get(tail) or parse(tail)
            if not parsed.chains:
                if parsed.extendable:
                    continue
                break
            here = longer_frequency
            for stem in stems(word[:cut], word[cut : cut + 1]):
                lexeme = stem.lexeme
                frequency = lexeme.frequency
                evidence = Evidence(Source.LEXICON, lexeme.pos, len(lexeme.lemma), frequency, longer_frequency)
                if self._match(found, stem, parsed, evidence) and frequency > here:
                    here = frequency
            longer_frequency = here
        return found

    def guessed(self, word: str) -> list[Candidate]:
        """Candidates whose stem merely could be a word; unordered."""
        found: list[Candidate] = []
        for cut, parse in self.splits(word):
            for stem in guess_stems(word[:cut]):
                self._match(
                    found, stem, parse, Evidence(Source.GUESS, stem.lexeme.pos, len(stem.lexeme.lemma))
                )
        return found

    def attached(self, tail: str, pos: str) -> list[Chain]:
        """Chains that spell a whole tail behind a stem that is no Kazakh word (``80-ші``, ``iphone-ның``)."""
        return [c for cut, parse in self.splits(tail) if cut == 0 for c in parse.chains_from(self._start[pos])]

    def _match(self, found: list[Candidate], stem: Stem, parse: TailParse, evidence: Evidence) -> bool:
        """Appends what the stem and the ending's chains make together; whether they make anything."""
        contexts, known = stem.contexts, len(found)
        weights = self._model.stem(evidence)
        for chain in parse.chains_from(self._start[evidence.pos]):
            if not (chain.left & contexts if chain.steps else stem.text == stem.lexeme.lemma):
                continue
            found.append(Candidate(chain.weight + weights[chain.first], evidence, stem, chain))
            if chain.derived_lemmas and evidence.source is Source.LEXICON:
                for derived_lemma in chain.derived_lemmas:
                    derived = Evidence(Source.DERIVED, derived_lemma.pos, MAX_LENGTH, 0, evidence.longer_frequency)
                    weight = derived_lemma.weight + self._model.stem(derived)[derived_lemma.first]
                    found.append(Candidate(weight, derived, stem, chain, derived_lemma))
        return len(found) > known
