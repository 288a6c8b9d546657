"""A letter n-gram model of Kazakh: which letters follow each other in the words of the lexicon."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

EDGE = "#"
HISTORY = 2
"""Letters that the probability of the next one depends on. With three or four, no more words come back."""

_UNSEEN = 1 / 50
"""Probability of a letter, were nothing known of any: one of the alphabet, roughly."""


class CharacterModel(dict[str, float]):
    """Trigram -> log-probability of its last letter after the first two, in nats; worked out when asked for.

    Interpolated with shorter histories as by Witten and Bell (1991).
    """

    __slots__ = ("_counts", "_kinds", "_totals")

    def __init__(self, trigrams: Mapping[str, int]) -> None:
        """``trigrams``: how often three letters follow each other, with EDGE around words."""
        super().__init__()
        self._counts: Counter[str] = Counter()
        for trigram, count in trigrams.items():
            for cut in range(HISTORY + 1):
                self._counts[trigram[cut:]] += count
        self._totals: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        for gram, count in self._counts.items():
            self._totals[gram[:-1]] += count
            self._kinds[gram[:-1]] += 1

    def __missing__(self, gram: str) -> float:
        """Works out one."""
        value = self[gram] = math.log(self._probability(gram[:-1], gram[-1]))
        return value

    def word(self, word: str) -> float:
        """Log-probability of a whole word."""
        return self.extend(EDGE * HISTORY, word + EDGE)

    def extend(self, history: str, letters: str) -> float:
        """Log-probability of letters after HISTORY others."""
        text = history + letters
        total = 0.0
        for i in range(len(letters)):  # no sum() of a generator: this is the hottest line of reading
            total += self[text[i : i + HISTORY + 1]]
        return total

    def _probability(self, history: str, letter: str) -> float:
        lower = self._probability(history[1:], letter) if history else _UNSEEN
        total, kinds = self._totals[history], self._kinds[history]
        return (self._counts[history + letter] + kinds * lower) / (total + kinds) if total else lower


@cache
def character_model() -> CharacterModel:
    """The model of the lexicon's lemmas; one counts twice as often as one of the frequency class below.

    Estimating it takes a tenth of a second.
    """
    texts: dict[int, list[str]] = {}
    for lexeme in lexicon():
        texts.setdefault(lexeme.frequency, []).append(f"{EDGE}{EDGE}{lexeme.lemma}{EDGE}")
    counts: Counter[str] = Counter()
    for frequency, words in texts.items():
        text = "".join(words)
        for trigram, count in Counter(map("".join, zip(text, text[1:], text[2:], strict=False))).items():
            if not trigram.endswith(EDGE * 2):  # from one word to the next
                counts[trigram] += count << frequency
    return CharacterModel(counts)
