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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzsearch.analysis import FullAnalyzer, SpellingModel
    from kzsearch.index.snapshot import Segment
    from kzsearch_analyzers.token import Token

SHORTEST_WORD = 4
"""Code points; shorter words have too many neighbours."""

LONGEST_ABBREVIATION = 5
"""Code points up to which a word in capitals is one, or a Roman numeral, and nothing is wrong with it."""

LONG_WORD = 9
"""Code points from which on a word may have two errors."""

ONE_ERROR = 1.5
"""Cost in ordinary errors of one error anywhere, or of one besides three letters typed for Kazakh ones."""

TWO_ERRORS = 2.16
"""Cost of two errors and a letter typed for a Kazakh one, but of no error in the first letter."""

RARE = 2
"""Sections up to which a word that finds something is doubted as well."""

FAR_MORE = 20
"""How many times the sections of such a word a correction must have to be suggested."""

MAX_ALTERNATIVES = 3
"""Corrections of a word that are searched together; a section counts by the best of them."""

_MARGIN = 2.0
"""How far below the best correction, in nats, another one is searched as well."""

_UNSEEN = 0.1
"""Sections that a term is taken to have where it has none."""

_REMEMBERED = 4096
"""Words whose doubts are kept: the next page of an answer asks for them again."""


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

    def __init__(self, segments: Sequence[Segment], analyzer: FullAnalyzer, spelling: SpellingModel) -> None:
        self._segments = segments
        self._analyzer = analyzer
        self._spelling = spelling
        self._doubt_of = lru_cache(maxsize=_REMEMBERED)(self._doubted)

    def doubt(self, token: Token) -> Doubt | None:
        """What may have been meant by a word of a query; None for a word that is as good as any.

        Cost: nothing for words that the analyzer knows, a look-up for most others; for a word that hardly any
        section has about a millisecond, and up to 20 for one that is found nowhere and near to nothing. The
        first such word reads the vocabulary, about half a second for 300,000 terms.
        """
        if token.known or not _is_word(token):
            return None
        sections = self._matching(token)
        return self._doubt_of(token.term, sections) if sections <= RARE else None

    def _doubted(self, typed: str, sections: int) -> Doubt | None:
        """The doubt about a word that some sections have, or none."""
        words = self._near_terms(typed, ONE_ERROR)
        if not (words or sections):
            words = self._near(typed, self._spelling.candidates(typed), ONE_ERROR)
            if not words and len(typed) >= LONG_WORD:
                words = self._near_terms(typed, TWO_ERRORS)
        meant = self._ranked(words)
        if not meant or self._matching(meant[0]) < sections * FAR_MORE:
            return None
        return Doubt(meant, searched=not sections)

    def _near(self, typed: str, words: Sequence[str], errors: float) -> dict[str, int]:
        return self._spelling.near(typed, words, int(errors * self._spelling.error_cost))

    def _near_terms(self, typed: str, errors: float) -> dict[str, int]:
        """The other terms of the index that may have been meant, with the cost of the errors."""
        found = self._near(typed, self._terms, errors)
        found.pop(typed, None)
        return found

    def _ranked(self, words: Mapping[str, int]) -> tuple[Token, ...]:
        """The likeliest of some words that would find something, best first."""
        scored = []
        for word, cost in words.items():
            token = self._read(word)
            if token is not None and self._matching(token):
                scored.append((self._score(token, cost), word, token))
        scored.sort(key=lambda each: (-each[0], each[1]))
        return tuple(
            token for score, _, token in scored[:MAX_ALTERNATIVES] if score >= scored[0][0] - _MARGIN
        )

    def _score(self, token: Token, cost: int) -> float:
        """Log-probability up to a constant: of the word in this index, and of the errors."""
        form, word = self._vocabulary[token.term], self._matching(token)
        return (
            log(form + _UNSEEN)
            + log(word + _UNSEEN) / 2
            - self._spelling.nats_per_error * cost / self._spelling.error_cost
        )

    def _matching(self, token: Token) -> int:
        """Sections that have a word in some form, those with it in two fields counted twice."""
        terms = [(Layer.EXACT, token.term), *((Layer.LEMMA, lemma) for lemma in token.lemmas)]
        return max(self._sections(layer, term) for layer, term in terms)

    def _read(self, word: str) -> Token | None:
        tokens = self._analyzer.analyze(word)
        return tokens[0] if len(tokens) == 1 and tokens[0].term == word else None

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        """Every exact term, with the number of sections that have it, those with it in two fields twice."""
        names = [field_name(field, Layer.EXACT) for field in Field]
        counts = [dict(segment.terms(name)) for segment in self._segments for name in names]
        counts.sort(key=len, reverse=True)  # only the first counts as it is
        found: Counter[str] = Counter()
        for each in counts:
            found.update(each)
        return found

    @cached_property
    def _terms(self) -> list[str]:
        return sorted(self._vocabulary)

    def _sections(self, layer: Layer, term: str) -> int:
        """Sections that have a term; each field counts."""
        names = [field_name(field, layer) for field in Field]
        return sum(segment.holders(name, term) for segment in self._segments for name in names)


def _is_word(token: Token) -> bool:
    """Whether a token is long enough to be corrected, and neither a number nor a code nor an abbreviation."""
    length = len(token.term)
    return (
        token.kind is TokenKind.WORD
        and token.term.isalpha()
        and length >= SHORTEST_WORD
        and not (token.surface.isupper() and length <= LONGEST_ABBREVIATION)
    )
