"""Stems of words that the lexicon lacks: the beginnings of a word that may be a Kazakh noun or verb."""

from __future__ import annotations

import re
from functools import cache

from kzsearch_analyzers.morphology.lexicon import Lexeme, Stem, citation_classes
from kzsearch_analyzers.morphology.phonology import UNVOICED, VOWELS, context_mask, harmony_of
from kzsearch_analyzers.tables import read_rows

_LETTERS = re.compile(rf"[а-яёәғқңөұүһі]*[{VOWELS}][а-яёәғқңөұүһі]*")


@cache
def final_clusters() -> frozenset[str]:
    """Return the consonant clusters of clusters.tsv."""
    return frozenset(row.cells[0] for row in read_rows("morphology/grammar/clusters.tsv", 2))


def may_be_word(stem: str) -> bool:
    """Return whether a spelling may be a word: two letters, a vowel, an end that can be pronounced."""
    if len(stem) < 2 or not _LETTERS.fullmatch(stem):
        return False
    a, b = stem[-2], stem[-1]
    if a in VOWELS or b in VOWELS:
        return True
    if len(stem) > 2 and stem[-3] not in VOWELS and stem[-3:] not in final_clusters():
        return False
    return a + b in final_clusters() or (a == b and b in "лсмнт")


def guess_stems(text: str) -> list[Stem]:
    """Return the stems of hypothetical nouns and verbs with the spelling ``text``; none if no word has it."""
    harmony = harmony_of(text)
    found = []
    if text[-1:] in UNVOICED and may_be_word(lemma := text[:-1] + UNVOICED[text[-1]]):
        found = [Stem(text, Lexeme(lemma, pos), context_mask("S", harmony)) for pos in ("n", "v")]
    if may_be_word(text):
        for pos in ("n", "v"):
            lexeme = Lexeme(text, pos)
            contexts = sum(context_mask(name, harmony) for name in citation_classes(lexeme))
            found.append(Stem(text, lexeme, contexts))
    return found
