"""How likely a word form is in running text, whatever stands around it: its lexeme, its chain of suffixes.

Unlike the weights of ``ranking.py``, which tell readings of one word from each other, these compare different
words: they are logarithms of probabilities.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

END = "$"
"""What follows the last suffix."""

TOP_CLASS = 7
"""The highest of frequency.tsv."""

_TOKENS = 2_000_000
"""Of the text that frequency.tsv was counted in."""
_CLASS_ONE = 6.0
"""Occurrences there of a lexeme of class 1: the middle of 3 and 12."""
_UNSEEN = 0.5
"""Occurrences there of a lexeme of class 0."""


LEXEME_NATS = tuple(
    math.log(count / _TOKENS) for count in (_UNSEEN, *(_CLASS_ONE * 4**n for n in range(TOP_CLASS)))
)
"""By frequency class: the logarithm of how often a word of running text is a form of such a lexeme."""


class Transitions:
    """The logarithm of how often a suffix follows another, or a stem."""

    def __init__(self, nats: Mapping[tuple[str, str], float], rare: float) -> None:
        """``rare`` is for pairs that ``nats`` lacks."""
        self._nats = nats
        self._rare = rare
        self._after: dict[str, list[tuple[str, float]]] = {}
        for (before, after), each in nats.items():
            self._after.setdefault(before, []).append((after, each))
        for found in self._after.values():
            found.sort(key=lambda pair: (-pair[1], pair[0]))

    def after(self, before: str) -> Sequence[tuple[str, float]]:
        """What may follow a suffix or a part of speech, likeliest first."""
        return self._after.get(before, ())

    def nats(self, pos: str, suffixes: Iterable[str]) -> float:
        """Of a whole chain behind a stem of a part of speech, up to the end of the word."""
        total, before = 0.0, pos
        for after in (*suffixes, END):
            total += self._nats.get((before, after), self._rare)
            before = after
        return total


@cache
def transitions() -> Transitions:
    """transitions.tsv, read once. Written by benchmarks/quality/estimate_transitions.py."""
    rows = {
        (row.cells[0], row.cells[1]): float(row.cells[2]) for row in read_rows("spelling/transitions.tsv", 5)
    }
    return Transitions(rows, rows.pop(("?", "?")))
