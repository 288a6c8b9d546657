"""The stored side of a section, typed on both ways through Whoosh's dictionaries."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzsearch.model import Article, JsonValue, Section


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

    def to_fields(self) -> dict[str, object]:
        """The stored fields by their names in the schema."""
        return {
            "article_id": self.article_id,
            "position": self.position,
            "section_id": self.section_id,
            "title": self.title,
            "heading": self.heading,
            "path": self.path,
            "text": self.text,
            "date": self.date.isoformat() if self.date else None,
            "url": self.url,
            "language": self.language,
            "extra": json.dumps(dict(self.extra), ensure_ascii=False) if self.extra else None,
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, object], position: int) -> SectionRecord:
        """The inverse of ``to_fields``; the position lives in a column of its own."""
        date, extra, path = fields.get("date"), fields.get("extra"), fields.get("path")
        return cls(
            article_id=str(fields["article_id"]),
            position=position,
            title=str(fields["title"]),
            heading=str(fields["heading"]),
            path=tuple(map(str, path)) if isinstance(path, tuple | list) else (),
            text=str(fields["text"]),
            date=datetime.date.fromisoformat(date) if isinstance(date, str) else None,
            url=str(fields["url"]),
            language=str(fields["language"]),
            extra=MappingProxyType(json.loads(extra) if isinstance(extra, str) else {}),
        )
