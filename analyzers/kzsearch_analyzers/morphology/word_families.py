"""Word families for the roots layer of an index: derivations undone where the lexicon has both words.

``ойыншы`` and ``ойын`` share a key, and so do ``жазушы``, ``жазу`` and ``жаз``. The key is the lemma that is
left when no derivation can be undone any more.
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
"""Letters of the shortest base; most matches with shorter ones are unrelated words."""


class WordFamilies:
    """The family key of lemmas."""

    def __init__(self, segmenter: Segmenter, irregular_bases: Mapping[str, str]) -> None:
        """Compose the parts; ``segmenter`` splits off derivational suffixes instead of inflection."""
        self._segmenter = segmenter
        self._irregular_bases = irregular_bases

    def key(self, lemma: str) -> str:
        """Return the base of the family of a lemma, in lower case; unknown words are their own base."""
        seen = {lemma}
        while (base := self._base(lemma)) is not None and base not in seen:
            seen.add(base)
            lemma = base
        return lemma

    def _base(self, lemma: str) -> str | None:
        """Return the longest known word from which one derivation makes the lemma; None if there is none."""
        if lemma in self._irregular_bases:
            return self._irregular_bases[lemma]
        bases = [
            c.stem.lexeme.lemma
            for c in self._segmenter.known(lemma)
            if c.derived is None
            and len(c.chain.steps) == 1
            and len(c.stem.lexeme.lemma) >= MIN_BASE
            and c.stem.lexeme.flag("kind") in ("", "top")  # not of the name of a person or an organisation
        ]
        return max(bases, key=lambda b: (len(b), b), default=None)


@cache
def word_families() -> WordFamilies:
    """Return the word families of the lexicon that ships with the package."""
    grammar = load_grammar("morphology/grammar/derivation_suffixes.tsv", "morphology/grammar/derivation.tsv")
    rows = read_rows("morphology/grammar/word_families.tsv", 3)
    irregular_bases = {row.cells[0]: row.cells[1] for row in rows}
    return WordFamilies(Segmenter(lexicon(), grammar, DisambiguationModel({})), irregular_bases)


@lru_cache(maxsize=100_000)
def family_key(lemma: str) -> str:
    """Return ``WordFamilies.key`` over the lexicon that ships with the package; cached."""
    return word_families().key(lemma)
