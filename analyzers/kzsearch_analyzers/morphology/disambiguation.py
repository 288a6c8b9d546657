"""How likely a reading is: a log-linear model whose weights are the readable table model.tsv.

The score of a reading is the sum of the weights of its features. They are

- ``src=`` where the stem comes from, ``pos=`` its part of speech, ``len=`` its length (1-4, 5 = more);
- ``freq=`` how common its lexeme is in running text (frequency.tsv);
- ``above=`` how common the commonest lexeme is that explains more of the word (- for none), and where
  there is one, ``px3~2``: the stem's first suffix against such a rival, in three classes;
- one for every two neighbours of the chain part of speech, suffix, ..., suffix, end (``n>px3``, ``px3>``).

Neighbours and rivals too rare to have a weight of their own share ``?>?`` and ``?~?``. The weights come from
``benchmarks/quality/train_ranking.py``, which also reports the cross-validation.
"""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kzsearch_analyzers.morphology.reading import Source

RARE = {">": "?>?", "~": "?~?"}
"""The features that stand for neighbours and rivals too rare to be named in model.tsv."""

MAX_LENGTH = 5
"""Stems this long or longer are alike; that of a derived or irregular word counts as long."""


def rare_feature(name: str) -> str:
    """The feature that stands for one that is too rare; the name itself for kinds that are never too rare."""
    return next((rare for sign, rare in RARE.items() if sign in name), name)


class Evidence(NamedTuple):
    """What the model looks at in a stem.

    Attributes:
        source: What the stem rests on.
        pos: Part of speech of the lemma.
        length: Letters of the lemma; MAX_LENGTH where it says nothing.
        frequency: Class of the lexeme, 0 where it has none.
        longer_frequency: Class of the commonest lexeme with a longer stem in the same word, -1 for none.
    """

    source: Source
    pos: str
    length: int
    frequency: int = 0
    longer_frequency: int = -1

    def features(self, first: str) -> list[str]:
        """Their names; ``first`` is the first suffix behind the stem."""
        rival = [] if self.longer_frequency < 0 else [f"{first}~{min(self.longer_frequency, 6) // 2}"]
        return [
            *rival,
            f"src={self.source.value}",
            f"pos={self.pos}",
            f"len={min(self.length, MAX_LENGTH)}",
            f"freq={self.frequency}",
            f"above={self.longer_frequency if self.longer_frequency >= 0 else '-'}",
        ]


class DisambiguationModel:
    """Weights by feature name, in nats: the difference of two readings' sums is the log of their odds.

    Attributes:
        weights: The table.
        keep: Readings less likely than this share of the word's best are dropped.
    """

    __slots__ = ("_stems", "keep", "weights")

    def __init__(self, weights: dict[str, float], keep: float = 0.08) -> None:
        self.weights = weights
        self.keep = keep
        self._stems: dict[Evidence, StemWeights] = {}

    def step(self, suffix: str, following: str) -> float:
        """Weight of one suffix followed by another, "" at the end of the word."""
        return self.weight(f"{suffix}>{following}")

    def stem(self, evidence: Evidence) -> StemWeights:
        """The weights of a stem by the suffix that follows; kept, since few stems differ in evidence."""
        found = self._stems.get(evidence)
        if found is None:
            found = self._stems[evidence] = StemWeights(self, evidence)
        return found

    def score(self, names: Iterable[str]) -> float:
        """The sum of the weights of named features."""
        return sum(self.weight(name) for name in names)

    def weight(self, name: str) -> float:
        """The weight of one feature."""
        weight = self.weights.get(name)
        return self.weights.get(rare_feature(name), 0.0) if weight is None else weight

    @property
    def margin(self) -> float:
        """How far below the best a reading may be and still be kept."""
        return -math.log(self.keep)


class StemWeights(dict[str, float]):
    """First suffix ("" for none) -> weight of what the stem decides of a reading; worked out when asked."""

    __slots__ = ("_evidence", "_model")

    def __init__(self, weights: DisambiguationModel, evidence: Evidence) -> None:
        super().__init__()
        self._model = weights
        self._evidence = evidence

    def __missing__(self, first: str) -> float:
        """Works out the weight before one suffix."""
        evidence = self._evidence
        weight = self[first] = self._model.score([*evidence.features(first), f"{evidence.pos}>{first}"])
        return weight


def features(evidence: Evidence, suffixes: Iterable[str]) -> tuple[str, ...]:
    """The names of a reading's features, as the model sums them."""
    chain = [evidence.pos, *suffixes, ""]
    return (*evidence.features(chain[1]), *(f"{a}>{b}" for a, b in itertools.pairwise(chain)))


@cache
def disambiguation_model() -> DisambiguationModel:
    """The model that ships with the package."""
    return DisambiguationModel({row.cells[0]: float(row.cells[1]) for row in read_rows("morphology/model.tsv", 2)})
