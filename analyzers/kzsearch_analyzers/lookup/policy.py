"""What all lookup policies share: one method, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LEMMAS = 5
"""Lemmas of a word that a policy keeps; more would be noise in an index."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a word was found to be.

    Attributes:
        term: Its exact term; Cyrillic if another spelling was read back.
        lemmas: Best first, no repeats, never empty.
        typed: The spelling that was looked up, whose fold key is that of the word.
        known: False if the lemmas are guessed.
    """

    term: str
    lemmas: tuple[str, ...]
    typed: str
    known: bool = True


class LookupPolicy(Protocol):
    """One way to look a word up."""

    def resolve(self, word: str) -> Resolution | None:
        """Return what a normalised word is; None to leave it to the next policy."""
        ...


def first_resolution(policies: Iterable[LookupPolicy], word: str) -> Resolution:
    """Return the answer of the first policy that has one; the last policy must always have one."""
    return next(found for policy in policies if (found := policy.resolve(word)) is not None)
