"""What goes in and what comes out: articles, sections, hits.

Plain immutable values, no engine behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
"""What an extra stored field may hold."""

_NOTHING: Mapping[str, JsonValue] = MappingProxyType({})


class Field(Enum):
    """The searchable parts of a section."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading.

    Attributes:
        heading: The nearest heading; empty for a lead.
        text: The body, exactly as it was read; offsets of highlights point into it.
        path: Headings from the outermost to this one; empty for a lead.
    """

    heading: str
    text: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A document as its author sees it.

    Attributes:
        id: Unique in an index; the same id replaces the article.
        title: May be empty.
        sections: In reading order.
        date: Day of publication.
        url: Where it is to be found.
        language: BCP 47 tag, empty when unknown.
        extra: Further fields, stored and given back, not searched.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    date: datetime.date | None = None
    url: str = ""
    language: str = ""
    extra: Mapping[str, JsonValue] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a field's original text that answers the query."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """The best stretch of a section's body.

    Attributes:
        text: ``section.text[start : start + len(text)]``.
        start: Where it begins in the body.
        marks: What to emphasise, as offsets into ``text``.
    """

    text: str
    start: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section that answers a query; higher scores are better and only comparable within one result."""

    article_id: str
    section_id: str
    position: int
    score: float
    title: str
    heading: str
    path: tuple[str, ...]
    text: str
    snippet: Snippet
    highlights: tuple[Highlight, ...]
    date: datetime.date | None
    url: str
    language: str
    extra: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article with its best sections, best first; its score is that of the best one."""

    article_id: str
    title: str
    score: float
    sections: tuple[SectionHit, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a query that was probably mistyped.

    Attributes:
        start: Where it begins in the query.
        end: One past its last code point in the query.
        typed: ``query[start:end]``.
        replacement: What was probably meant, in the case in which it was typed.
        searched: Whether the answer holds for what was meant, because what was typed is found nowhere;
            otherwise the replacement is a suggestion.
    """

    start: int
    end: int
    typed: str
    replacement: str
    searched: bool


Hit = TypeVar("Hit")


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[Hit]):
    """One page of an answer.

    Attributes:
        query: As it was asked.
        total: All hits of the query, not only those of the page.
        offset: Rank of the first hit of the page, from 0.
        took_ms: Wall time of parsing, ranking and highlighting, in milliseconds.
        hits: In order of rank.
        corrections: In the order of the query.
    """

    query: str
    total: int
    offset: int
    took_ms: float
    hits: tuple[Hit, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def did_you_mean(self) -> str | None:
        """The query with all corrections; None where there are none."""
        return _corrected(self.query, self.corrections)

    @property
    def searched_instead(self) -> str | None:
        """The query with those corrections that were searched; None where it was searched as typed."""
        return _corrected(self.query, [each for each in self.corrections if each.searched])


def _corrected(query: str, corrections: Sequence[Correction]) -> str | None:
    pieces, end = [], 0
    for correction in corrections:
        pieces += [query[end : correction.start], correction.replacement]
        end = correction.end
    return "".join([*pieces, query[end:]]) if pieces else None
