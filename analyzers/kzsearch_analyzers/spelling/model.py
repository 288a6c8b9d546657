"""Everything that search asks about spelling errors, behind one object."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.scripts import Script, detect_script
from kzsearch_analyzers.spelling.candidates import NATS_PER_ERROR, mistyped
from kzsearch_analyzers.spelling.costs import ERROR, near

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

        Args:
            typed: Lower case.
            words: Ascending, no repeats.
            max_cost: What the errors may cost together, in hundredths of an ordinary one.
        """
        return near(typed, words, max_cost)

    def candidates(self, typed: str) -> tuple[str, ...]:
        """Return the words of the lexicon, in any form, that one error turns into a term; ascending.

        For terms in Cyrillic that are not known themselves; empty for other scripts. Cost: 1 to 2 ms.
        """
        return tuple(mistyped().near(typed)) if detect_script(typed) is Script.CYRILLIC else ()


@cache
def spelling() -> Spelling:
    """Return the spelling model that ships with the package."""
    return Spelling()
