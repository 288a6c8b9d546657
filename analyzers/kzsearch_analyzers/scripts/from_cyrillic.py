"""Writing a Cyrillic word in an orthography: its rules, letter by letter."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from kzsearch_analyzers.scripts.orthography import Orthography, orthography


class Segment(NamedTuple):
    """What ``word[start:end]`` becomes; the range is empty for a mark and for a letter without spelling."""

    start: int
    end: int
    target: str


@lru_cache(maxsize=1 << 14)
def spell_segments(word: str, name: str) -> tuple[Segment, ...]:
    """A word of small Cyrillic letters in a scheme; empty where it has no rule for a letter. Remembered."""
    scheme = orthography(name)
    found = [Segment(0, 0, sign) for sign in _marks(word, scheme)]
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


@lru_cache(maxsize=1 << 14)
def spell(word: str, name: str) -> str:
    """What ``write`` makes of the word, as one string; empty where it makes nothing. Remembered."""
    plain = _plain(name)
    if plain is None or not plain.keys() >= set(map(ord, word)):
        return "".join(segment.target for segment in spell_segments(word, name))
    return "".join(_marks(word, orthography(name))) + word.translate(plain)


@cache
def _plain(name: str) -> dict[int, str] | None:
    """The letters for ``str.translate`` where no rule needs to look around: ten times as fast."""
    found = {letters: rules[0] for letters, rules in orthography(name).write.items()}
    if any(len(letters) > 1 or rule.left or rule.right for letters, rule in found.items()):
        return None
    return {ord(letter): rule.spelling for letter, rule in found.items()}


def _marks(word: str, scheme: Orthography) -> list[str]:
    letters = set(word)
    return [mark.sign for mark in scheme.marks if letters & mark.of and not letters & mark.without]
