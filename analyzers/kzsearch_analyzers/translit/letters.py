"""A letter n-gram model of Kazakh: which letters follow each other in the words of the lexicon."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.kazakh.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

EDGE = "#"
HISTORY = 2
"""Letters before a letter that its probability depends on: trigrams. More bring nothing (gate_translit.py)."""

_UNSEEN = 1 / 50
"""Probability of a letter, were nothing known of any: one of the alphabet, roughly."""


class LetterModel:
    """Log-probabilities of letters after letters, interpolated as by Witten and Bell (1991)."""

    __slots__ = ("_counts", "_known", "_totals")

    def __init__(self, trigrams: Iterable[tuple[str, int]]) -> None:
        """``trigrams`` are strings of three letters, ``#`` for the edges of words, with how often they occur."""
        self._counts: Counter[str] = Counter()
        for trigram, count in trigrams:
            for cut in range(HISTORY + 1):
                self._counts[trigram[cut:]] += count
        self._totals: Counter[str] = Counter()
        followers: defaultdict[str, int] = defaultdict(int)
        for gram, count in self._counts.items():
            self._totals[gram[:-1]] += count
            followers[gram[:-1]] += 1
        self._known = {history: (self._totals[history], n) for history, n in followers.items()}

    def probability(self, history: str, letter: str) -> float:
        """Of a letter after up to two letters."""
        lower = self.probability(history[1:], letter) if history else _UNSEEN
        total, kinds = self._known.get(history, (0, 0))
        if not total:
            return lower
        return (self._counts[history + letter] + kinds * lower) / (total + kinds)


class LogProbabilities(dict[str, float]):
    """History and letter -> log-probability in nats, worked out when asked for."""

    def __init__(self, model: LetterModel) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, gram: str) -> float:
        """Works out one."""
        value = self[gram] = math.log(self._model.probability(gram[:-1], gram[-1]))
        return value

    def word(self, word: str) -> float:
        """Of a whole word with its end."""
        return self.extend(EDGE * HISTORY, word + EDGE)

    def extend(self, history: str, letters: str) -> float:
        """Of letters after a history."""
        text = history + letters
        return sum(self[text[i - HISTORY : i + 1]] for i in range(len(history), len(text)))


@cache
def letter_model() -> LogProbabilities:
    """The model of the lexicon's lemmas, each as often as two to the power of its frequency class.

    Estimating it takes a quarter of a second.
    """
    counts: Counter[str] = Counter()
    classes: defaultdict[int, list[str]] = defaultdict(list)
    for lexeme in lexicon():
        classes[lexeme.frequency].append(lexeme.lemma)
    for frequency, lemmas in classes.items():
        text = EDGE.join(["", *(EDGE + lemma for lemma in lemmas), ""])
        found = Counter(map("".join, zip(text, text[1:], text[2:], strict=False)))
        for trigram, count in found.items():
            if not trigram.endswith(EDGE * 2):
                counts[trigram] += count << frequency
    return LogProbabilities(LetterModel(counts.items()))
