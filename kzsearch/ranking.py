"""The parameters of the score: what users may weigh differently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzsearch.model import Field
from kzsearch.schema import Layer
from kzsearch.values import FrozenDict, wrong_type

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Ranking:
    """Parameters of the score: a value that compares, hashes, copies and pickles.

    The score of a section for a word is the sum over fields and layers of
    ``weight(field, layer) * idf * tf / (tf + k1 * (1 - b + b * length / average length))``.
    Of alternatives inside one layer (the lemmas of an ambiguous form) the best one counts.

    Attributes:
        k1: Saturation: the higher, the more each further occurrence of a term adds.
        b: Strength of the length normalization, from 0 to 1.
        fields: Weight of each field; one that is missing or zero is not searched.
        layers: Weight of each layer. A section with the very form of the query scores in all of them, one
            with another form of the word in lemma, root and fold, one with a related word only in root.
    """

    k1: float = 0.9
    b: float = 0.4
    fields: Mapping[Field, float] = field(
        default_factory=lambda: FrozenDict({Field.TITLE: 1.2, Field.HEADING: 1.2, Field.BODY: 1.0})
    )
    layers: Mapping[Layer, float] = field(
        default_factory=lambda: FrozenDict(
            {Layer.EXACT: 0.3, Layer.LEMMA: 1.0, Layer.ROOT: 0.3, Layer.FOLD: 0.3}
        )
    )

    def __post_init__(self) -> None:
        if not (self.k1 >= 0 and 0 <= self.b <= 1):
            raise ValueError(f"k1 must not be negative and b must lie in 0..1, not k1={self.k1}, b={self.b}")
        for name, kind in (("fields", Field), ("layers", Layer)):
            weights = FrozenDict(getattr(self, name))
            for key, weight in weights.items():
                if not isinstance(key, kind):
                    raise wrong_type(f"a key of Ranking.{name}", key, f"a kzsearch.{kind.__name__}")
                if not weight >= 0:
                    raise ValueError("weights of fields and layers must not be negative")
            object.__setattr__(self, name, weights)

    def weight(self, field: Field, layer: Layer) -> float:
        """Return the weight of a layer of a field; 0 if it is not searched."""
        return self.fields.get(field, 0.0) * self.layers.get(layer, 0.0)


DEFAULT_RANKING = Ranking()
