"""Segmentation of a word into a stem and an ending.

From right to left, each tail that the grammar can spell (``endings.py``) leaves a stem, which a source of
stems confirms or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from kzsearch_analyzers.morphology.disambiguation import (
    MAX_LENGTH,
    DisambiguationModel,
    Evidence,
    feature_names,
)
from kzsearch_analyzers.morphology.endings import MAX_ENDING, Chain, DerivedLemma, Endings, TailParse
from kzsearch_analyzers.morphology.guesser import guess_stems
from kzsearch_analyzers.morphology.reading import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzsearch_analyzers.morphology.grammar import Grammar
    from kzsearch_analyzers.morphology.lexicon import Stem


class StemSource(Protocol):
    """A source of stems: the lexicon, or the lexicon by fold key."""

    def stems(self, text: str, following: str) -> tuple[Stem, ...]:
        """Return the stems spelled ``text``.

        Stems that cannot occur before the letter ``following`` may be left out.
        """


class Candidate(NamedTuple):
    """A reading in compact form.

    Attributes:
        weight: As ``Reading.weight``.
        evidence: The properties of the stem in the disambiguation model.
        stem: The stem.
        chain: The suffixes.
        derived: Where the lemma ends, if it is derived by suffixes of the chain.
    """

    weight: float
    evidence: Evidence
    stem: Stem
    chain: Chain
    derived: DerivedLemma | None = None

    @property
    def source(self) -> Source:
        """Where the stem comes from."""
        return self.evidence.source

    @property
    def lemma(self) -> str:
        """The lemma: of the stem, or derived by suffixes of the chain."""
        if self.derived is None:
            return self.stem.lexeme.lemma
        morphs = [step.morph for step in self.chain.steps[: self.derived.count]]
        return self.stem.text + "".join(m.text for m in morphs[:-1]) + morphs[-1].citation

    @property
    def surface(self) -> str:
        """The word form in Kazakh Cyrillic, in whatever spelling it was analysed."""
        return self.stem.text + "".join(step.morph.text for step in self.chain.steps)

    def voice_stems(self) -> list[str]:
        """Return the verbs that voice suffixes of the chain derive: ``табыл`` in ``таб+ыл+ады``."""
        if self.derived is not None:
            return []
        return [self._replace(derived=d).lemma for d in self.chain.derived_lemmas if d.pos == "v"]

    def reading(self) -> Reading:
        """Return the reading in full."""
        steps, stem = self.chain.steps, self.stem.text
        if self.derived is not None:
            inner, steps = steps[: self.derived.count], steps[self.derived.count :]
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
            features=feature_names(self.evidence, suffixes),
        )


class Segmenter:
    """Finds the candidates of words in one spelling."""

    def __init__(
        self,
        stems: StemSource,
        grammar: Grammar,
        model: DisambiguationModel,
        spelling: Callable[[str], str] = str,
    ) -> None:
        """Compose the parts; ``spelling`` maps letters to the spelling by which ``stems`` is keyed."""
        self._stems = stems
        self._start = grammar.start
        self._model = model
        self.endings = Endings(grammar, spelling, model.bigram)

    def splits(self, word: str) -> Iterator[tuple[int, TailParse]]:
        """Yield the offsets at which an ending may begin, with its parse, from no ending to the longest.

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
        """Return whether a string is an ending or may be the end of one."""
        return self.endings.parse(tail).extendable

    def known(self, word: str) -> list[Candidate]:
        """Return the candidates whose stem is in the lexicon, also with derived lemmas; in no order."""
        found: list[Candidate] = []
        stems, parse, cached = self._stems.stems, self.endings.parse, self.endings.cached
        longer_frequency = -1
        # splits() inlined: the hottest loop of the package, in which a generator costs a tenth of the time
        for cut in range(len(word), max(0, len(word) - MAX_ENDING) - 1, -1):
            tail = word[cut:]
            parsed = cached.get(tail) or parse(tail)
            if not parsed.chains:
                if parsed.extendable:
                    continue
                break
            highest = longer_frequency
            for stem in stems(word[:cut], word[cut : cut + 1]):
                lexeme = stem.lexeme
                frequency = lexeme.frequency
                evidence = Evidence(
                    Source.LEXICON, lexeme.pos, len(lexeme.lemma), frequency, longer_frequency
                )
                if self._match(found, stem, parsed, evidence) and frequency > highest:
                    highest = frequency
            longer_frequency = highest
        return found

    def guessed(self, word: str) -> list[Candidate]:
        """Return the candidates whose stem may be a word that the lexicon lacks; in no order."""
        found: list[Candidate] = []
        for cut, parsed in self.splits(word):
            for stem in guess_stems(word[:cut]):
                evidence = Evidence(Source.GUESS, stem.lexeme.pos, len(stem.lexeme.lemma))
                self._match(found, stem, parsed, evidence)
        return found

    def ending_chains(self, tail: str, pos: str) -> list[Chain]:
        """Return the chains that spell all of ``tail`` after a stem of unknown pronunciation (``80-ші``)."""
        return [
            c for cut, parsed in self.splits(tail) if cut == 0 for c in parsed.chains_from(self._start[pos])
        ]

    def _match(self, found: list[Candidate], stem: Stem, parsed: TailParse, evidence: Evidence) -> bool:
        """Append the candidates of a stem with an ending to ``found``; return whether there are any."""
        contexts, before = stem.contexts, len(found)
        weights = self._model.stem_weights(evidence)
        for chain in parsed.chains_from(self._start[evidence.pos]):
            if not (chain.left & contexts if chain.steps else stem.text == stem.lexeme.lemma):
                continue
            found.append(Candidate(chain.weight + weights[chain.first], evidence, stem, chain))
            if chain.derived_lemmas and evidence.source is Source.LEXICON:
                for derived in chain.derived_lemmas:
                    of_derived = Evidence(
                        Source.DERIVED, derived.pos, MAX_LENGTH, 0, evidence.longer_frequency
                    )
                    weight = derived.weight + self._model.stem_weights(of_derived)[derived.first]
                    found.append(Candidate(weight, of_derived, stem, chain, derived))
        return len(found) > before
