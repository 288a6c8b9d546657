"""Stems of words that the lexicon lacks: which beginnings of a word could be a Kazakh noun or verb."""

from __future__ import annotations

import re

from kzsearch_analyzers.kazakh.lexicon import Lexeme, Stem, full_classes
from kzsearch_analyzers.kazakh.phonology import UNVOICED, VOWELS, bits, harmony_of

_LETTERS = re.compile(rf"[а-яёәғқңөұүһі]*[{VOWELS}][а-яёәғқңөұүһі]*")
# Native and assimilated words end in at most one consonant, or in a sonorant or voiceless fricative with a
# stop: қант, халк, серт, дост; loans add a few more. Others are a stem cut one letter too late (уйғурл,
# динозаврн).
_FINAL_CLUSTERS = frozenset(
    [
        "нт",
        "рт",
        "лт",
        "йт",
        "лп",
        "рп",
        "мп",
        "рк",
        "рқ",
        "лк",
        "лқ",
        "нк",
        "йк",
        "йқ",
        "ст",
        "фт",
        "кт",
        "пт",
        "хт",
        "рс",
        "нс",
        "мс",
        "кс",
        "пс",
        "лс",
        "йс",
        "рд",
        "нд",
        "лд",
        "йд",
        "нг",
        "рг",
        "лг",
        "рм",
        "лм",
        "йм",
        "рн",
        "йн",
        "рл",
        "йл",
        "рш",
        "нш",
        "лш",
        "рж",
        "рв",
        "рх",
        "рф",
        "рб",
        "рц",
        "нц",
        "ль",
        "нь",
        "рь",
        "ть",
        "сь",
        "дь",
        "вр",
        "тр",
        "др",
        "бр",
        "кр",
        "гр",
        "зм",
        "ск",
        "тс",
    ]
)
_TRIPLES = frozenset(
    [
        "стр",
        "ктр",
        "нкт",
        "нтр",
        "ндр",
        "нск",
        "мск",
        "рск",
        "йск",
        "тск",
        "вск",
        "лск",
        "дск",
        "лст",
        "рст",
        "нст",
        "йст",
        "кст",
        "пст",
        "ртр",
        "йтр",
        "сть",
        "зис",
        "льм",
        "льт",
        "рть",
        "нть",
    ]
)


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
    harmony = harmony_of(text)
    found = []
    if text[-1:] in UNVOICED and plausible(lemma := text[:-1] + UNVOICED[text[-1]]):
        found = [Stem(text, Lexeme(lemma, pos), bits("S", harmony)) for pos in ("n", "v")]
    if plausible(text):
        for pos in ("n", "v"):
            lexeme = Lexeme(text, pos)
            found.append(Stem(text, lexeme, sum(bits(name, harmony) for name in full_classes(lexeme))))
    return found
