"""Right-to-left analysis of endings, cached ending by ending.

An *ending* is the tail of a word. ``Endings.parse(tail)`` gives every chain of suffixes that spells the tail
exactly and may close a word. It is built from the parses of shorter tails, so each distinct tail is worked
out once per process however many words share it; a word then costs one dictionary look-up a letter. Tails
that no longer tail can ever complete are *dead*, which is where the walk into a word stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.phonology import word_end_contexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.morphology.grammar import Edge, Grammar, Morph

MAX_ENDING = 30
"""Code points looked at from the right; the longest real endings have about twenty."""

MAX_CHAINS = 64
"""Chains kept of a tail, the likeliest; real endings have fewer, repeated suffixes would have ever more."""

MAX_CACHED_TAILS = 150_000
"""Tails kept before the memory is dropped; the 85,000 commonest forms need half of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One suffix of a chain: the spelling, and the edge it took."""

    morph: Morph
    edge: Edge


@dataclass(frozen=True, slots=True)
class DerivedLemma:
    """A derived lemma inside a chain.

    Attributes:
        count: How many steps belong to the lemma.
        pos: Its part of speech.
        weight: The chain's weight from there on.
        first: Id of the first suffix after it, "" for none.
    """

    count: int
    pos: str
    weight: float
    first: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A parse of an ending, left to right.

    Attributes:
        sources: Mask of states in which the stem may be.
        left: Mask of contexts that the stem may leave.
        steps: The suffixes.
        weight: Sum of the model's weights over the chain, without the part that depends on the stem.
        derived_lemmas: Where a derived lemma may end instead of the stem.
        first: Id of the first suffix, "" for none.
    """

    sources: int
    left: int
    steps: tuple[Step, ...]
    weight: float
    derived_lemmas: tuple[DerivedLemma, ...] = ()
    first: str = ""


class TailParse:
    """All chains of one tail; ``extendable`` says whether some longer tail may have chains."""

    __slots__ = ("_starting", "chains", "extendable")

    def __init__(self, chains: tuple[Chain, ...], *, extendable: bool) -> None:
        self.chains = chains
        self.extendable = extendable
        self._starting: dict[int, tuple[Chain, ...]] = {}

    def chains_from(self, state: int) -> tuple[Chain, ...]:
        """The chains that a stem in a state may take; worked out once for each state."""
        found = self._starting.get(state)
        if found is None:
            found = self._starting[state] = tuple(c for c in self.chains if c.sources & state)
        return found


class SuffixFragment:
    """Letters that stand somewhere in a suffix: what they spell, and whether they end one."""

    __slots__ = ("ends_suffix", "morphs")

    def __init__(self) -> None:
        self.morphs: list[tuple[Morph, tuple[Edge, ...]]] = []
        self.ends_suffix = False


_NO_CHAIN_YET, _NO_CHAIN_EVER = TailParse((), extendable=True), TailParse((), extendable=False)
"""Most tails are no ending; they share two answers."""


class Endings:
    """The parses of a graph's endings in one spelling (the plain one, or a fold key's)."""

    def __init__(
        self,
        grammar: Grammar,
        spelling: Callable[[str], str],
        step_weight: Callable[[str, str], float],
    ) -> None:
        """Indexes the suffix spellings.

        Args:
            grammar: The graph.
            spelling: Maps a morph's letters to those that words are given in; letter by letter.
            step_weight: Weight of one suffix id followed by another ("" = end of the word).
        """
        self._grammar = grammar
        self._step_weight = step_weight
        self._fragments: dict[str, SuffixFragment] = {}
        for name, morphs in grammar.morphs.items():
            for morph in morphs:
                key = spelling(morph.text)
                for start in range(len(key)):
                    for end in range(start + 1, len(key) + 1):
                        self._fragments.setdefault(key[start:end], SuffixFragment())
                    self._fragments[key[start:]].ends_suffix |= start > 0
                self._fragments[key].morphs.append((morph, grammar.edges[name]))
        self._empty = TailParse((Chain(grammar.finals, word_end_contexts(), (), 0.0),), extendable=True)
        self.cached: dict[str, TailParse] = {"": self._empty}
        """Parses by tail, for callers that cannot afford a call where a look-up will do."""

    def parse(self, tail: str) -> TailParse:
        """The chains that spell ``tail``; all shorter tails must be extendable or the answer is empty."""
        found = self.cached.get(tail)
        if found is None:
            if len(self.cached) > MAX_CACHED_TAILS:
                self.cached = {"": self._empty}
            found = self.cached[tail] = self._work_out(tail)
        return found

    def _work_out(self, tail: str) -> TailParse:
        chains: list[Chain] = []
        extendable = False
        for cut in range(1, len(tail) + 1):
            fragment = self._fragments.get(tail[:cut])
            if fragment is None:
                break
            if not (fragment.morphs or fragment.ends_suffix):
                continue
            rest = self.cached.get(tail[cut:]) or self.parse(tail[cut:])
            if not rest.chains:
                continue
            extendable = extendable or fragment.ends_suffix
            for morph, edges in fragment.morphs:
                self._extend(chains, morph, edges, rest.chains)
        if len(chains) > MAX_CHAINS:
            chains = sorted(chains, key=lambda c: -c.weight)[:MAX_CHAINS]
        if not chains:
            return _NO_CHAIN_YET if extendable else _NO_CHAIN_EVER
        return TailParse(tuple(chains), extendable=True)

    def _extend(
        self, chains: list[Chain], morph: Morph, edges: tuple[Edge, ...], rests: tuple[Chain, ...]
    ) -> None:
        suffix = morph.suffix
        for rest in rests:
            if not rest.left & morph.out:
                continue
            for edge in edges:
                if edge.target & rest.sources:
                    weight = rest.weight + self._step_weight(suffix.id, rest.first)
                    derived_lemmas = tuple(DerivedLemma(s.count + 1, s.pos, s.weight, s.first) for s in rest.derived_lemmas)
                    if suffix.derives:
                        pos = self._grammar.pos_of_state[edge.target]
                        derived_lemmas = (DerivedLemma(1, pos, rest.weight, rest.first), *derived_lemmas)
                    steps = (Step(morph, edge), *rest.steps)
                    chains.append(Chain(edge.sources, morph.left, steps, weight, derived_lemmas, suffix.id))
