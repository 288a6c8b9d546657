"""Known words that one typing error away may have been meant: also forms that no text has had before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch_analyzers.kazakh.analyze import Morphology
    from kzsearch_analyzers.kazakh.lexicon import Lexicon

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The Kazakh alphabet."""

_SHORTEST_STEM = 2


class _Edit(NamedTuple):
    """A spelling one error away; ``word[:start]`` and the last ``kept`` letters are as they were typed."""

    word: str
    start: int
    kept: int


class Respeller:
    """Finds the spellings around a word that the lexicon and the grammar accept."""

    def __init__(self, morphology: Morphology, lexicon: Lexicon) -> None:
        self._morphology = morphology
        self._lexicon = lexicon

    def near(self, word: str) -> list[str]:
        """The known forms at a distance of one error, ascending.

        Args:
            word: Lower case, Cyrillic.

        Cost: some 1,000 spellings of a word of twelve letters are looked at, in about 5 ms. Nearly all are ruled
        out by a few look-ups: an error leaves either the ending as it was, and the stem before it must be
        a known one, or else the stem.
        """
        tails = [len(word) - cut for cut, _ in self._morphology.walker.tails(word)]
        stem_end = self._first_stem_end(word)
        found = {
            edit.word
            for edit in _edits(word)
            if (edit.start >= stem_end or self._has_stem(edit, tails)) and self._morphology.known(edit.word)
        }
        return sorted(found)

    def _first_stem_end(self, word: str) -> int:
        """Where the shortest known stem that the word begins with ends."""
        for end in range(_SHORTEST_STEM, len(word)):
            if self._lexicon.stems(word[:end], word[end]):
                return end
        return len(word)

    def _has_stem(self, edit: _Edit, tails: list[int]) -> bool:
        """Whether a known stem is left of one of the endings that the error did not touch."""
        word = edit.word
        for tail in tails:
            if tail > edit.kept:
                return False
            cut = len(word) - tail
            if self._lexicon.stems(word[:cut], word[cut : cut + 1]):
                return True
        return False


def _edits(word: str) -> Iterator[_Edit]:
    """Every spelling at a distance of one error, some of them twice."""
    for start in range(len(word) + 1):
        before, rest = word[:start], word[start:]
        kept = len(rest)
        for letter in LETTERS:
            yield _Edit(before + letter + rest, start, kept)
        if not rest:
            return
        yield _Edit(before + rest[1:], start, kept - 1)
        for letter in LETTERS:
            if letter != rest[0]:
                yield _Edit(before + letter + rest[1:], start, kept - 1)
        if kept > 1 and rest[0] != rest[1]:
            yield _Edit(before + rest[1] + rest[0] + rest[2:], start, kept - 2)
