"""Words of a query that find nothing: what may have been meant, of the words that the index has.

A word is doubted where no lexicon knows it and the index has next to nothing for it. What may have been meant
is one typing error away (two, in a long word) among the terms of the index, or else among the forms that the
analyzer accepts: the index may have the word in other forms only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import TYPE_CHECKING

from kzsearch.model import Field
from kzsearch.schema import Layer, field_name
from kzsearch_analyzers.token import TokenKind
from kzsearch_analyzers.typing_errors import ERROR, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kzsearch.analysis import Analyzer
    from kzsearch.bridge.reading import Segment
    from kzsearch_analyzers.token import Token

SHORTEST_WORD = 4
"""Code points; shorter words have too many neighbours."""

LONG_WORD = 9
"""Code points from which on a word may have two errors."""

ONE_ERROR = ERROR + ERROR // 2
"""Room for one error anywhere, or for one besides three letters typed for Kazakh ones."""

TWO_ERRORS = 2 * ERROR + ERROR // 3

MAX_ALTERNATIVES = 3

_MARGIN = 2.0
"""How far below the best correction, in nats, another one is searched as well."""

_NATS_PER_ERROR = 3.0
_UNSEEN = 0.1
"""Sections that a term is taken to have where it has none."""

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that was probably mistyped.

    Attributes:
        meant: What may have been meant, best first; not empty.
        searched: Whether to search for it; otherwise the word itself finds something, if little.
    """

    meant: tuple[Token, ...]
    searched: bool


class Corrector:
    """Knows the vocabulary of one snapshot of an index; reads it when the first word is doubted."""

    def __init__(self, segments: Sequence[Segment], analyzer: Analyzer) -> None:
        self._segments = segments
        self._analyzer = analyzer
        self._meant = lru_cache(maxsize=_REMEMBERED)(self._ranked)

    def doubt(self, token: Token) -> Doubt | None:
        """What may have been meant by a word of a query; None for a word that is as good as any.

        Cost: nothing for words that the analyzer knows; else a look-up, and for a word that is found nowhere
        1 to 10 milliseconds. The first such word reads the vocabulary, about a second for 300,000 terms.
        """
        if token.known or token.kind is not TokenKind.WORD:
            return None
        if len(token.term) < SHORTEST_WORD or not token.term.isalpha():
            return None
        if self._sections(Layer.EXACT, token.term) or any(self._sections(Layer.LEMMA, lemma) for lemma in token.lemmas):
            return None
        meant = self._meant(token.term)
        return Doubt(meant, True) if meant else None

    def _ranked(self, typed: str) -> tuple[Token, ...]:
        scored = []
        for word, cost in self._candidates(typed).items():
            token = self._read(word)
            if token is not None:
                scored.append((self._score(token, cost), word, token))
        scored.sort(key=lambda each: (-each[0], each[1]))
        return tuple(
            token for score, _, token in scored[:MAX_ALTERNATIVES] if score >= scored[0][0] - _MARGIN
        )

    def _candidates(self, typed: str) -> dict[str, int]:
        found = near(typed, self._terms, ONE_ERROR)
        if not found:
            found = near(typed, self._analyzer.respelled(typed), ONE_ERROR)
        if not found and len(typed) >= LONG_WORD:
            found = near(typed, self._terms, TWO_ERRORS)
        return found

    def _score(self, token: Token, cost: int) -> float:
        """Log-probability up to a constant: of the word in this index, and of the errors."""
        form = self._vocabulary[token.term]
        lemma = max(self._sections(Layer.LEMMA, lemma) for lemma in token.lemmas)
        return log(form + _UNSEEN) + log(lemma + _UNSEEN) / 2 - _NATS_PER_ERROR * cost / ERROR

    def _read(self, word: str) -> Token | None:
        tokens = self._analyzer.analyze(word)
        return tokens[0] if len(tokens) == 1 and tokens[0].term == word else None

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        """Every exact term, with the number of sections that have it, those with it in two fields twice."""
        found: Counter[str] = Counter()
        for field in Field:
            for segment in self._segments:
                found.update(dict(segment.terms(field_name(field, Layer.EXACT))))
        return found

    @cached_property
    def _terms(self) -> list[str]:
        return sorted(self._vocabulary)

    def _sections(self, layer: Layer, term: str) -> int:
        """Sections that have a term, as ``_vocabulary`` counts them."""
        names = [field_name(field, layer) for field in Field]
        return sum(_sections_in(segment, name, term) for segment in self._segments for name in names)


def _sections_in(segment: Segment, name: str, term: str) -> int:
    first, sections = next(segment.terms(name, term), ("", 0))
    return sections if first == term else 0
