"""The frequent endings of running text: every spelling that the grammar and the suffix model find likely."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.morphology.phonology import word_end_contexts
from kzsearch_analyzers.spelling.deletion_index import DeletionIndex
from kzsearch_analyzers.spelling.edit_distance import error_cost
from kzsearch_analyzers.spelling.suffix_model import END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzsearch_analyzers.morphology.grammar import Grammar
    from kzsearch_analyzers.spelling.suffix_model import SuffixModel

MIN_NATS = -12.0
"""One ending in 160,000."""

_ANY_CONTEXT = -1
_CACHED_TAILS = 20_000


class _Prefix(NamedTuple):
    """The first suffixes of an ending, in one spelling."""

    nats: float
    last: str
    state: int
    contexts: int
    text: str


def frequent_endings(grammar: Grammar, model: SuffixModel, min_nats: float = MIN_NATS) -> set[str]:
    """Return every spelling of every ending that is at least so likely after some part of speech."""
    found: set[str] = set()
    best: dict[tuple[str, int, int, str], float] = {}
    prefixes = [_Prefix(0.0, pos, state, _ANY_CONTEXT, "") for pos, state in grammar.start.items()]
    while prefixes:
        prefix = prefixes.pop()
        for after, nats in model.after(prefix.last):
            total = prefix.nats + nats
            if total < min_nats:
                break
            if after == END:
                if prefix.text and prefix.state & grammar.finals and prefix.contexts & word_end_contexts():
                    found.add(prefix.text)
                continue
            for longer in _extended(prefix, after, total, grammar):
                if best.get(longer[1:], min_nats - 1) < total:
                    best[longer[1:]] = total
                    prefixes.append(longer)
    return found


def _extended(prefix: _Prefix, suffix: str, nats: float, grammar: Grammar) -> Iterator[_Prefix]:
    """Yield a prefix with one more suffix, in every spelling that fits after it."""
    state = 0
    for edge in grammar.edges.get(suffix, ()):
        if edge.sources & prefix.state:
            state |= edge.target
    if state:
        for morph in grammar.morphs[suffix]:
            if morph.left & prefix.contexts:
                yield _Prefix(nats, suffix, state, morph.out, prefix.text + morph.text)


class EndingIndex:
    """Finds the endings that one error turns into the tail of a word."""

    def __init__(self, endings: Iterable[str]) -> None:
        """Index some endings. Cost: some 50 milliseconds for some thousand."""
        self._index = DeletionIndex(endings)
        self.near = lru_cache(maxsize=_CACHED_TAILS)(self._near)

    def _near(self, tail: str) -> tuple[tuple[str, int], ...]:
        """Return the endings one error away, each with its cost; cached."""
        found = self._index.near(tail)
        return tuple((ending, cost) for ending in found if (cost := error_cost(tail, ending)))
