"""The costs of single errors, from typing_errors.tsv, key_neighbours.tsv and the keyboards of ``scripts``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kzsearch_analyzers.scripts.keyboards import keyboard_substitutions
from kzsearch_analyzers.tables import read_rows

ERROR = 100
"""The cost of one ordinary error; all costs are in hundredths of it."""

NATS_PER_ERROR = 3.0
"""How much less likely one ordinary error makes a word, as a natural logarithm: twenty times."""


@dataclass(frozen=True, slots=True)
class ErrorCosts:
    """The rows of typing_errors.tsv, in hundredths of an ordinary error.

    Two errors cost more than any one, stand-ins apart; ``edit_distance.error_cost`` relies on it.

    Attributes:
        wrong: One letter for another.
        missing: A letter that was not typed.
        extra: A letter too many.
        swapped: Two adjacent letters in the wrong order.
        neighbour: A wrong letter from a key beside the right one.
        doubled: A letter typed twice instead of once, or once instead of twice.
        standin: A letter of the Russian keyboard for the Kazakh letter that it is typed for.
        first: Added to an error in the first letter, but not to ``standin``.
    """

    wrong: int
    missing: int
    extra: int
    swapped: int
    neighbour: int
    doubled: int
    standin: int
    first: int

    @property
    def cheapest(self) -> int:
        """The cost of the cheapest error that is no stand-in."""
        return min(self.wrong, self.missing, self.extra, self.swapped, self.neighbour, self.doubled)


@cache
def error_costs() -> ErrorCosts:
    """Return the costs that ship with the package."""
    return ErrorCosts(
        **{row.cells[0]: int(row.cells[1]) for row in read_rows("spelling/typing_errors.tsv", 4)}
    )


@cache
def key_neighbours() -> dict[str, str]:
    """Return the letters on the keys around that of each letter, from key_neighbours.tsv."""
    return {row.cells[0]: row.cells[1] for row in read_rows("spelling/key_neighbours.tsv", 3)}


@cache
def cheap_substitutions() -> dict[str, dict[str, int]]:
    """Return the substitutions that cost less than ``wrong``: typed letter -> right letter -> cost."""
    costs = error_costs()
    cheap = {key: dict.fromkeys(others, costs.neighbour) for key, others in key_neighbours().items()}
    for typed, letters in keyboard_substitutions().items():
        cheap.setdefault(typed, {}).update(dict.fromkeys(letters, costs.standin))
    return cheap


def substitution_cost(typed: str, right: str, surcharge: int = 0) -> int:
    """Return the cost of one letter typed for another one; ``surcharge`` is added to all but stand-ins."""
    costs = error_costs()
    cost = cheap_substitutions().get(typed, {}).get(right, costs.wrong)
    return cost if cost == costs.standin else cost + surcharge


def error_nats(cost: int) -> float:
    """Return how much less likely errors of some cost make a word, as a natural logarithm."""
    return cost * NATS_PER_ERROR / ERROR
