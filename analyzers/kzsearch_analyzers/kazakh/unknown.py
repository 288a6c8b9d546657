"""Stems of words that the lexicon lacks: which beginnings of a word could be a Kazakh noun or verb."""

from __future__ import annotations

import re

from kzsearch_analyzers.kazakh.lexicon import Lexeme, Stem, stems_of
from kzsearch_analyzers.kazakh.phonology import UNVOICED, VOWELS

_LETTERS = re.compile(rf"[а-яёәғқңөұүһі]*[{VOWELS}][а-яёәғқңөұүһі]*")
# Native and assimilated words end in at most one consonant, or in a sonorant or voiceless fricative with a stop:
# қант, халк, серт, дост; loans add a few more. Others are a stem cut one letter too late (уйғурл, динозаврн).
_FINAL_CLUSTERS = frozenset(
    "нт рт лт лп рк рқ лк лқ нк ст фт кт пт рс нс мс кс пс рп мп рд нд нг рг лд рм лм рн рл вр тр др бр зм кр гр хт сть ль нь рь ть сь рш рж рв рх".split()
)
_TRIPLES = frozenset("стр ктр нкт нтр ндр нск мск рск йск тск вск лст рст нст йст кст пст ртр йтр льм".split())


def plausible(stem: str) -> bool:
    """Whether a spelling could be a whole word: two letters, a vowel, and an end that can be pronounced."""
    if len(stem) < 2 or not _LETTERS.fullmatch(stem):
        return False
    a, b = stem[-2], stem[-1]
    if a in VOWELS or b in VOWELS:
        return True
    if len(stem) > 2 and stem[-3] not in VOWELS and stem[-3:] not in _TRIPLES:
        return False
    return a + b in _FINAL_CLUSTERS or (a == b and b in "лсмнт")


def guess_stems(text: str) -> list[Stem]:
    """Stems of imagined nouns and verbs that are spelled ``text``."""
    lemmas = [text] if text[-1:] not in UNVOICED else [text[:-1] + UNVOICED[text[-1]], text]
    return [
        stem
        for lemma in lemmas
        if plausible(lemma)
        for pos in ("n", "v")
        for stem in stems_of(Lexeme(lemma, pos))
        if stem.text == text
    ]
