"""The probability of a word form in running text: of its lexeme, and of its chain of suffixes.

The weights of ``morphology/disambiguation.py`` only compare readings of one word. These are logarithms of
probabilities, in nats, so they compare different words.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

END = "$"
"""Stands for the end of the word after the last suffix."""

TOP_CLASS = 7
"""The highest class of frequency.tsv."""

_TOKENS = 2_000_000
"""Tokens of the text that frequency.tsv was counted in."""
_CLASS_ONE = 6.0
"""Occurrences there of a lexeme of class 1: the geometric mean of 3 and 12."""
_UNSEEN = 0.5
"""Occurrences there of a lexeme of class 0."""


LEXEME_NATS = tuple(
    math.log(count / _TOKENS) for count in (_UNSEEN, *(_CLASS_ONE * 4**n for n in range(TOP_CLASS)))
)
"""Log-probability, by frequency class, that a word of running text is a form of a given lexeme."""


class SuffixModel:
    """A bigram model of suffixes: the probability of each after the one before it, or after the stem."""

    def __init__(self, nats: Mapping[tuple[str, str], float], unseen: float) -> None:
        """Build the model from log-probabilities; ``unseen`` is that of pairs which ``nats`` lacks."""
        self._nats = nats
        self._unseen = unseen
        self._after: dict[str, list[tuple[str, float]]] = {}
        for (before, after), each in nats.items():
            self._after.setdefault(before, []).append((after, each))
        for found in self._after.values():
            found.sort(key=lambda pair: (-pair[1], pair[0]))

    def after(self, before: str) -> Sequence[tuple[str, float]]:
        """Return what may follow a suffix or a part of speech, with log-probabilities, likeliest first."""
        return self._after.get(before, ())

    def nats(self, pos: str, suffixes: Iterable[str]) -> float:
        """Return the log-probability of a chain of suffixes after a stem, including the end of the word."""
        total, before = 0.0, pos
        for after in (*suffixes, END):
            total += self._nats.get((before, after), self._unseen)
            before = after
        return total


@cache
def suffix_model() -> SuffixModel:
    """Return the model of transitions.tsv, which benchmarks/quality/estimate_transitions.py writes."""
    rows = {
        (row.cells[0], row.cells[1]): float(row.cells[2]) for row in read_rows("spelling/transitions.tsv", 5)
    }
    return SuffixModel(rows, rows.pop(("?", "?")))
