"""The cost of the errors between two words, and the words of a vocabulary within some cost of a typed one.

The distance is the restricted Damerau distance (a letter wrong, missing, extra, or two adjacent ones swapped;
no letter is edited twice) with the weights of ``costs.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from kzsearch_analyzers.scripts.keyboards import keyboard_substitutions
from kzsearch_analyzers.spelling.costs import cheap_substitutions, error_costs, substitution_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST = "\U0010ffff"
"""Sorts after every letter that a word may have."""


def near(typed: str, words: Sequence[str], max_cost: int) -> dict[str, int]:
    """Return the words within a distance of a typed one, each with its distance; ``typed`` has distance 0.

    Cost: for one error, about 0.5 ms among 100,000 words; for two, ten times that.

    Args:
        typed: Lower case.
        words: Ascending, no repeats; they are walked like a trie, whose nodes are slices of them.
        max_cost: The greatest distance, in hundredths of an ordinary error.
    """
    return _Walk(typed, words, max_cost).found


def error_cost(typed: str, right: str) -> int | None:
    """Return the distance of two words if one error turns ``right`` into ``typed``, else None.

    The distance is that of ``near``, but in linear time. It may be less than the cost of the one error: an
    extra letter at the beginning of ``хһ`` for ``һ`` costs 140, a stand-in with an extra letter after it 115.
    Two errors that are no stand-ins cost more than one, so only stand-ins need to be considered besides.
    """
    start = 0
    for a, b in zip(typed, right, strict=False):
        if a != b:
            break
        start += 1
    if typed[start:] == right[start + 1 :]:
        return _one_letter_more(right, typed, start, extra=False) if len(typed) < len(right) else None
    if typed[start + 1 :] == right[start:]:
        return _one_letter_more(typed, right, start, extra=True)
    surcharge = 0 if start else error_costs().first
    if typed[start + 1 :] == right[start + 1 :]:
        return substitution_cost(typed[start], right[start], surcharge)
    if (
        typed[start + 2 :] == right[start + 2 :]
        and typed[start : start + 2] == right[start : start + 2][::-1]
    ):
        both_wrong = substitution_cost(typed[start], right[start], surcharge)
        both_wrong += substitution_cost(typed[start + 1], right[start + 1])
        return min(surcharge + error_costs().swapped, both_wrong)
    return None


def _one_letter_more(longer: str, shorter: str, start: int, *, extra: bool) -> int:
    """Return the distance of two words of which one has a letter more, at ``start``.

    The letter may be taken to be at another place if the letters between are the same or stand-ins.
    """
    best = _indel_cost(longer, start, extra=extra)
    standins = 0
    for at in range(start, len(shorter)):
        pair = (longer[at], shorter[at]) if extra else (shorter[at], longer[at])
        cost = _standin_cost(*pair)
        if cost is None or (standins := standins + cost) >= best:
            break
        best = min(best, standins + _indel_cost(longer, at + 1, extra=extra))
    standins = 0
    for at in range(start - 1, -1, -1):
        pair = (longer[at + 1], shorter[at]) if extra else (shorter[at], longer[at + 1])
        cost = _standin_cost(*pair)
        if cost is None or (standins := standins + cost) >= best:
            break
        best = min(best, standins + _indel_cost(longer, at, extra=extra))
    return best


def _standin_cost(typed: str, right: str) -> int | None:
    """Return the cost of a letter or of its stand-in; None for other letters."""
    if typed == right:
        return 0
    return error_costs().standin if right in keyboard_substitutions().get(typed, "") else None


def _indel_cost(longer: str, at: int, *, extra: bool) -> int:
    """Return the cost of the letter that the longer word has at a place and the other one lacks."""
    costs = error_costs()
    if not at:
        return (costs.extra if extra else costs.missing) + costs.first
    if longer[at] == longer[at - 1]:
        return costs.doubled
    return costs.extra if extra else costs.missing


class _Walk:
    """A depth-first walk over sorted words; a node is the slice of all words with some prefix."""

    def __init__(self, typed: str, words: Sequence[str], max_cost: int) -> None:
        self._typed = typed
        self._words = words
        self._max_cost = max_cost
        self._costs = error_costs()
        self._cheap = cheap_substitutions()
        self._cheapest = self._costs.cheapest
        # Nodes to visit: the cost so far, a slice of the words, the letters of the typed word that are
        # explained, and the letters of the slice's words that explain them.
        self._open: list[tuple[int, int, int, int, int]] = []
        self._reached: dict[tuple[int, int, int], int] = {}
        self.found: dict[str, int] = {}
        self._push(0, 0, len(words), 0, 0)
        while self._open:
            self._visit(*self._open.pop())

    def _push(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        """Visit a node later, unless it is empty, too far, or was reached as cheaply before."""
        node = (low, read, spelled)
        if low < high and cost <= self._max_cost and cost < self._reached.get(node, self._max_cost + 1):
            self._reached[node] = cost
            self._open.append((cost, low, high, read, spelled))

    def _visit(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        typed, words = self._typed, self._words
        ended = len(words[low]) == spelled
        if ended and read == len(typed):
            self._find(words[low], cost)
        if self._max_cost - cost < self._cheapest:
            self._finish(cost, low, high, read, spelled)
            return
        surcharge = self._costs.first if read == spelled == 0 else 0
        if read < len(typed):
            doubled = read > 0 and typed[read - 1] == typed[read]
            extra = surcharge + (self._costs.doubled if doubled else self._costs.extra)
            self._push(cost + extra, low, high, read + 1, spelled)
        low += ended
        while low < high:
            letter = words[low][spelled]
            end = bisect_left(words, words[low][: spelled + 1] + _LAST, low + 1, high)
            self._read_letter(cost, surcharge, letter, (low, end, read, spelled))
            low = end

    def _read_letter(self, cost: int, surcharge: int, letter: str, node: tuple[int, int, int, int]) -> None:
        """Visit a child node in every way in which its letter may have come to be typed."""
        low, high, read, spelled = node
        typed, words = self._typed, self._words
        doubled = spelled > 0 and words[low][spelled - 1] == letter
        missing = surcharge + (self._costs.doubled if doubled else self._costs.missing)
        self._push(cost + missing, low, high, read, spelled + 1)
        if read == len(typed):
            return
        if typed[read] == letter:
            self._push(cost, low, high, read + 1, spelled + 1)
            return
        # substitution_cost(), without the call
        wrong = self._cheap.get(typed[read], {}).get(letter, self._costs.wrong)
        if wrong != self._costs.standin:
            wrong += surcharge
        self._push(cost + wrong, low, high, read + 1, spelled + 1)
        if typed[read + 1 : read + 2] == letter:
            low, high = self._slice(words[low][: spelled + 1] + typed[read], low, high)
            self._push(cost + surcharge + self._costs.swapped, low, high, read + 2, spelled + 2)

    def _finish(self, cost: int, low: int, high: int, read: int, spelled: int) -> None:
        """Visit the child nodes when only stand-ins can still be paid for."""
        prefix, rest = self._words[low][:spelled], self._typed[read:]
        if cost + self._costs.standin > self._max_cost:
            word = prefix + rest
            index = bisect_left(self._words, word, low, high)
            if index < high and self._words[index] == word:
                self._find(word, cost)
            return
        if rest:
            for letter in rest[0] + keyboard_substitutions().get(rest[0], ""):
                price = 0 if letter == rest[0] else self._costs.standin
                self._push(cost + price, *self._slice(prefix + letter, low, high), read + 1, spelled + 1)

    def _slice(self, prefix: str, low: int, high: int) -> tuple[int, int]:
        """Return the part of a slice with a prefix."""
        low = bisect_left(self._words, prefix, low, high)
        return low, bisect_left(self._words, prefix + _LAST, low, high)

    def _find(self, word: str, cost: int) -> None:
        if cost < self.found.get(word, self._max_cost + 1):
            self.found[word] = cost
