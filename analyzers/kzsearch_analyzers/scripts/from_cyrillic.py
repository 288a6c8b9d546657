"""The spelling of a Cyrillic word in an orthography, by the rules of its table."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from kzsearch_analyzers.scripts.orthography import Orthography, orthography


class Segment(NamedTuple):
    """A range of a word and its spelling; the range is empty for a mark and for a letter that is dropped."""

    start: int
    end: int
    target: str


@lru_cache(maxsize=1 << 14)
def spell_segments(word: str, scheme: str) -> tuple[Segment, ...]:
    """Return the spelling of a word segment by segment; none where the scheme has no rule for a letter.

    Args:
        word: Small Cyrillic letters.
        scheme: A scheme other than ``cyrl``.
    """
    table = orthography(scheme)
    found = [Segment(0, 0, sign) for sign in _marks(word, table)]
    longest = max(map(len, table.write))
    start = 0
    while start < len(word):
        segment = _segment(word, start, longest, table)
        if segment is None:
            return ()
        found.append(segment)
        start = segment.end
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def spell(word: str, scheme: str) -> str:
    """Return the spelling of a word; empty where the scheme has no rule for a letter."""
    plain = _plain_letters(scheme)
    if plain is None or not plain.keys() >= set(map(ord, word)):
        return "".join(segment.target for segment in spell_segments(word, scheme))
    return "".join(_marks(word, orthography(scheme))) + word.translate(plain)


def _segment(word: str, start: int, longest: int, table: Orthography) -> Segment | None:
    """Return the longest segment from ``start`` on for which there is a rule."""
    for end in range(min(len(word), start + longest), start, -1):
        for rule in table.write.get(word[start:end], ()):
            if rule.fits(word, start, end):
                return Segment(start, end, rule.spelling)
    return None


@cache
def _plain_letters(scheme: str) -> dict[int, str] | None:
    """Return the scheme for ``str.translate``, ten times as fast; None if a rule depends on neighbours."""
    rules = {letters: found[0] for letters, found in orthography(scheme).write.items()}
    if any(len(letters) > 1 or rule.left or rule.right for letters, rule in rules.items()):
        return None
    return {ord(letter): rule.spelling for letter, rule in rules.items()}


def _marks(word: str, table: Orthography) -> list[str]:
    letters = set(word)
    return [mark.sign for mark in table.marks if letters & mark.of and not letters & mark.without]
