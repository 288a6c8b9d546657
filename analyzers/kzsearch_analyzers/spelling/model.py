"""The spelling model of Kazakh: all that search asks about spelling errors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.scripts import Script, detect_script
from kzsearch_analyzers.spelling import edit_distance
from kzsearch_analyzers.spelling.candidates import noisy_channel
from kzsearch_analyzers.spelling.costs import ERROR, NATS_PER_ERROR

if TYPE_CHECKING:
    from collections.abc import Sequence


class Spelling:
    """The spelling errors of Kazakh.

    Attributes:
        error_cost: The cost of one ordinary error, the unit of ``near``.
        nats_per_error: How much less likely each ordinary error makes a word, as a natural logarithm.
    """

    error_cost: int = ERROR
    nats_per_error: float = NATS_PER_ERROR

    def near(self, typed: str, words: Sequence[str], max_cost: int) -> dict[str, int]:
        """Return the words that may have been meant, each with the cost of the errors.

        Cost: for one error, about 0.5 ms among 100,000 words; for two, ten times that.

        Args:
            typed: Lower case.
            words: Ascending, no repeats.
            max_cost: What the errors may cost together, in hundredths of an ordinary one.
        """
        return edit_distance.near(typed, words, max_cost)

    def candidates(self, typed: str) -> tuple[str, ...]:
        """Return the words of the lexicon, in any form, that one error turns into a term; ascending.

        For terms in Cyrillic that are not known themselves; empty for other scripts. Cost: 1 to 2 ms.
        """
        return tuple(noisy_channel().candidates(typed)) if _is_cyrillic(typed) else ()

    def corrections(self, word: str) -> tuple[str, ...]:
        """Return the forms of known words that an unknown one was probably meant as, best first.

        Empty if the word may be one that the lexicon lacks, and for terms that are not all Cyrillic letters.
        Cost: 0.1 to 0.2 ms.
        """
        return noisy_channel().corrections(word) if word.isalpha() and _is_cyrillic(word) else ()


def _is_cyrillic(word: str) -> bool:
    return detect_script(word) is Script.CYRILLIC


@cache
def spelling() -> Spelling:
    """Return the spelling model that ships with the package."""
    return Spelling()
