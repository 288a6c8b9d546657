"""Numbers without an ending (``2025``, ``3,14``): there is no word in them."""

from __future__ import annotations

from kzsearch_analyzers.lookup.policy import Resolution


def is_number(word: str) -> bool:
    """Return whether a word ends with a digit; one with an ending (``80-ші``) does not."""
    return word[-1].isdecimal()


class Number:
    """Resolves a number to itself."""

    def resolve(self, word: str) -> Resolution | None:
        """Return the number as its own lemma."""
        return Resolution(word, (word,), word) if is_number(word) else None
