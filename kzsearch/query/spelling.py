"""Suggests corrections for mistyped words of a query.

A noisy-channel model: candidates are the terms of the index within one typing error of the word (two for a
long word); if there is none, the forms within one error that the analyzer accepts, because the index may have
the word in other forms only. They are ranked by the probability of the word in this index and of the errors.
Only a word that no lexicon knows and that hardly any section has is corrected.

What is particular to a language is in the :class:`~kzsearch.analysis.SpellingModel` of the analyzer; the
constants here are multiples of the cost of its ordinary error.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from threading import Lock
from typing import TYPE_CHECKING

from kzsearch.model import Field
from kzsearch.schema import Layer, field_name
from kzsearch_analyzers.token import TokenKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kzsearch.analysis import FullAnalyzer, SpellingModel
    from kzsearch.segment.segment import Segment
    from kzsearch_analyzers.token import Token

MIN_LENGTH = 4
"""Code points; shorter words have too many neighbours."""

MAX_ABBREVIATION_LENGTH = 5
"""Code points up to which a word in capitals is an abbreviation or a Roman numeral, and not corrected."""

MIN_LENGTH_FOR_TWO_ERRORS = 9
"""Code points."""

ONE_ERROR = 1.5
"""Maximum cost, in ordinary errors, of one error anywhere, or of one besides three letters typed without
the Kazakh keyboard."""

TWO_ERRORS = 2.16
"""Maximum cost, in ordinary errors, of two errors, neither in the first letter, and a letter typed without
the Kazakh keyboard."""

MAX_DOC_FREQ = 2
"""Sections up to which a word that is found gets a suggestion as well."""

MIN_FREQUENCY_RATIO = 20
"""How many times as many sections as such a word its suggestion must have."""

MAX_CANDIDATES = 3
"""Candidates of a word that are searched together; a section scores the best of them."""

_MAX_DISTANCE_TO_BEST = 2.0
"""Log-probability, in nats, by which a candidate may be below the best one to be searched as well."""

_SMOOTHING = 0.1
"""Sections added to every count, so that the logarithm of 0 is defined."""

_CACHED_WORDS = 4096
"""Words whose suggestions are kept: the next page of results needs them again."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Corrections of a word that was probably mistyped.

    Attributes:
        candidates: Best first; not empty.
        searched: Whether the candidates are searched in place of the word, because it is found nowhere.
    """

    candidates: tuple[Token, ...]
    searched: bool


class SpellingCorrector:
    """Suggests corrections from the vocabulary of one snapshot of an index. Thread-safe."""

    def __init__(self, segments: Sequence[Segment], analyzer: FullAnalyzer, model: SpellingModel) -> None:
        self._segments = segments
        self._analyzer = analyzer
        self._model = model
        self._suggesting = Lock()
        self._cached_suggestion = lru_cache(maxsize=_CACHED_WORDS)(self._suggestion)

    def suggest(self, token: Token) -> Suggestion | None:
        """Return corrections of a word of a query; None if there is no reason to correct it.

        Cost: nothing for words that the analyzer knows, a look-up for most others; for a word that hardly any
        section has about a millisecond, and up to 20 for one that is found nowhere and has no near term. The
        first such word reads the vocabulary, about half a second for 300,000 terms.
        """
        if token.known or not _is_correctable(token):
            return None
        doc_freq = self._doc_freq(token)
        return self._cached_suggestion(token.term, doc_freq) if doc_freq <= MAX_DOC_FREQ else None

    def _suggestion(self, typed: str, doc_freq: int) -> Suggestion | None:
        with self._suggesting:  # so that threads do not each read the vocabulary
            return self._computed_suggestion(typed, doc_freq)

    def _computed_suggestion(self, typed: str, doc_freq: int) -> Suggestion | None:
        costs = self._near_terms(typed, ONE_ERROR)
        if not (costs or doc_freq):
            costs = self._near(typed, self._model.candidates(typed), ONE_ERROR)
            if not costs and len(typed) >= MIN_LENGTH_FOR_TWO_ERRORS:
                costs = self._near_terms(typed, TWO_ERRORS)
        candidates = self._best_candidates(costs)
        if not candidates or self._doc_freq(candidates[0]) < doc_freq * MIN_FREQUENCY_RATIO:
            return None
        return Suggestion(candidates, searched=not doc_freq)

    def _near(self, typed: str, words: Sequence[str], max_errors: float) -> dict[str, int]:
        """Return the words within some ordinary errors of the typed one, with the costs of the errors."""
        return self._model.near(typed, words, int(max_errors * self._model.error_cost))

    def _near_terms(self, typed: str, max_errors: float) -> dict[str, int]:
        """Return the same for the terms of the index, without the typed word itself."""
        found = self._near(typed, self._terms, max_errors)
        found.pop(typed, None)
        return found

    def _best_candidates(self, costs: Mapping[str, int]) -> tuple[Token, ...]:
        """Return the most probable of some words that are in the index in some form, best first."""
        scored = []
        for word, cost in costs.items():
            token = self._single_token(word)
            if token is not None and self._doc_freq(token):
                scored.append((self._log_probability(token, cost), word, token))
        scored.sort(key=lambda each: (-each[0], each[1]))
        return tuple(
            token
            for score, _, token in scored[:MAX_CANDIDATES]
            if score >= scored[0][0] - _MAX_DISTANCE_TO_BEST
        )

    def _log_probability(self, token: Token, cost: int) -> float:
        """Return the log-probability, up to a constant, of the word in this index and of the errors."""
        form, word = self._vocabulary[token.term], self._doc_freq(token)
        return (
            log(form + _SMOOTHING)
            + log(word + _SMOOTHING) / 2
            - self._model.nats_per_error * cost / self._model.error_cost
        )

    def _doc_freq(self, token: Token) -> int:
        """Return the number of sections with a word in any form; each field with it counts."""
        terms = [(Layer.EXACT, token.term), *((Layer.LEMMA, lemma) for lemma in token.lemmas)]
        return max(self._term_doc_freq(layer, term) for layer, term in terms)

    def _term_doc_freq(self, layer: Layer, term: str) -> int:
        names = [field_name(field, layer) for field in Field]
        return sum(segment.doc_freq(name, term) for segment in self._segments for name in names)

    def _single_token(self, word: str) -> Token | None:
        """Analyze a word; None if it is not one token with the word as its term."""
        tokens = self._analyzer.analyze(word)
        return tokens[0] if len(tokens) == 1 and tokens[0].term == word else None

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        """The document frequency of every exact term, added over the fields."""
        names = [field_name(field, Layer.EXACT) for field in Field]
        counts = [dict(segment.terms(name)) for segment in self._segments for name in names]
        counts.sort(key=len, reverse=True)  # Counter.update copies the first in C, the others key by key
        found: Counter[str] = Counter()
        for each in counts:
            found.update(each)
        return found

    @cached_property
    def _terms(self) -> list[str]:
        return sorted(self._vocabulary)


def _is_correctable(token: Token) -> bool:
    """Return whether a token is long enough, and neither a number nor a code nor an abbreviation."""
    length = len(token.term)
    return (
        token.kind is TokenKind.WORD
        and token.term.isalpha()
        and length >= MIN_LENGTH
        and not (token.surface.isupper() and length <= MAX_ABBREVIATION_LENGTH)
    )
