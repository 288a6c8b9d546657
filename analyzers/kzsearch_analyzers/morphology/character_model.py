"""A character n-gram model of Kazakh: how likely a string of letters is as a word, by the lexicon."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

EDGE = "#"
"""The character that stands for a word boundary in trigrams."""

HISTORY = 2
"""Letters that the probability of the next one depends on. Three or four do not read more words right."""

_UNSEEN = 1 / 50
"""Probability of a letter without any counts: roughly one divided by the size of the alphabet."""


class CharacterModel(dict[str, float]):
    """Trigram -> log-probability in nats of its last letter after the first two; computed at first look-up.

    Interpolated with shorter histories by the method of Witten and Bell (1991).
    """

    __slots__ = ("_counts", "_kinds", "_totals")

    def __init__(self, trigrams: Mapping[str, int]) -> None:
        """Sum up the counts of trigrams, which include EDGE around words, for all shorter histories."""
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
        """Compute the log-probability of one trigram."""
        value = self[gram] = math.log(self._probability(gram[:-1], gram[-1]))
        return value

    def word(self, word: str) -> float:
        """Return the log-probability of a whole word."""
        return self.extend(EDGE * HISTORY, word + EDGE)

    def extend(self, history: str, letters: str) -> float:
        """Return the log-probability of letters after HISTORY others."""
        text = history + letters
        total = 0.0
        for i in range(len(letters)):  # hottest loop of reading other scripts: a generator is slower
            total += self[text[i : i + HISTORY + 1]]
        return total

    def _probability(self, history: str, letter: str) -> float:
        lower = self._probability(history[1:], letter) if history else _UNSEEN
        total, kinds = self._totals[history], self._kinds[history]
        return (self._counts[history + letter] + kinds * lower) / (total + kinds) if total else lower


@cache
def character_model() -> CharacterModel:
    """Return the model of the lexicon's lemmas, each counted twice as often as one a frequency class lower.

    Cost: a tenth of a second, at the first call.
    """
    texts: dict[int, list[str]] = {}
    for lexeme in lexicon():
        texts.setdefault(lexeme.frequency, []).append(f"{EDGE}{EDGE}{lexeme.lemma}{EDGE}")
    counts: Counter[str] = Counter()
    for frequency, words in texts.items():
        text = "".join(words)
        for trigram, count in Counter(map("".join, zip(text, text[1:], text[2:], strict=False))).items():
            if not trigram.endswith(EDGE * 2):  # across two words
                counts[trigram] += count << frequency
    return CharacterModel(counts)
