"""The endings of running text, written out: those of the grammar that transitions.tsv finds likely."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.morphology.phonology import word_end_contexts
from kzsearch_analyzers.spelling.costs import error_cost
from kzsearch_analyzers.spelling.deletion_index import Neighbours
from kzsearch_analyzers.spelling.suffix_model import END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzsearch_analyzers.morphology.grammar import Grammar
    from kzsearch_analyzers.spelling.suffix_model import Transitions

LEAST = -12.0
"""Nats: one ending in 160,000."""
_ANY_CONTEXT = -1
_REMEMBERED = 20_000


class _Front(NamedTuple):
    """An ending up to some suffix."""

    nats: float
    last: str
    state: int
    contexts: int
    text: str


def likely_endings(grammar: Grammar, likely: Transitions, least: float = LEAST) -> set[str]:
    """Every spelling of every ending that is at least so likely behind a stem of some part of speech."""
    found: set[str] = set()
    best: dict[tuple[str, int, int, str], float] = {}
    fronts = [_Front(0.0, pos, state, _ANY_CONTEXT, "") for pos, state in grammar.start.items()]
    while fronts:
        front = fronts.pop()
        for after, nats in likely.after(front.last):
            total = front.nats + nats
            if total < least:
                break
            if after == END:
                if front.text and front.state & grammar.finals and front.contexts & word_end_contexts():
                    found.add(front.text)
                continue
            for following in _extended(front, after, total, grammar):
                if best.get(following[1:], least - 1) < total:
                    best[following[1:]] = total
                    fronts.append(following)
    return found


def _extended(front: _Front, suffix: str, nats: float, grammar: Grammar) -> Iterator[_Front]:
    """An ending with one more suffix, in every spelling that may stand there."""
    state = 0
    for edge in grammar.edges.get(suffix, ()):
        if edge.sources & front.state:
            state |= edge.target
    if state:
        for morph in grammar.morphs[suffix]:
            if morph.left & front.contexts:
                yield _Front(nats, suffix, state, morph.out, front.text + morph.text)


class LikelyEndings:
    """Finds those that one typing error turns into the tail of a word."""

    def __init__(self, endings: Iterable[str]) -> None:
        """Some thousand endings take some 50 milliseconds."""
        self._neighbours = Neighbours(endings)
        self.near = lru_cache(maxsize=_REMEMBERED)(self._near)

    def _near(self, tail: str) -> tuple[tuple[str, int], ...]:
        """Those at a distance of one error, with what it costs; remembered."""
        found = self._neighbours.near(tail)
        return tuple((ending, cost) for ending in found if (cost := error_cost(tail, ending)))
