"""Builds the query terms of a text: analyzes it, corrects mistyped words and weights fields and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kzsearch.caches import BoundedCache
from kzsearch.model import Correction
from kzsearch.query.plan import QueryTerm, Scope, TermGroup
from kzsearch.schema import Layer, terms_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.model import Field
    from kzsearch.query.spelling import SpellingCorrector
    from kzsearch.ranking import Ranking
    from kzsearch_analyzers import AnalyzedWord, Token

_PREFIX_LAYERS = (Layer.EXACT, Layer.LEMMA)
_CACHED_WORDS = 4096
"""Words and texts that are not analyzed again; 10 MB with their query terms."""


class AnalyzedText(NamedTuple):
    """The query terms of a text.

    Attributes:
        terms: In the order of the text.
        corrections: With offsets from the start of the text.
    """

    terms: tuple[QueryTerm, ...]
    corrections: tuple[Correction, ...] = ()


class TermBuilder:
    """Builds query terms for some fields under one ranking. All look-ups are cached.

    Attributes:
        fields: The fields, weighted or not.
        weighted_fields: Those of the fields with a weight.
        scopes: The fields and layers with a weight, and those of ``unweighted_layer``.
        prefix_scopes: Where prefixes are looked up.
        phrase_layer: Where phrases of several words are looked up.
        corrected_texts: ``[text]`` gives the :class:`AnalyzedText`, mistyped words corrected.
        typed_texts: ``[text]`` gives the :class:`AnalyzedText` without corrections.
        terms: ``[key]`` gives the query term of a word key of the analyzer.
        known_terms: The same; None for words that the analyzer does not know.
    """

    def __init__(
        self,
        analyzer: FullAnalyzer,
        corrector: SpellingCorrector | None,
        ranking: Ranking,
        fields: tuple[Field, ...],
        unweighted_layer: Layer | None = None,
    ) -> None:
        """Weight the fields and layers.

        Args:
            analyzer: The analyzer of the index.
            corrector: None corrects nothing.
            ranking: The weights.
            fields: Where the terms are looked up.
            unweighted_layer: A layer that is looked up although its weight is 0: phrases compare it.
        """
        self._analyzer = analyzer
        self._corrector = corrector
        self.fields = fields
        self.weighted_fields = tuple(field for field in fields if ranking.fields.get(field, 0))
        self.scopes = tuple(
            Scope(field, layer, weight)
            for field in fields
            for layer in Layer
            if (weight := ranking.weight(field, layer)) > 0
            or (layer is unweighted_layer and field in self.weighted_fields)
        )
        self.prefix_scopes = tuple(
            scope for scope in self.scopes if scope.layer in _PREFIX_LAYERS and scope.weight > 0
        )
        self.phrase_layer = Layer.LEMMA if ranking.layers.get(Layer.LEMMA, 0) > 0 else Layer.EXACT
        self._scopes_of = {layer: tuple(s for s in self.scopes if s.layer is layer) for layer in Layer}
        self.corrected_texts: BoundedCache[str, AnalyzedText] = BoundedCache(self._corrected, _CACHED_WORDS)
        self.typed_texts: BoundedCache[str, AnalyzedText] = BoundedCache(self._typed, _CACHED_WORDS)
        self.terms: BoundedCache[Hashable, QueryTerm] = BoundedCache(self._term_of, _CACHED_WORDS)
        self.known_terms: BoundedCache[Hashable, QueryTerm | None] = BoundedCache(
            self._known_term_of, _CACHED_WORDS
        )

    def scopes_of(self, layer: Layer) -> tuple[Scope, ...]:
        """Return the scopes of one layer."""
        return self._scopes_of[layer]

    def from_tokens(self, tokens: Iterable[Token], *, correct: bool) -> AnalyzedText:
        """Build the query terms of some tokens; if ``correct``, mistyped ones are corrected."""
        terms, corrections = [], []
        for token in tokens:
            suggestion = self._corrector.suggest(token) if correct and self._corrector else None
            if suggestion is None:
                terms.append(self._term(token))
                continue
            terms.append(self._term(token, *(suggestion.candidates if suggestion.searched else ())))
            replacement = _with_case_of(token.surface, suggestion.candidates[0].term)
            corrections.append(
                Correction(token.start, token.end, token.surface, replacement, suggestion.searched)
            )
        return AnalyzedText(tuple(terms), tuple(corrections))

    def _corrected(self, text: str) -> AnalyzedText:
        if self._corrector is None:
            return self.typed_texts[text]
        return self.from_tokens(self._analyzer.analyze(text), correct=True)

    def _typed(self, text: str) -> AnalyzedText:
        return AnalyzedText(tuple(map(self.terms.__getitem__, self._analyzer.word_keys(text))))

    def _term_of(self, key: Hashable) -> QueryTerm:
        return self._term(self._analyzer.analyze_word(key))

    def _known_term_of(self, key: Hashable) -> QueryTerm | None:
        return self.terms[key] if self._analyzer.analyze_word(key).known else None

    def _term(self, *words: AnalyzedWord | Token) -> QueryTerm:
        """Build the query term that any of some words matches: a word and the corrections of it."""
        groups = (TermGroup(scope, _terms_of_any(words, scope.layer)) for scope in self.scopes)
        return QueryTerm(tuple(group for group in groups if group.terms))


def _terms_of_any(words: Sequence[AnalyzedWord | Token], layer: Layer) -> tuple[str, ...]:
    if len(words) == 1:
        return terms_of(words[0], layer)
    return tuple(dict.fromkeys(term for word in words for term in terms_of(word, layer)))


def _with_case_of(typed: str, replacement: str) -> str:
    """Return a lower-case word with the capitals of the word that it replaces."""
    if len(typed) > 1 and typed.isupper():
        return replacement.upper()
    return replacement[:1].upper() + replacement[1:] if typed[:1].isupper() else replacement
