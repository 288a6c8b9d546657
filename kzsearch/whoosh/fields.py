"""A text field for anyone's own schema whose queries ask for every reading of an ambiguous word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoosh.fields import TEXT

from kzsearch.schema import Layer
from kzsearch.whoosh.analyzer import KazakhAnalyzer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch.analysis import Analyzer


class KazakhText(TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A ``TEXT`` field with a :class:`KazakhAnalyzer`; a word of a query finds any of its readings.

    Stock parsers join the readings with ``Or``. In a phrase they take the best reading of each word; those
    with a :class:`~kzsearch.whoosh.KazakhPlugin` take any.
    """

    def __init__(
        self, layer: Layer | str = Layer.LEMMA, *, analyzer: Analyzer | None = None, **options: object
    ) -> None:
        """Make a field.

        Args:
            layer: As for :class:`KazakhAnalyzer`.
            analyzer: As for :class:`KazakhAnalyzer`.
            options: Of ``whoosh.fields.TEXT``: ``stored``, ``chars``, ``field_boost`` and so on.
        """
        super().__init__(analyzer=KazakhAnalyzer(layer, analyzer), **{"multitoken_query": "or", **options})

    def process_text(self, qstring: str, mode: str = "", **options: object) -> Iterator[str]:
        """Yield the terms of a text; of a query all readings of every word."""
        if mode == "query" and options.get("tokenize", True):
            return (term for _, terms in self.analyzer.readings(qstring) for term in terms)
        return iter(super().process_text(qstring, mode=mode, **options))
