"""Writing a Cyrillic word in an orthography: its rules, letter by letter."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kzsearch_analyzers.translit.table import Orthography, orthography


class Segment(NamedTuple):
    """What ``word[start:end]`` becomes; an empty range is a letter that the word does not spell, or a mark."""

    start: int
    end: int
    target: str


@lru_cache(maxsize=1 << 14)
def write(word: str, name: str) -> tuple[Segment, ...]:
    """A word of small Cyrillic letters in a scheme; empty where it has no rule for a letter. Remembered."""
    scheme = orthography(name)
    letters = set(word)
    marks = [mark.sign for mark in scheme.marks if letters & mark.of and not letters & mark.without]
    found = [Segment(0, 0, sign) for sign in marks]
    longest = max(map(len, scheme.write))
    start = 0
    while start < len(word):
        segment = _segment(word, start, longest, scheme)
        if segment is None:
            return ()
        found.append(segment)
        start = segment.end
    return tuple(found)


def _segment(word: str, start: int, longest: int, scheme: Orthography) -> Segment | None:
    for end in range(min(len(word), start + longest), start, -1):
        for rule in scheme.write.get(word[start:end], ()):
            if rule.fits(word, start, end):
                return Segment(start, end, rule.spelling)
    return None


def spelled(word: str, name: str) -> str:
    """What ``write`` makes of the word, as one string."""
    return "".join(segment.target for segment in write(word, name))
