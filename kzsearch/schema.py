"""The fields of an index: each text field of a section is indexed in each layer of its tokens."""

from __future__ import annotations

from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING

from kzsearch.model import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzsearch_analyzers import AnalyzedWord, Token

INDEX_FORMAT = 4
"""Increases when an older program's index can no longer be read, or would give other answers."""

ARTICLE_ID = "article_id"
"""The field with the id of a section's article: one term a section, with ordinals."""

DATE = "date"
"""The field with the date of a section's article: its ISO 8601 day as one term, or none."""

ORDINAL = "ordinal"
"""The 32-bit value of every section that is its ordinal in the article."""


class Layer(Enum):
    """The terms of a token that are indexed side by side, from the strictest layer to the loosest."""

    EXACT = "exact"
    LEMMA = "lemma"
    ROOT = "root"
    FOLD = "fold"

    @property
    def keeps_positions(self) -> bool:
        """Whether the layer can answer phrases; the others keep frequencies only, which halves their size."""
        return self in (Layer.EXACT, Layer.LEMMA)


def field_name(field: Field, layer: Layer) -> str:
    """Return the name of a field in the index: ``body_lemma``."""
    return f"{field.value}_{layer.value}"


LAYERED_FIELDS: dict[str, tuple[Field, Layer]] = {
    field_name(field, layer): (field, layer) for field in Field for layer in Layer
}
"""All text fields of an index, by name."""

FIELD_NUMBERS: dict[str, int] = {name: number for number, name in enumerate(LAYERED_FIELDS)}
"""The numbers that the kernels use for the names of fields."""

_TERMS: dict[Layer, Callable[[Token | AnalyzedWord], tuple[str, ...]]] = {
    Layer.LEMMA: attrgetter("lemmas"),
    Layer.ROOT: attrgetter("roots"),
    Layer.FOLD: attrgetter("folds"),
}


def terms_of(token: Token | AnalyzedWord, layer: Layer) -> tuple[str, ...]:
    """Return the alternative terms of a token in a layer; all of them have the position of the token."""
    return (token.term,) if layer is Layer.EXACT else _TERMS[layer](token)


def indexed_terms_of(token: Token | AnalyzedWord, layer: Layer) -> tuple[str, ...]:
    """Return the terms that an index has at the position of a token.

    A mistyped word is indexed with the terms of its corrections too. Not in the exact layer, so that a
    document in which the word is spelled as in the query scores higher.
    """
    terms = terms_of(token, layer)
    if not token.corrections or layer is Layer.EXACT:
        return terms
    corrected = (term for each in token.corrections for term in terms_of(each, layer))
    return tuple(dict.fromkeys((*terms, *corrected)))


def indexed_terms_of_all(words: Sequence[AnalyzedWord], layer: Layer) -> list[tuple[str, ...]]:
    """Return ``indexed_terms_of`` for each of many words, in a quarter of the time."""
    if layer is Layer.EXACT:
        return list(zip(map(attrgetter("term"), words)))
    terms = list(map(_TERMS[layer], words))
    for number, word in enumerate(words):
        if word.corrections:
            terms[number] = indexed_terms_of(word, layer)
    return terms
