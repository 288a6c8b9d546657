"""Known words that one typing error away may have been meant: also forms that no text has had before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from kzsearch_analyzers.kazakh.analyze import Morphology
    from kzsearch_analyzers.kazakh.lexicon import Lexicon
    from kzsearch_analyzers.kazakh.walker import Walker

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The Kazakh alphabet."""

_SHORTEST_STEM = 2
_ALTERING = "ыуя"
"""Letters before which, between them, every altered stem stands: кітаб|ы, оқ|у, қо|я."""


class _Edit(NamedTuple):
    """A spelling one error away; ``word[:start]`` and the last ``kept`` letters are as they were typed."""

    word: str
    start: int
    kept: int


class Respeller:
    """Finds the spellings around a word that the lexicon and the grammar accept."""

    def __init__(self, morphology: Morphology, lexicon: Lexicon, irregular: Container[str]) -> None:
        self._morphology = morphology
        self._lexicon = lexicon
        self._irregular = irregular

    def near(self, word: str) -> list[str]:
        """The known forms at a distance of one error, ascending.

        Args:
            word: Lower case, Cyrillic.

        Cost: about 5 ms for the 1,000 spellings around a word of twelve letters. A few look-ups rule out
        nearly all: an error either leaves the ending, and then the stem before it must be a known one, or
        else the stem.
        """
        around = _Around(word, self._morphology.walker, self._lexicon)
        found = {
            edit.word
            for edit in _edits(word)
            if edit.word in self._irregular
            or (around.may_be_known(edit) and self._morphology.known(edit.word))
        }
        return sorted(found)


class _Around:
    """What a mistyped word has right: its endings, and how much of it is a stem."""

    def __init__(self, word: str, walker: Walker, lexicon: Lexicon) -> None:
        self._walker = walker
        self._lexicon = lexicon
        self._tails = [len(word) - cut for cut, _ in walker.tails(word)]
        self._longest_tail = next(
            (n for n in range(len(word)) if not walker.viable(word[-n - 1 :])), len(word)
        )
        self._stem_end = self._first_stem_end(word)

    def may_be_known(self, edit: _Edit) -> bool:
        """A cheap sieve: the error lies in a known stem before an ending, or in an ending behind a stem."""
        swapped = edit.start + edit.kept == len(edit.word) - 2
        if swapped or self._has_stem(edit):  # the ending may begin between two letters that were swapped
            return True
        if edit.start < self._stem_end or edit.kept > self._longest_tail:
            return False
        return self._walker.viable(edit.word[edit.start :])

    def _first_stem_end(self, word: str) -> int:
        """Where the shortest known stem that the word begins with ends."""
        for end in range(_SHORTEST_STEM, len(word)):
            if any(self._lexicon.stems(word[:end], following) for following in word[end] + _ALTERING):
                return end
        return len(word)

    def _has_stem(self, edit: _Edit) -> bool:
        """Whether a known stem is left of one of the endings that the error did not touch."""
        word = edit.word
        for tail in self._tails:
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
