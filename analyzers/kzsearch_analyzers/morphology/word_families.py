"""Word families: derivation undone as far as the lexicon confirms it, for the coarse root layer of the index.

``ойыншы`` and ``ойын`` share a key, and so do ``жазушы``, ``жазу`` and ``жаз``. The key of a family is its
smallest word.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel
from kzsearch_analyzers.morphology.grammar import load_grammar
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.segmenter import Segmenter
from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_BASE = 3
"""Letters; shorter bases are chance more often than irregular."""


class WordFamilies:
    """Finds the family key of lemmas."""

    def __init__(self, segmenter: Segmenter, irregular: Mapping[str, str]) -> None:
        self._walker = segmenter
        self._irregular = irregular

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
        """The longest known word that one derivation turns into the lemma; irregular.tsv has the irregular ones."""
        if lemma in self._irregular:
            return self._irregular[lemma]
        bases = [
            c.stem.lexeme.lemma
            for c in self._walker.known(lemma)
            if c.derived_lemma is None
            and len(c.chain.steps) == 1
            and len(c.stem.lexeme.lemma) >= MIN_BASE
            and c.stem.lexeme.flag("kind") in ("", "top")
        ]
        return max(bases, key=lambda b: (len(b), b), default=None)


@cache
def word_families() -> WordFamilies:
    """The families over the lexicon that ships with the package."""
    grammar = load_grammar("morphology/grammar/derivation_suffixes.tsv", "morphology/grammar/derivation.tsv")
    irregular = {row.cells[0]: row.cells[1] for row in read_rows("morphology/grammar/word_families.tsv", 3)}
    return WordFamilies(Segmenter(lexicon(), grammar, DisambiguationModel({})), irregular)


@lru_cache(maxsize=100_000)
def family_key(lemma: str) -> str:
    """``WordFamilies.key`` over the package's lexicon, remembered."""
    return word_families().key(lemma)
