"""Shows where a section answers a query: analyses its text again and compares terms, so offsets are exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.model import Field, Highlight, Snippet, Span
from kzsearch.query.plan import And, Or, Phrase, Prefix, Without, Word
from kzsearch.schema import indexed_terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.query.plan import Plan
    from kzsearch.schema import Layer
    from kzsearch_analyzers.token import Token

SNIPPET_CHARS = 240
_SLACK_CHARS = 20
"""How far the edge of a snippet may move to meet the edge of a word."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A token that answers the query; the same word of the query has the same number everywhere."""

    start: int
    end: int
    word: int


class Highlighter:
    """Knows what the positive parts of a plan ask for."""

    def __init__(self, plan: Plan, analyzer: FullAnalyzer) -> None:
        self._analyzer = analyzer
        # By layer, strictest first: for each term that is asked for, the word of the query.
        self._terms: dict[Field, dict[Layer, dict[str, int]]] = {field: {} for field in Field}
        self._prefixes: list[tuple[Prefix, int]] = []
        self._phrases: list[tuple[Phrase, int]] = []
        self._words = 0
        self._collect(plan)

    def marks(self, field: Field, text: str) -> list[Mark]:
        """The tokens of a field's text that answer the query, in order."""
        if not text:
            return []
        tokens = self._analyzer.analyze(text)
        words: dict[int, int] = {}
        for index, token in enumerate(tokens):
            word = self._asked(field, token)
            if word is not None:
                words[index] = word
        for phrase, number in self._phrases:
            if any(scope.field is field for scope in phrase.scopes):
                for index in _occurrences(phrase, tokens):
                    words.setdefault(index, number)
        return [Mark(tokens[index].start, tokens[index].end, words[index]) for index in sorted(words)]

    def _collect(self, plan: Plan) -> None:
        if isinstance(plan, And | Or):
            for part in plan.parts:
                self._collect(part)
        elif isinstance(plan, Without):
            self._collect(plan.wanted)
        elif isinstance(plan, Word):
            for group in plan.groups:
                asked = self._terms[group.scope.field].setdefault(group.scope.layer, {})
                for term in group.terms:
                    asked.setdefault(term, self._words)
            self._words += 1
        elif isinstance(plan, Prefix):
            self._prefixes.append((plan, self._words))
            self._words += 1
        elif isinstance(plan, Phrase):
            self._phrases.append((plan, self._words))
            self._words += 1

    def _asked(self, field: Field, token: Token) -> int | None:
        """The number of the query's word that a token answers."""
        for layer, asked in self._terms[field].items():
            for term in indexed_terms_of(token, layer):
                if term in asked:
                    return asked[term]
        for prefix, number in self._prefixes:
            for scope in prefix.scopes:
                if scope.field is field and any(
                    prefix.matches(term) for term in indexed_terms_of(token, scope.layer)
                ):
                    return number
        return None


def highlights(field: Field, marks: Iterable[Mark]) -> Iterator[Highlight]:
    """The marks of a field as the caller sees them."""
    return (Highlight(field, mark.start, mark.end) for mark in marks)


def snippet(text: str, marks: Sequence[Mark]) -> Snippet:
    """The stretch of a body with the most different words of the query; its beginning if there are none.

    Args:
        text: The body.
        marks: Of the body, in order.
    """
    first, last = _best_window(marks)
    start, end = (marks[first].start, marks[last - 1].end) if marks else (0, 0)
    start -= max(0, SNIPPET_CHARS - (end - start)) // 2
    start = _word_start(text, max(0, min(start, len(text) - SNIPPET_CHARS)))
    longest = start + SNIPPET_CHARS + _SLACK_CHARS  # a single token may be longer than that
    end = _word_end(text, min(max(end, start + SNIPPET_CHARS), longest, len(text)))
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    stretch = stretch.strip()
    end = start + len(stretch)
    spans = tuple(
        Span(mark.start - start, mark.end - start)
        for mark in marks
        if start <= mark.start and mark.end <= end
    )
    return Snippet(stretch, start, spans)


def _best_window(marks: Sequence[Mark]) -> tuple[int, int]:
    """The slice of marks that fits a snippet and has the most different words, then the most words."""
    best, best_value = (0, 0), (0, 0)
    last = 0
    for first, mark in enumerate(marks):
        while last < len(marks) and marks[last].end - mark.start <= SNIPPET_CHARS:
            last += 1
        last = max(last, first + 1)  # a single token may be longer than a snippet
        value = (len({marks[index].word for index in range(first, last)}), last - first)
        if value > best_value:
            best, best_value = (first, last), value
    return best


def _word_start(text: str, position: int) -> int:
    """The nearest beginning of a word at or before a position, unless the word is very long."""
    for start in range(position, max(0, position - _SLACK_CHARS), -1):
        if text[start - 1].isspace():
            return start
    return position if position > _SLACK_CHARS else 0


def _word_end(text: str, position: int) -> int:
    """The nearest end of a word at or after a position, unless the word is very long."""
    for end in range(position, min(len(text), position + _SLACK_CHARS)):
        if text[end].isspace():
            return end
    return position if position + _SLACK_CHARS < len(text) else len(text)


def _occurrences(phrase: Phrase, tokens: Sequence[Token]) -> set[int]:
    """The indexes of all tokens inside an occurrence of a phrase."""
    length = len(phrase.slots)
    slots = [frozenset(slot) for slot in phrase.slots]
    terms = [indexed_terms_of(token, phrase.scopes[0].layer) for token in tokens]
    return {
        index
        for start in range(len(tokens) - length + 1)
        if all(not slot.isdisjoint(terms[start + offset]) for offset, slot in enumerate(slots))
        for index in range(start, start + length)
    }
