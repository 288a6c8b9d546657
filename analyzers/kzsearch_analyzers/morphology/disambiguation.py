"""Disambiguation: a log-linear model of the readings of a word; its weights are the table model.tsv.

The score of a reading is the sum of the weights of its features:

- ``src=``: where the stem comes from; ``pos=``: its part of speech; ``len=``: its length (1-4, 5 = more);
- ``freq=``: the frequency class of its lexeme (frequency.tsv);
- ``above=``: the frequency class of the most frequent lexeme with a longer stem in the same word (``-`` for
  none), and with one, the first suffix of the reading against that class in three steps (``px3~2``);
- one bigram for each two neighbours of part of speech, suffix, ..., suffix, end (``n>px3``, ``px3>``).

Features too rare to have a weight share the weights of ``?>?`` and ``?~?``. The weights are estimated by
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
"""By the sign inside its name: the feature that replaces one too rare to have a weight in model.tsv."""

MAX_LENGTH = 5
"""Letters from which on the length makes no difference; derived and irregular lemmas always count as long."""


def rare_feature(name: str) -> str:
    """Return the feature that replaces one too rare; the name itself for kinds that are never too rare."""
    return next((rare for sign, rare in RARE.items() if sign in name), name)


class Evidence(NamedTuple):
    """The properties of a stem that the model uses.

    Attributes:
        source: Where the stem comes from.
        pos: Part of speech of the lemma.
        length: Letters of the lemma; MAX_LENGTH for derived and irregular lemmas.
        frequency: Frequency class of the lexeme, 0 where it has none.
        longer_frequency: Class of the most frequent lexeme with a longer stem in the same word, -1 for none.
    """

    source: Source
    pos: str
    length: int
    frequency: int = 0
    longer_frequency: int = -1

    def features(self, first: str) -> list[str]:
        """Return the names of the features; ``first`` is the id of the first suffix after the stem."""
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
    """Scores of readings in nats; the difference of two is the logarithm of their odds.

    Attributes:
        weights: Weight by feature name.
        keep: Readings whose odds against the best one of the word are lower are dropped.
    """

    __slots__ = ("_stem_weights", "keep", "weights")

    def __init__(self, weights: dict[str, float], keep: float = 0.08) -> None:
        self.weights = weights
        self.keep = keep
        self._stem_weights: dict[Evidence, StemWeights] = {}

    def bigram(self, suffix: str, following: str) -> float:
        """Return the weight of one suffix followed by another, "" for the end of the word."""
        return self.weight(f"{suffix}>{following}")

    def stem_weights(self, evidence: Evidence) -> StemWeights:
        """Return the weights of a stem by first suffix; cached, since many stems share the same evidence."""
        found = self._stem_weights.get(evidence)
        if found is None:
            found = self._stem_weights[evidence] = StemWeights(self, evidence)
        return found

    def score(self, names: Iterable[str]) -> float:
        """Return the sum of the weights of the features."""
        return sum(self.weight(name) for name in names)

    def weight(self, name: str) -> float:
        """Return the weight of one feature."""
        weight = self.weights.get(name)
        return self.weights.get(rare_feature(name), 0.0) if weight is None else weight

    @property
    def margin(self) -> float:
        """The largest difference in score, in nats, between the best reading and one that is kept."""
        return -math.log(self.keep)


class StemWeights(dict[str, float]):
    """Id of the first suffix ("" for none) -> weight of a stem before it; computed at the first look-up."""

    __slots__ = ("_evidence", "_model")

    def __init__(self, weights: DisambiguationModel, evidence: Evidence) -> None:
        super().__init__()
        self._model = weights
        self._evidence = evidence

    def __missing__(self, first: str) -> float:
        """Compute the weight before one suffix."""
        evidence = self._evidence
        weight = self[first] = self._model.score([*evidence.features(first), f"{evidence.pos}>{first}"])
        return weight


def feature_names(evidence: Evidence, suffixes: Iterable[str]) -> tuple[str, ...]:
    """Return the names of all features of a reading, whose weights add up to its score."""
    chain = [evidence.pos, *suffixes, ""]
    return (*evidence.features(chain[1]), *(f"{a}>{b}" for a, b in itertools.pairwise(chain)))


@cache
def disambiguation_model() -> DisambiguationModel:
    """Return the model that ships with the package."""
    return DisambiguationModel(
        {row.cells[0]: float(row.cells[1]) for row in read_rows("morphology/model.tsv", 2)}
    )
