"""Parses of endings, cached ending by ending.

An *ending* is the part of a word after its stem: a chain of suffixes. ``Endings.parse(tail)`` returns every
chain that spells the tail exactly and may end a word. It is built from the parses of shorter tails, so each
distinct tail is parsed once in a process however many words share it; a word then costs one dictionary
look-up a letter. A tail that is not the end of any longer ending is marked as not extendable: there the
search for the stem stops.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.phonology import word_end_contexts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.morphology.grammar import Edge, Grammar, Morph

MAX_ENDING = 30
"""Code points of the longest tail that is parsed. The best readings of 85,000 real forms have at most 14."""

MAX_CHAINS = 64
"""Chains kept for a tail, those with the highest weight. Tails of real words have at most ten; this bounds
tails of repeated suffixes, whose number of chains grows exponentially."""

MAX_CACHED_TAILS = 150_000
"""Tails in the cache before it is emptied; the 85,000 most frequent forms of real text need 76,000."""


@dataclass(frozen=True, slots=True)
class Step:
    """One suffix of a chain: its spelling, and the edge of the morphotactic graph."""

    morph: Morph
    edge: Edge


@dataclass(frozen=True, slots=True)
class DerivedLemma:
    """A lemma that ends inside a chain, after a derivational suffix.

    Attributes:
        count: Number of steps that belong to the lemma.
        pos: Part of speech of the lemma.
        weight: Weight of the rest of the chain.
        first: Id of the first suffix of the rest, "" for none.
    """

    count: int
    pos: str
    weight: float
    first: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A parse of an ending, from left to right.

    Attributes:
        sources: Mask of the states that the stem may be in.
        left: Mask of the contexts that the stem may leave.
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
    """All chains of one tail.

    Attributes:
        chains: The chains that spell the tail.
        extendable: Whether a longer tail that ends with this one may have chains.
    """

    __slots__ = ("_by_state", "chains", "extendable")

    def __init__(self, chains: tuple[Chain, ...], *, extendable: bool) -> None:
        self.chains = chains
        self.extendable = extendable
        self._by_state: dict[int, tuple[Chain, ...]] = {}

    def chains_from(self, state: int) -> tuple[Chain, ...]:
        """Return the chains that a stem in a state may take; cached by state."""
        found = self._by_state.get(state)
        if found is None:
            found = self._by_state[state] = tuple(c for c in self.chains if c.sources & state)
        return found


class SuffixFragment:
    """A string of letters that occurs in suffixes.

    Attributes:
        morphs: The suffix spellings that consist of exactly these letters, each with its edges.
        ends_suffix: Whether a longer suffix spelling ends with them.
    """

    __slots__ = ("ends_suffix", "morphs")

    def __init__(self) -> None:
        self.morphs: list[tuple[Morph, tuple[Edge, ...]]] = []
        self.ends_suffix = False


# Most tails have no chains: they share two objects.
_NO_CHAINS_YET, _NO_CHAINS_EVER = TailParse((), extendable=True), TailParse((), extendable=False)


class Endings:
    """The parses of a grammar's endings, in one spelling: Cyrillic, or fold keys."""

    def __init__(
        self,
        grammar: Grammar,
        spelling: Callable[[str], str],
        bigram_weight: Callable[[str, str], float],
    ) -> None:
        """Index all substrings of the suffix spellings.

        Args:
            grammar: The suffixes and their order.
            spelling: Maps the letters of a suffix to the spelling of the words, letter by letter.
            bigram_weight: Weight of one suffix id followed by another ("" = end of the word).
        """
        self._grammar = grammar
        self._bigram_weight = bigram_weight
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
        """Parses by tail, for hot loops in which a look-up is cheaper than a call of ``parse``."""

    def parse(self, tail: str) -> TailParse:
        """Return the chains that spell ``tail``; none unless all shorter tails are extendable."""
        found = self.cached.get(tail)
        if found is None:
            if len(self.cached) > MAX_CACHED_TAILS:
                self.cached = {"": self._empty}
            found = self.cached[tail] = self._parse_uncached(tail)
        return found

    def _parse_uncached(self, tail: str) -> TailParse:
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
                self._prepend(chains, morph, edges, rest.chains)
        if len(chains) > MAX_CHAINS:
            chains = sorted(chains, key=lambda c: -c.weight)[:MAX_CHAINS]
        if not chains:
            return _NO_CHAINS_YET if extendable else _NO_CHAINS_EVER
        return TailParse(tuple(chains), extendable=True)

    def _prepend(
        self, chains: list[Chain], morph: Morph, edges: tuple[Edge, ...], rests: tuple[Chain, ...]
    ) -> None:
        """Append to ``chains`` those of ``rests`` that agree with a suffix, with the suffix before them."""
        suffix = morph.suffix
        for rest in rests:
            if not rest.left & morph.out:
                continue
            for edge in edges:
                if edge.target & rest.sources:
                    weight = rest.weight + self._bigram_weight(suffix.id, rest.first)
                    derived = tuple(
                        DerivedLemma(d.count + 1, d.pos, d.weight, d.first) for d in rest.derived_lemmas
                    )
                    if suffix.derives:
                        pos = self._grammar.pos_of_state[edge.target]
                        derived = (DerivedLemma(1, pos, rest.weight, rest.first), *derived)
                    steps = (Step(morph, edge), *rest.steps)
                    chains.append(Chain(edge.sources, morph.left, steps, weight, derived, suffix.id))
