"""The fields of sections, and hits that are found: plain immutable values.

They compare, hash, copy and pickle by value; ``dataclasses.asdict`` and ``to_dict()`` give plain data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from kzsearch.markup import emphasised_html
from kzsearch.values import thaw

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from kzsearch.values import JsonValue

SCHEMA = 1
"""The version of what ``ResultPage.to_dict`` returns; it changes when a key goes or means something else."""


class Field(Enum):
    """The searchable fields of a section."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the range as JSON values."""
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A token of a field that matches the query, as a half-open range of code points of the original text."""

    field: Field
    start: int
    end: int

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the range as JSON values, with the name of its field."""
        return {"field": self.field.value, "start": self.start, "end": self.end}


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

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the hit as JSON values; docs/json.md lists the keys."""
        return {
            "article_id": self.article_id,
            "section_id": self.section_id,
            "ordinal": self.ordinal,
            "score": self.score,
            "title": self.title,
            "heading": self.heading,
            "path": list(self.path),
            "text": self.text,
            "snippet": self.snippet.text,
            "snippet_start": self.snippet.start,
            "snippet_marks": [mark.to_dict() for mark in self.snippet.marks],
            "highlights": [mark.to_dict() for mark in self.highlights],
            "date": self.date.isoformat() if self.date else None,
            "url": self.url,
            "language": self.language,
            "extra": thaw(dict(self.extra)),
        }

    def _repr_html_(self) -> str:
        """Return the title, heading and snippet with marks, for notebooks."""
        titles = [(Field.TITLE, self.title), (Field.HEADING, self.heading)]
        name = " › ".join([self._marked(field, text) for field, text in titles if text])
        snippet = emphasised_html(self.snippet.text, self.snippet.marks)
        return f"<p><b>{name}</b> <small>{self.score:.2f}</small><br>{snippet}</p>"

    def _marked(self, field: Field, text: str) -> str:
        return emphasised_html(text, [each for each in self.highlights if each.field is field])


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article with its best sections, best first; its score is that of the best one."""

    article_id: str
    title: str
    score: float
    sections: tuple[SectionHit, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the keys of the best section, and all ``sections``: programs read both groupings alike."""
        best = self.sections[0].to_dict() if self.sections else {}
        own: dict[str, JsonValue] = {"article_id": self.article_id, "title": self.title, "score": self.score}
        return {**best, **own, "sections": [section.to_dict() for section in self.sections]}

    def _repr_html_(self) -> str:
        """Return the sections, for notebooks."""
        return "".join([section._repr_html_() for section in self.sections])


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

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the correction as JSON values: its attributes by name."""
        return {
            "start": self.start,
            "end": self.end,
            "typed": self.typed,
            "replacement": self.replacement,
            "searched": self.searched,
        }


Hit = TypeVar("Hit", bound="SectionHit | ArticleHit", covariant=True)


@dataclass(frozen=True, slots=True)
class ResultPage(Sequence[Hit], Generic[Hit]):
    """One page of the hits of a query; a sequence of them, so false if there are none.

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

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    @property
    def did_you_mean(self) -> str | None:
        """The query with all corrections; None if there are none."""
        return _corrected(self.query, self.corrections)

    @property
    def searched_instead(self) -> str | None:
        """The query with the corrections that were searched; None if it was searched as typed."""
        return _corrected(self.query, [each for each in self.corrections if each.searched])

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the page as JSON values; docs/json.md lists the keys."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "did_you_mean": self.did_you_mean,
            "searched_instead": self.searched_instead,
            "corrections": [correction.to_dict() for correction in self.corrections],
            "total": self.total,
            "offset": self.offset,
            "took_ms": round(self.took_ms, 3),
            "hits": [hit.to_dict() for hit in self.hits],
        }

    def _repr_html_(self) -> str:
        """Return the hits as a list that begins with the rank of the first one, for notebooks."""
        items = "".join([f"<li>{hit._repr_html_()}</li>" for hit in self.hits])
        count = f"{len(self.hits)} of {self.total:,} in {self.took_ms:.1f} ms"
        return f'<ol start="{self.offset + 1}">{items}</ol><p><small>{count}</small></p>'


def _corrected(query: str, corrections: Sequence[Correction]) -> str | None:
    """Return a query with corrections, which are in its order; None without corrections."""
    parts, end = [], 0
    for correction in corrections:
        parts += [query[end : correction.start], correction.replacement]
        end = correction.end
    return "".join([*parts, query[end:]]) if parts else None
