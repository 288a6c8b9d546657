"""Finds the words of a query in the text of a hit, for highlights and snippets.

The text is analyzed again and its terms are compared with those of the plan, so offsets are exact in the
original text. The snippet is the window with the most different query terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.model import Field, Highlight, Snippet, Span
from kzsearch.query.plan import And, Exclude, Or, Phrase, Prefix, QueryTerm
from kzsearch.schema import indexed_terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.query.plan import Plan
    from kzsearch.schema import Layer
    from kzsearch_analyzers.token import Token

SNIPPET_CHARS = 240
"""Code points."""

_MAX_SHIFT = 20
"""Code points by which an edge of a snippet may move to the edge of a word."""


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """A token that matches a query term.

    Attributes:
        start: First code point in the text.
        end: One past the last code point.
        query_term: The number of the query term in the plan; a phrase and a prefix have one too.
    """

    start: int
    end: int
    query_term: int


class Highlighter:
    """Finds the tokens of a text that a plan matches; what the plan excludes is not looked for."""

    def __init__(self, plan: Plan, analyzer: FullAnalyzer) -> None:
        self._analyzer = analyzer
        # For each field and layer, strictest layer first: the query term of every term.
        self._terms: dict[Field, dict[Layer, dict[str, int]]] = {field: {} for field in Field}
        self._prefixes: list[tuple[Prefix, int]] = []
        self._phrases: list[tuple[Phrase, int]] = []
        self._count = 0
        self._collect(plan)

    def matches(self, field: Field, text: str) -> list[TokenMatch]:
        """Return the tokens of a field that match, in the order of the text."""
        if not text:
            return []
        tokens = self._analyzer.analyze(text)
        query_terms: dict[int, int] = {}
        for index, token in enumerate(tokens):
            query_term = self._query_term_of(field, token)
            if query_term is not None:
                query_terms[index] = query_term
        for phrase, query_term in self._phrases:
            if any(scope.field is field for scope in phrase.scopes):
                for index in _phrase_tokens(phrase, tokens):
                    query_terms.setdefault(index, query_term)
        return [
            TokenMatch(tokens[index].start, tokens[index].end, query_terms[index])
            for index in sorted(query_terms)
        ]

    def _collect(self, plan: Plan) -> None:
        """Number the query terms, prefixes and phrases of a plan."""
        if isinstance(plan, And | Or):
            for operand in plan.operands:
                self._collect(operand)
        elif isinstance(plan, Exclude):
            self._collect(plan.include)
        elif isinstance(plan, QueryTerm):
            for group in plan.groups:
                numbers = self._terms[group.scope.field].setdefault(group.scope.layer, {})
                for term in group.terms:
                    numbers.setdefault(term, self._count)
            self._count += 1
        elif isinstance(plan, Prefix):
            self._prefixes.append((plan, self._count))
            self._count += 1
        elif isinstance(plan, Phrase):
            self._phrases.append((plan, self._count))
            self._count += 1

    def _query_term_of(self, field: Field, token: Token) -> int | None:
        """Return the number of the query term or prefix that a token matches."""
        for layer, numbers in self._terms[field].items():
            for term in indexed_terms_of(token, layer):
                if term in numbers:
                    return numbers[term]
        for prefix, number in self._prefixes:
            for scope in prefix.scopes:
                if scope.field is field and any(
                    prefix.matches(term) for term in indexed_terms_of(token, scope.layer)
                ):
                    return number
        return None


def highlights(field: Field, matches: Iterable[TokenMatch]) -> Iterator[Highlight]:
    """Return the highlights of a field."""
    return (Highlight(field, match.start, match.end) for match in matches)


def snippet(text: str, matches: Sequence[TokenMatch]) -> Snippet:
    """Return the part of a body with the most different query terms; its beginning if there are none.

    Args:
        text: The body.
        matches: Those of the body, in order.
    """
    first, last = _best_window(matches)
    start, end = (matches[first].start, matches[last - 1].end) if matches else (0, 0)
    start -= max(0, SNIPPET_CHARS - (end - start)) // 2
    start = _word_start(text, max(0, min(start, len(text) - SNIPPET_CHARS)))
    max_end = start + SNIPPET_CHARS + _MAX_SHIFT  # a single token may be longer than that
    end = _word_end(text, min(max(end, start + SNIPPET_CHARS), max_end, len(text)))
    shown = text[start:end]
    start += len(shown) - len(shown.lstrip())
    shown = shown.strip()
    end = start + len(shown)
    marks = tuple(
        Span(match.start - start, match.end - start)
        for match in matches
        if start <= match.start and match.end <= end
    )
    return Snippet(shown, start, marks)


def _best_window(matches: Sequence[TokenMatch]) -> tuple[int, int]:
    """Return the slice of matches that fits a snippet with the most query terms, then the most matches."""
    best, best_value = (0, 0), (0, 0)
    last = 0
    for first, match in enumerate(matches):
        while last < len(matches) and matches[last].end - match.start <= SNIPPET_CHARS:
            last += 1
        last = max(last, first + 1)  # a single token may be longer than a snippet
        value = (len({matches[index].query_term for index in range(first, last)}), last - first)
        if value > best_value:
            best, best_value = (first, last), value
    return best


def _word_start(text: str, offset: int) -> int:
    """Return the nearest start of a word at or before an offset, unless the word is very long."""
    for start in range(offset, max(0, offset - _MAX_SHIFT), -1):
        if text[start - 1].isspace():
            return start
    return offset if offset > _MAX_SHIFT else 0


def _word_end(text: str, offset: int) -> int:
    """Return the nearest end of a word at or after an offset, unless the word is very long."""
    for end in range(offset, min(len(text), offset + _MAX_SHIFT)):
        if text[end].isspace():
            return end
    return offset if offset + _MAX_SHIFT < len(text) else len(text)


def _phrase_tokens(phrase: Phrase, tokens: Sequence[Token]) -> set[int]:
    """Return the indexes of all tokens inside a match of a phrase."""
    slots = [frozenset(slot) for slot in phrase.slots]
    terms = [indexed_terms_of(token, phrase.scopes[0].layer) for token in tokens]
    return {
        index
        for start in range(len(tokens) - len(slots) + 1)
        if all(not slot.isdisjoint(terms[start + offset]) for offset, slot in enumerate(slots))
        for index in range(start, start + len(slots))
    }
