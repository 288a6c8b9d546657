"""How likely a reading is: a log-linear model whose weights are the readable table model.tsv.

The score of a reading is the sum of the weights of its features; features that the table lacks weigh nothing. Features:
``src=`` where the stem comes from, ``pos=`` its part of speech, ``len=`` its length in letters (1-4, 5 = longer), ``freq=`` how
common its lexeme is in running text (frequency.tsv), and one for every two neighbours of the chain part of speech, suffix, ..., suffix, end (``n>px3``, ``px3>``). The weights are estimated by
``benchmarks/quality/train_ranking.py``, which also reports the cross-validation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from kzsearch_analyzers.kazakh.forms import Form
from kzsearch_analyzers.kazakh.reading import Reading, Source
from kzsearch_analyzers.kazakh.tables import read_rows


MAX_LENGTH = 5
"""Stems this long or longer are alike; that of a derived or irregular word counts as long."""


class Model:
    """Weights by feature name, in nats: the difference of two readings' sums is the log of their odds.

    Attributes:
        weights: The table.
        keep: Readings less likely than this share of the word's best are dropped.
    """

    __slots__ = ("_stems", "keep", "weights")

    def __init__(self, weights: dict[str, float], keep: float = 0.1) -> None:
        self.weights = weights
        self.keep = keep
        self._stems: dict[tuple[Source, str, int, str, int], float] = {}

    def step(self, suffix: str, following: str) -> float:
        """Weight of one suffix followed by another, "" at the end of the word."""
        return self.weights.get(f"{suffix}>{following}", 0.0)

    def stem(self, source: Source, pos: str, length: int, first: str, frequency: int) -> float:
        """Weight of the part of a reading that its stem decides; ``first`` is its first suffix, "" for none."""
        key = (source, pos, length, first, frequency)
        weight = self._stems.get(key)
        if weight is None:
            named = [*stem_features(source, pos, length, frequency), f"{pos}>{first}"]
            weight = self._stems[key] = self.weigh(named)
        return weight

    def weigh(self, names: Iterable[str]) -> float:
        """The sum of the weights of named features."""
        return sum(self.weights.get(name, 0.0) for name in names)

    @property
    def margin(self) -> float:
        """How far below the best a reading may be and still be kept."""
        return -math.log(self.keep)


def stem_features(source: Source, pos: str, length: int, frequency: int) -> list[str]:
    """The names of the features that only the stem decides."""
    return [f"src={source.value}", f"pos={pos}", f"len={min(length, MAX_LENGTH)}", f"freq={frequency}"]


def chain_features(pos: str, suffixes: tuple[str, ...]) -> list[str]:
    """The names of the features of neighbours."""
    chain = (pos, *suffixes, "")
    return [f"{a}>{b}" for a, b in zip(chain, chain[1:], strict=False)]


def form_features(form: Form) -> list[str]:
    """The features of an irregular form, whose tags stand for suffixes."""
    return stem_features(Source.FORM, form.pos, MAX_LENGTH, 0) + chain_features(form.pos, form.tags)


def reading_features(reading: Reading) -> list[str]:
    """The features of a finished reading."""
    length = len(reading.lemma) if reading.source in (Source.LEXICON, Source.GUESS) else MAX_LENGTH
    return [
        *stem_features(reading.source, reading.pos, length, reading.frequency),
        *chain_features(reading.pos, reading.suffixes or reading.tags),
    ]


@cache
def model() -> Model:
    """The model that ships with the package."""
    return Model({row.cells[0]: float(row.cells[1]) for row in read_rows("kazakh/model.tsv", 2)})
