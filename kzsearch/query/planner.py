"""From the text of a query to its plan: parsed, analysed, weighted, and corrected where it was mistyped."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kzsearch.caches import Remembered
from kzsearch.model import Correction, Field
from kzsearch.query import syntax
from kzsearch.query.plan import NOTHING, And, Group, Or, Phrase, Prefix, Scope, Without, Word
from kzsearch.schema import Layer, terms_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.query.plan import Plan
    from kzsearch.query.spelling import Doubt
    from kzsearch.search.bm25 import Ranking
    from kzsearch_analyzers import AnalyzedWord, Token

_ANYWHERE = tuple(Field)
_PREFIX_LAYERS = (Layer.EXACT, Layer.LEMMA)
_REMEMBERED = 4096
"""Words that need not be analysed again: some 10 MB, with what they ask for."""


class Corrector(Protocol):
    """Doubts words; see :class:`kzsearch.query.spelling.Corrector`."""

    def doubt(self, token: Token) -> Doubt | None:
        """What may have been meant by a word of the query."""
        ...


class Planned(NamedTuple):
    """What to look up, and which words of the query were taken for others."""

    plan: Plan
    corrections: tuple[Correction, ...] = ()


# Without the named arguments, in half of the time.
_planned, _of_known = partial(tuple.__new__, Planned), partial(tuple.__new__, Phrase)


def build_plan(query: str, analyzer: FullAnalyzer, ranking: Ranking) -> Plan:
    """Read and analyse a query; a query that asks for nothing gives a plan that finds nothing."""
    return Planner(analyzer, ranking).plan(query).plan


class Planner:
    """Plans queries for one analyzer, ranking and, where words are to be corrected, index."""

    def __init__(self, analyzer: FullAnalyzer, ranking: Ranking, corrector: Corrector | None = None) -> None:
        self._analyzer = analyzer
        self._places = lru_cache(partial(_Place, _Reader(analyzer, corrector), ranking))
        self._anywhere = self._places(_ANYWHERE)

    def plan(self, query: str) -> Planned:
        """See :func:`build_plan`.

        A word that stands alone in quotes, a prefix and what is to be left out are never corrected.
        """
        corrections: list[Correction] = []
        phrase = syntax.parse_phrase(query)
        if phrase is not None:
            wanted = self._phrase(phrase, 1, self._anywhere, corrections)
            return _planned((wanted, tuple(corrections)))
        plain = syntax.parse_plain(query)
        if plain is not None:
            plans = self._plain(plain)
            if plans is not None:
                return _planned((_joined(Or, plans), ()))
        wanted, _ = self._plan(syntax.parse(query), self._anywhere, corrections)
        return _planned((wanted, tuple(corrections)))

    def _plain(self, conjunctions: list[list[str]]) -> list[Plan] | None:
        """The plans of some Ands of words, to be joined by Or; None if a word is to be corrected."""
        read = self._anywhere.corrected
        plans: list[Plan] = []
        for texts in conjunctions:
            parts: list[Plan] = []
            for text in texts:
                words, corrections = read[text]
                if corrections:
                    return None
                if len(texts) == 1:
                    plans += words
                else:
                    parts.append(_joined(Or, words))
            if parts:
                plans.append(_joined(And, parts))
        return plans

    def _plan(
        self, node: syntax.Node, place: _Place, corrections: list[Correction] | None
    ) -> tuple[Plan, Sequence[Plan]]:
        """What a node wants, and what it only excludes: that is for the nodes around it to apply.

        Args:
            node: Of the query.
            place: Where it asks for its words.
            corrections: Are added here; None where nothing is to be corrected.
        """
        if isinstance(node, syntax.Words):
            read = (place.as_typed if corrections is None else place.corrected)[node.text]
            return _joined(Or, _noted(read, node.start, corrections)), ()
        if isinstance(node, (syntax.Or, syntax.And)):
            return self._joint(node, place, corrections)
        if isinstance(node, syntax.Phrase):
            return self._phrase(node.text, node.start, place, corrections), ()
        if isinstance(node, syntax.Prefix):
            return self._prefix(node, place, corrections), ()
        if isinstance(node, syntax.InField):
            return self._plan(node.node, self._places((node.field,)), corrections)
        excluded, _ = self._plan(node.node, place, None)
        return NOTHING, (excluded,)

    def _joint(
        self, node: syntax.And | syntax.Or, place: _Place, corrections: list[Correction] | None
    ) -> tuple[Plan, Sequence[Plan]]:
        plans: list[Plan] = []
        unwanted: list[Plan] = []
        for child in node.nodes:
            plan, excluded = self._plan(child, place, corrections)
            plans += plan.parts if isinstance(plan, Or) and isinstance(node, syntax.Or) else (plan,)
            unwanted += [each for each in excluded if each is not NOTHING]
        wanted = _joined(And if isinstance(node, syntax.And) else Or, plans)
        if wanted is NOTHING or not unwanted:
            return wanted, unwanted
        return Without(wanted, _joined(Or, unwanted)), ()

    def _prefix(self, node: syntax.Prefix, place: _Place, corrections: list[Correction] | None) -> Plan:
        tokens = self._analyzer.analyze(node.text)
        if not tokens:
            return NOTHING
        *complete, begun = tokens
        read = place.read_tokens(complete, corrections is not None)
        prefix = Prefix(begun.term, place.prefix_scopes, node.rest.lower())
        return _joined(Or, [*_noted(read, node.start, corrections), prefix])

    def _phrase(self, text: str, start: int, place: _Place, corrections: list[Correction] | None) -> Plan:
        words = self._analyzer.word_keys(text)
        if not words:
            return NOTHING
        # Quotes around a single word ask for that very form; around several, for the words in any form,
        # unless the ranking leaves lemmas out.
        single = len(words) == 1
        scopes = place.exact_scopes if single else place.phrase_scopes
        if not scopes and place.searched:
            layer = Layer.EXACT if single else place.phrase_layer
            place = self._places(place.fields, layer)
            scopes = place.scopes_of(layer)
        if single or corrections is None:
            return Phrase(tuple(map(place.words.__getitem__, words)), scopes)
        known = tuple(map(place.known.__getitem__, words))
        if None not in known:
            return _of_known((known, scopes))
        read = place.read_tokens(self._analyzer.analyze(text), True)
        return Phrase(_noted(read, start, corrections), scopes)


class _Read(NamedTuple):
    """What a stretch of a query asks for; the corrections count from its beginning."""

    words: tuple[Word, ...]
    corrections: tuple[Correction, ...]


def _noted(read: _Read, start: int, corrections: list[Correction] | None) -> tuple[Word, ...]:
    """The words of a text that begins there; their corrections are added to those of the query."""
    if read.corrections and corrections is not None:
        corrections += [
            replace(each, start=each.start + start, end=each.end + start) for each in read.corrections
        ]
    return read.words


class _Reader(NamedTuple):
    """What words are read with."""

    analyzer: FullAnalyzer
    corrector: Corrector | None


class _Place:
    """Some fields, and the words that were asked for in them.

    Attributes:
        fields: As they were named.
        searched: Those of the fields that count.
        prefix_scopes: Where prefixes are looked up.
        phrase_layer: Where phrases of several words are looked up.
        phrase_scopes: The same with fields; empty if that layer counts nothing.
        exact_scopes: Where phrases of a single word are looked up.
        corrected: The words of a text without blanks, those corrected that were mistyped.
        as_typed: The words of a text without blanks.
        words: What is asked for by the words of the analyzer.
        known: The same for those that the analyzer knows; None for others.
    """

    def __init__(
        self, reader: _Reader, ranking: Ranking, fields: tuple[Field, ...], compared: Layer | None = None
    ) -> None:
        """Weigh the fields.

        Args:
            reader: For their words.
            ranking: The weights.
            fields: Their names.
            compared: A layer that is looked up although it counts nothing.
        """
        self._analyzer, self._corrector = reader
        self.fields = fields
        self.searched = tuple(field for field in fields if ranking.fields.get(field, 0))
        self._scopes = tuple(
            scope
            for scope in _scopes(ranking, fields, tuple(Layer))
            if scope.weight > 0 or (scope.layer is compared and scope.field in self.searched)
        )
        self.prefix_scopes = tuple(s for s in _scopes(ranking, fields, _PREFIX_LAYERS) if s.weight > 0)
        self.phrase_layer = Layer.LEMMA if ranking.layers.get(Layer.LEMMA, 0) > 0 else Layer.EXACT
        self.phrase_scopes = self.scopes_of(self.phrase_layer)
        self.exact_scopes = self.scopes_of(Layer.EXACT)
        self.corrected: Remembered[str, _Read] = Remembered(self._corrected, _REMEMBERED)
        self.as_typed: Remembered[str, _Read] = Remembered(self._as_typed, _REMEMBERED)
        self.words: Remembered[Hashable, Word] = Remembered(self._as_it_is, _REMEMBERED)
        self.known: Remembered[Hashable, Word | None] = Remembered(self._if_known, _REMEMBERED)

    def scopes_of(self, layer: Layer) -> tuple[Scope, ...]:
        """Where a layer is looked up."""
        return tuple(scope for scope in self._scopes if scope.layer is layer)

    def read_tokens(self, tokens: Iterable[Token], corrected: bool) -> _Read:
        """The words of some tokens; if they may be corrected, those that were mistyped are."""
        words, corrections = [], []
        for token in tokens:
            doubt = self._corrector.doubt(token) if corrected and self._corrector is not None else None
            meant = doubt.meant if doubt is not None and doubt.searched else ()
            words.append(self._word(token, *meant))
            if doubt is not None:
                replacement = _in_case_of(token.surface, doubt.meant[0].term)
                corrections.append(
                    Correction(token.start, token.end, token.surface, replacement, doubt.searched)
                )
        return _Read(tuple(words), tuple(corrections))

    def _corrected(self, text: str) -> _Read:
        if self._corrector is None:
            return self.as_typed[text]
        return self.read_tokens(self._analyzer.analyze(text), True)

    def _as_typed(self, text: str) -> _Read:
        return _Read(tuple(map(self.words.__getitem__, self._analyzer.word_keys(text))), ())

    def _as_it_is(self, word: Hashable) -> Word:
        return self._word(self._analyzer.analyze_word(word))

    def _if_known(self, word: Hashable) -> Word | None:
        return self.words[word] if self._analyzer.analyze_word(word).known else None

    def _word(self, *alternatives: AnalyzedWord | Token) -> Word:
        """What is asked for by a word and, where it was mistyped, by what may have been meant."""
        groups = (Group(scope, _terms(alternatives, scope.layer)) for scope in self._scopes)
        return Word(tuple(group for group in groups if group.terms))


def _scopes(ranking: Ranking, fields: tuple[Field, ...], layers: tuple[Layer, ...]) -> Iterator[Scope]:
    return (Scope(field, layer, ranking.weight(field, layer)) for field in fields for layer in layers)


def _terms(alternatives: Sequence[AnalyzedWord | Token], layer: Layer) -> tuple[str, ...]:
    if len(alternatives) == 1:
        return terms_of(alternatives[0], layer)
    return tuple(dict.fromkeys(term for each in alternatives for term in terms_of(each, layer)))


def _in_case_of(typed: str, word: str) -> str:
    """A word in small letters, written with capitals where the typed one was."""
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word


def _joined(kind: type[And | Or], plans: Iterable[Plan]) -> Plan:
    """Parts that ask for nothing, such as punctuation, are as if they had not been typed."""
    parts = tuple([plan for plan in plans if plan is not NOTHING])
    if len(parts) > 1:
        return kind(parts)
    return parts[0] if parts else NOTHING
