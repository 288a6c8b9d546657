"""The one scoring formula: Lucene's BM25 over every (field, layer), weighted and added up.

Lucene's ``BM25Similarity`` is taken to the letter, one-byte lengths included, so that a plan ranks alike here
and on a Lucene server. Pure functions; they know no index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from kzsearch.model import Field
from kzsearch.schema import Layer
from kzsearch.segment.norms import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping


def idf(holders: int, containing: int) -> float:
    """Rarity of a term.

    Args:
        holders: Documents that have the field at all.
        containing: Those of them that have the term in it.
    """
    return math.log(1 + (holders - containing + 0.5) / (containing + 0.5))


def saturation(tf: float, norm: float) -> float:
    """How much of a term's weight ``tf`` occurrences earn, from 0 to 1."""
    return tf / (tf + norm)


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """A field over a whole index; deleted documents count until they are merged away, as in Lucene."""

    holders: int
    tokens: int

    @property
    def average_length(self) -> float:
        """Mean length over the documents that have the field."""
        return self.tokens / self.holders if self.holders else 1.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Parameters of the score.

    The score of a section for a word is the sum over fields and layers of
    ``weight(field, layer) * idf * tf / (tf + k1 * (1 - b + b * length / average length))``,
    where alternatives inside one layer (the lemmas of an ambiguous form) count by the best of them.

    Attributes:
        k1: How fast repetitions of a term stop to matter.
        b: How much long texts are held against them, from 0 to 1.
        fields: Weight of each part of a section; one that is missing or zero is not searched.
        layers: Weight of each layer. A section with the very form of the query earns all of them, one with
            another form of the word earns lemma, root and fold, one with a relative of it only root.
    """

    k1: float = 0.9
    b: float = 0.4
    fields: Mapping[Field, float] = field(
        default_factory=lambda: MappingProxyType({Field.TITLE: 1.2, Field.HEADING: 1.2, Field.BODY: 1.0})
    )
    layers: Mapping[Layer, float] = field(
        default_factory=lambda: MappingProxyType(
            {Layer.EXACT: 0.3, Layer.LEMMA: 1.0, Layer.ROOT: 0.3, Layer.FOLD: 0.3}
        )
    )

    def __post_init__(self) -> None:
        if not (self.k1 >= 0 and 0 <= self.b <= 1):
            raise ValueError(f"k1 must not be negative and b must lie in 0..1, not k1={self.k1}, b={self.b}")
        if min([*self.fields.values(), *self.layers.values()], default=0) < 0:
            raise ValueError("weights of fields and layers must not be negative")

    def weight(self, field: Field, layer: Layer) -> float:
        """The factor of one field and layer; 0 when it is not searched."""
        return self.fields.get(field, 0.0) * self.layers.get(layer, 0.0)

    def norms(self, average_length: float) -> list[float]:
        """``k1 * (1 - b + b * length / average)`` for every length code."""
        return [self.k1 * (1 - self.b + self.b * length / average_length) for length in LENGTHS]


DEFAULT_RANKING = Ranking()
