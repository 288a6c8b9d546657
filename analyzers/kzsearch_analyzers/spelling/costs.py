"""Typing errors: which words of a list may have been meant by what was typed, and what the errors cost.

The distance is Damerau's (a letter wrong, missing, extra, or two swapped; no letter is touched twice) with
the weights of typing_errors.tsv.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.scripts.keyboards import keyboard_substitutions
from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

ERROR = 100
"""The cost of one ordinary error."""

_LAST = "\U0010ffff"
"""Behind every letter that a word may have."""


@dataclass(frozen=True, slots=True)
class ErrorCosts:
    """typing_errors.tsv; all in hundredths of an ordinary error.

    Attributes:
        wrong: One letter for another.
        missing: A letter that was not typed.
        extra: A letter too many.
        swapped: Two letters in the wrong order.
        neighbour: A wrong letter from a key beside the right one.
        doubled: A letter typed twice that is to stand once, or the reverse.
        standin: A letter of the Russian keyboard for the Kazakh letter that it is typed for.
        first: Added to an error in the first letter, but not to ``standin``.
    """

    wrong: int
    missing: int
    extra: int
    swapped: int
    neighbour: int
    doubled: int
    standin: int
    first: int


@cache
def error_costs() -> ErrorCosts:
    """The costs that ship with the package."""
    return ErrorCosts(
        **{row.cells[0]: int(row.cells[1]) for row in read_rows("spelling/typing_errors.tsv", 4)}
    )


@cache
def key_neighbours() -> dict[str, str]:
    """key_neighbours.tsv: a letter -> the letters on the keys around it."""
    return {row.cells[0]: row.cells[1] for row in read_rows("spelling/key_neighbours.tsv", 4)}


@cache
def wrong_letters() -> dict[str, dict[str, int]]:
    """What a typed letter costs where another was meant, when that is less than ``wrong``."""
    costs = error_costs()
    cheap = {key: dict.fromkeys(others, costs.neighbour) for key, others in key_neighbours().items()}
    for typed, meant in keyboard_substitutions().items():
        cheap.setdefault(typed, {}).update(dict.fromkeys(meant, costs.standin))
    return cheap


def near(typed: str, words: Sequence[str], budget: int) -> dict[str, int]:
    """The words that may have been meant, with the cost of the errors; ``typed`` itself costs nothing.

    Args:
        typed: Lower case.
        words: Ascending, no repeats: a dictionary is walked as the trie that it is when sorted.
        budget: What the errors may cost together, in hundredths of an ordinary one.

    Cost: for one error, about 0.5 ms among 100,000 words; for two, ten times that.
    """
    return _Walk(typed, words, budget).found


def error_cost(typed: str, meant: str) -> int | None:
    """What the one error costs that turns ``meant`` into ``typed``; None where it takes none or more."""
    start = 0
    for a, b in zip(typed, meant, strict=False):
        if a != b:
            break
        start += 1
    if typed[start:] == meant[start + 1 :]:
        return _at(start, meant, "missing") if len(typed) < len(meant) else None
    if typed[start + 1 :] == meant[start:]:
        return _at(start, typed, "extra")
    if typed[start + 1 :] == meant[start + 1 :]:
        return _wrong_letter(start, typed[start], meant[start])
    if (
        typed[start + 2 :] == meant[start + 2 :]
        and typed[start : start + 2] == meant[start : start + 2][::-1]
    ):
        return _first(start) + error_costs().swapped
    return None


def _first(start: int) -> int:
    return 0 if start else error_costs().first


def _at(start: int, longer: str, kind: str) -> int:
    """The cost of a letter of the longer word that the other one lacks."""
    doubled = start > 0 and longer[start] == longer[start - 1]
    cost: int = getattr(error_costs(), "doubled" if doubled else kind)
    return cost + _first(start)


def _wrong_letter(start: int, typed: str, meant: str) -> int:
    costs = error_costs()
    cost = wrong_letters().get(typed, {}).get(meant, costs.wrong)
    return cost if cost == costs.standin else cost + _first(start)


class _Walk:
    """A depth-first walk over sorted words; all that share a beginning are a slice."""

    def __init__(self, typed: str, words: Sequence[str], budget: int) -> None:
        self._typed = typed
        self._words = words
        self._budget = budget
        self._costs = error_costs()
        self._wrong = wrong_letters()
        costs = self._costs
        self._cheapest = min(
            costs.wrong, costs.missing, costs.extra, costs.swapped, costs.neighbour, costs.doubled
        )
        # Where the walk is to go on: what it has cost, a slice of the words, how many letters of what was
        # typed are explained, and how many of the slice's words.
        self._open: list[tuple[int, int, int, int, int]] = []
        self._reached: dict[tuple[int, int, int], int] = {}
        self.found: dict[str, int] = {}
        self._go(0, 0, len(words), 0, 0)
        while self._open:
            self._visit(*self._open.pop())

    def _go(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        """Visit a slice later, unless it is empty, too dear, or was reached as cheaply before."""
        place = (low, read, spelled)
        if low < high and cost <= self._budget and cost < self._reached.get(place, self._budget + 1):
            self._reached[place] = cost
            self._open.append((cost, low, high, read, spelled))

    def _visit(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        typed, words = self._typed, self._words
        ended = len(words[low]) == spelled
        if ended and read == len(typed):
            self._find(words[low], cost)
        left = self._budget - cost
        if left < self._cheapest:
            self._finish(cost, low, high, read, spelled)
            return
        at_start = self._costs.first if read == spelled == 0 else 0
        if read < len(typed):
            doubled = read > 0 and typed[read - 1] == typed[read]
            extra = at_start + (self._costs.doubled if doubled else self._costs.extra)
            self._go(cost + extra, low, high, read + 1, spelled)
        low += ended
        while low < high:
            letter = words[low][spelled]
            end = bisect_left(words, words[low][: spelled + 1] + _LAST, low + 1, high)
            self._read_letter(cost, at_start, letter, (low, end, read, spelled))
            low = end

    def _read_letter(self, cost: int, at_start: int, letter: str, place: tuple[int, int, int, int]) -> None:
        """Every way in which a meant letter may have come to be typed."""
        low, high, read, spelled = place
        typed, words = self._typed, self._words
        doubled = spelled > 0 and words[low][spelled - 1] == letter
        missing = at_start + (self._costs.doubled if doubled else self._costs.missing)
        self._go(cost + missing, low, high, read, spelled + 1)
        if read == len(typed):
            return
        if typed[read] == letter:
            self._go(cost, low, high, read + 1, spelled + 1)
            return
        wrong = self._wrong.get(typed[read], {}).get(letter, self._costs.wrong)
        if wrong != self._costs.standin:
            wrong += at_start
        self._go(cost + wrong, low, high, read + 1, spelled + 1)
        if typed[read + 1 : read + 2] == letter:
            low, high = self._slice(words[low][: spelled + 1] + typed[read], low, high)
            self._go(cost + at_start + self._costs.swapped, low, high, read + 2, spelled + 2)

    def _finish(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        """Go on where nothing is left to pay but stand-ins."""
        beginning, rest = self._words[low][:spelled], self._typed[read:]
        if cost + self._costs.standin > self._budget:
            word = beginning + rest
            index = bisect_left(self._words, word, low, high)
            if index < high and self._words[index] == word:
                self._find(word, cost)
            return
        if rest:
            for letter in rest[0] + keyboard_substitutions().get(rest[0], ""):
                price = 0 if letter == rest[0] else self._costs.standin
                self._go(cost + price, *self._slice(beginning + letter, low, high), read + 1, spelled + 1)

    def _slice(self, beginning: str, low: int, high: int) -> tuple[int, int]:
        """The words of a slice that begin so."""
        low = bisect_left(self._words, beginning, low, high)
        return low, bisect_left(self._words, beginning + _LAST, low, high)

    def _find(self, word: str, cost: int) -> None:
        if cost < self.found.get(word, self._budget + 1):
            self.found[word] = cost
