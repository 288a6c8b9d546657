"""Word families: derivation undone as far as the lexicon confirms it, for the coarse root layer of the index.

``ойыншы`` and ``ойын`` share a key, and so do ``жазушы``, ``жазу`` and ``жаз``. The key of a family is its
smallest word.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.disambiguation import Model
from kzsearch_analyzers.morphology.grammar import load_grammar
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.walker import Walker
from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_BASE = 3
"""Letters; shorter bases are chance more often than kin."""


class Families:
    """Finds the family key of lemmas."""

    def __init__(self, walker: Walker, kin: Mapping[str, str]) -> None:
        self._walker = walker
        self._kin = kin

    def key(self, lemma: str) -> str:
        """The smallest word of the lemma's family.

        The lemma itself where it has none or is unknown. Lower case.
        """
        seen = {lemma}
        while (base := self._base(lemma)) is not None and base not in seen:
            seen.add(base)
            lemma = base
        return lemma

    def _base(self, lemma: str) -> str | None:
        """The longest known word that one derivation turns into the lemma; kin.tsv has the irregular ones."""
        if lemma in self._kin:
            return self._kin[lemma]
        bases = [
            c.stem.lexeme.lemma
            for c in self._walker.known(lemma)
            if c.shift is None
            and len(c.chain.steps) == 1
            and len(c.stem.lexeme.lemma) >= MIN_BASE
            and c.stem.lexeme.flag("kind") in ("", "top")
        ]
        return max(bases, key=lambda b: (len(b), b), default=None)


@cache
def families() -> Families:
    """The families over the lexicon that ships with the package."""
    grammar = load_grammar("morphology/grammar/derivation_suffixes.tsv", "morphology/grammar/derivation.tsv")
    kin = {row.cells[0]: row.cells[1] for row in read_rows("morphology/grammar/kin.tsv", 4)}
    return Families(Walker(lexicon(), grammar, Model({})), kin)


@lru_cache(maxsize=100_000)
def family_key(lemma: str) -> str:
    """``Families.key`` over the package's lexicon, remembered."""
    return families().key(lemma)
