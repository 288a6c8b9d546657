"""Stems of words that the lexicon lacks: which beginnings of a word could be a Kazakh noun or verb."""

from __future__ import annotations

import re
from functools import cache

from kzsearch_analyzers.morphology.lexicon import Lexeme, Stem, full_classes
from kzsearch_analyzers.morphology.phonology import UNVOICED, VOWELS, bits, harmony_of
from kzsearch_analyzers.tables import read_rows

_LETTERS = re.compile(rf"[а-яёәғқңөұүһі]*[{VOWELS}][а-яёәғқңөұүһі]*")


@cache
def clusters() -> frozenset[str]:
    """The ends of clusters.tsv."""
    return frozenset(row.cells[0] for row in read_rows("morphology/grammar/clusters.tsv", 3))


def plausible(stem: str) -> bool:
    """Whether a spelling could be a whole word: two letters, a vowel, and an end that can be pronounced."""
    if len(stem) < 2 or not _LETTERS.fullmatch(stem):
        return False
    a, b = stem[-2], stem[-1]
    if a in VOWELS or b in VOWELS:
        return True
    if len(stem) > 2 and stem[-3] not in VOWELS and stem[-3:] not in clusters():
        return False
    return a + b in clusters() or (a == b and b in "лсмнт")


def guess_stems(text: str) -> list[Stem]:
    """Stems of imagined nouns and verbs that are spelled ``text``."""
    harmony = harmony_of(text)
    found = []
    if text[-1:] in UNVOICED and plausible(lemma := text[:-1] + UNVOICED[text[-1]]):
        found = [Stem(text, Lexeme(lemma, pos), bits("S", harmony)) for pos in ("n", "v")]
    if plausible(text):
        for pos in ("n", "v"):
            lexeme = Lexeme(text, pos)
            found.append(Stem(text, lexeme, sum(bits(name, harmony) for name in full_classes(lexeme))))
    return found
