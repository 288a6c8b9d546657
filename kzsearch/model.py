"""Articles and sections that are indexed, hits that are found: plain immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
"""A value of an extra stored field."""

_NO_EXTRA: Mapping[str, JsonValue] = MappingProxyType({})


class Field(Enum):
    """The searchable fields of a section."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article under one heading.

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
    """An article; its sections are the documents of the index.

    Attributes:
        id: Unique in an index; ``IndexWriter.update`` replaces the article with the same id.
        title: May be empty.
        sections: In reading order.
        date: Day of publication.
        url: Web address.
        language: BCP 47 tag, empty if unknown.
        extra: Further fields, stored and returned with hits, not searched.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    date: datetime.date | None = None
    url: str = ""
    language: str = ""
    extra: Mapping[str, JsonValue] = field(default_factory=lambda: _NO_EXTRA)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A token of a field that matches the query, as a half-open range of code points of the original text."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a section's body that matches the query best.

    Attributes:
        text: ``section.text[start : start + len(text)]``.
        start: Its offset in the body, in code points.
        marks: Tokens that match the query, as ranges of ``text``.
    """

    text: str
    start: int
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section that matches a query.

    Attributes:
        section_id: Unique in an index: ``abai#0``.
        ordinal: The ordinal of the section in its article, from 0.
        score: Higher is better; comparable only between hits of one query.
        path: Headings from the outermost to that of the section.
        text: The whole body.
        highlights: All tokens that match, in the order title, heading, body.
        extra: The extra fields of the article.
    """

    article_id: str
    section_id: str
    ordinal: int
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
    """A correction of a word of a query that was probably mistyped.

    Attributes:
        start: Its offset in the query, in code points.
        end: One past its last code point in the query.
        typed: ``query[start:end]``.
        replacement: The correction, with the capitals of the typed word.
        searched: Whether the correction was searched in place of the typed word, because that is found
            nowhere; otherwise the replacement is a suggestion.
    """

    start: int
    end: int
    typed: str
    replacement: str
    searched: bool


Hit = TypeVar("Hit")


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[Hit]):
    """One page of the hits of a query.

    Attributes:
        query: The query as it was given.
        total: Number of all hits of the query, not only those of the page.
        offset: Rank of the first hit of the page, from 0.
        took_ms: Wall time of parsing, ranking and highlighting, in milliseconds.
        hits: Best first.
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
        """The query with all corrections; None if there are none."""
        return _corrected(self.query, self.corrections)

    @property
    def searched_instead(self) -> str | None:
        """The query with the corrections that were searched; None if it was searched as typed."""
        return _corrected(self.query, [each for each in self.corrections if each.searched])


def _corrected(query: str, corrections: Sequence[Correction]) -> str | None:
    """Return a query with corrections, which are in its order; None without corrections."""
    parts, end = [], 0
    for correction in corrections:
        parts += [query[end : correction.start], correction.replacement]
        end = correction.end
    return "".join([*parts, query[end:]]) if parts else None
