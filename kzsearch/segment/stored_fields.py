"""The stored side of a section, typed on both ways through the names of the schema."""

from __future__ import annotations

import datetime
import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kzsearch.segment.text_codec import CODE, ESCAPE, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzsearch.model import Article, JsonValue, Section

POSITION = "position"
"""The column with the ordinal of a section in its article."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


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

    @property
    def section_id(self) -> str:
        """Unique in the index: ``abai#0``."""
        return f"{self.article_id}#{self.position}"

    @classmethod
    def from_stored(cls, stored: Mapping[str, object], position: int) -> SectionRecord:
        """The inverse of ``encode_section``; the position lives in a column of its own."""
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


def encode_section(article: Article, position: int, section: Section) -> bytes:
    """The record of one section of an article, with the names of the schema; what is empty is left out.

    Raises:
        TypeError: ``article.extra`` has something that JSON does not.
    """
    article_id = quoted(article.id)
    parts = [b'{"article_id":"%b","section_id":"%b#%d"' % (article_id, article_id, position)]
    for name, text in (b"title", article.title), (b"heading", section.heading), (b"text", section.text):
        if text:
            parts += b',"', name, b'":"', quoted(text), b'"'
    if section.path or article.date or article.url or article.language or article.extra:
        rare = {
            "path": section.path,
            "date": article.date and article.date.isoformat(),
            "url": article.url,
            "language": article.language,
            "extra": dict(article.extra),
        }
        stored = {name: value for name, value in rare.items() if value}
        parts.append(b"," + _ENCODER.encode(stored).encode(CODE, ESCAPE)[1:-1])
    parts.append(b"}")
    return _shorter(b"".join(parts))


def encode_record(stored: Mapping[str, object]) -> bytes:
    """Stored values as a line of JSON; broken files contain lone surrogates, which are kept."""
    return _shorter(_ENCODER.encode(stored).encode(CODE, ESCAPE))


def decode_record(record: bytes) -> dict[str, object]:
    """The inverse of :func:`encode_record` and :func:`encode_section`."""
    utf8 = record.startswith(BOM_UTF8)
    line = record[len(BOM_UTF8) :].decode("utf-8", "surrogatepass") if utf8 else record.decode(CODE)
    stored = json.loads(line)
    return stored if isinstance(stored, dict) else {}


def _shorter(record: bytes) -> bytes:
    """The record in UTF-8 with its mark if it is shorter so, because many letters are of another script."""
    if b"\\" not in record or record.count(b"\\u") <= len(record) // 40:
        return record
    line = _ENCODER.encode(json.loads(record.decode(CODE)))
    return min(record, BOM_UTF8 + line.encode("utf-8", "surrogatepass"), key=len)
