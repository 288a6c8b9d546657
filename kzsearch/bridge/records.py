"""The stored side of a section, typed on both ways through the names of the schema."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzsearch.model import Article, JsonValue, Section

POSITION = "position"
"""The column with the ordinal of a section in its article."""


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section with what it shares with its article."""

    article_id: str
    position: int
    title: str
    heading: str
    path: tuple[str, ...]
    text: str
    date: datetime.date | None
    url: str
    language: str
    extra: Mapping[str, JsonValue]

    @classmethod
    def of(cls, article: Article, position: int, section: Section) -> SectionRecord:
        """The record of one section of an article."""
        return cls(
            article_id=article.id,
            position=position,
            title=article.title,
            heading=section.heading,
            path=section.path,
            text=section.text,
            date=article.date,
            url=article.url,
            language=article.language,
            extra=article.extra,
        )

    @property
    def section_id(self) -> str:
        """Unique in the index: ``abai#0``."""
        return f"{self.article_id}#{self.position}"

    def to_stored(self) -> dict[str, object]:
        """The stored fields by their names in the schema, ready for JSON; empty ones are left out."""
        stored = {
            "article_id": self.article_id,
            "section_id": self.section_id,
            "title": self.title,
            "heading": self.heading,
            "path": self.path,
            "text": self.text,
            "date": self.date.isoformat() if self.date else None,
            "url": self.url,
            "language": self.language,
            "extra": dict(self.extra),
        }
        return {name: value for name, value in stored.items() if value}

    @classmethod
    def from_stored(cls, stored: Mapping[str, object], position: int) -> SectionRecord:
        """The inverse of ``to_stored``; the position lives in a column of its own."""
        date, extra, path = stored.get("date"), stored.get("extra"), stored.get("path")
        return cls(
            article_id=str(stored.get("article_id", "")),
            position=position,
            title=str(stored.get("title", "")),
            heading=str(stored.get("heading", "")),
            path=tuple(map(str, path)) if isinstance(path, list) else (),
            text=str(stored.get("text", "")),
            date=datetime.date.fromisoformat(date) if isinstance(date, str) else None,
            url=str(stored.get("url", "")),
            language=str(stored.get("language", "")),
            extra=MappingProxyType(extra if isinstance(extra, dict) else {}),
        )
