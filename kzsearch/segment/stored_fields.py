"""The stored record of a section: what hits show of it, as one line of JSON."""

from __future__ import annotations

import datetime
import json
import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.segment.text_codec import ENCODING, ESCAPE_ERRORS, escape_text
from kzsearch.values import NO_EXTRA, freeze_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzsearch.article import Article, Section
    from kzsearch.values import JsonValue

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MIN_BYTES_PER_ESCAPE = 40
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section with what it shares with its article.

    Attributes:
        ordinal: Its index among the sections of the article.
    """

    article_id: str
    ordinal: int
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
        """The id of the section, unique in the index: ``abai#0``."""
        return f"{self.article_id}#{self.ordinal}"

    @classmethod
    def from_stored(cls, stored: Mapping[str, object], ordinal: int) -> SectionRecord:
        """Build the record of what :func:`decode_record` returned; the ordinal is a doc value of its own."""
        date, extra, path = stored.get("date"), stored.get("extra"), stored.get("path")
        return cls(
            article_id=str(stored.get("article_id", "")),
            ordinal=ordinal,
            title=str(stored.get("title", "")),
            heading=str(stored.get("heading", "")),
            path=tuple(map(str, path)) if isinstance(path, list) else (),
            text=str(stored.get("text", "")),
            date=datetime.date.fromisoformat(date) if isinstance(date, str) else None,
            url=str(stored.get("url", "")),
            language=str(stored.get("language", "")),
            extra=freeze_object(extra) if isinstance(extra, dict) else NO_EXTRA,
        )


def encode_section(article: Article, ordinal: int, section: Section) -> bytes:
    """Return the record of one section of an article, without what is empty."""
    texts = {"title": article.title, "heading": section.heading, "text": section.text}
    optional = {
        "path": section.path,
        "date": article.date and article.date.isoformat(),
        "url": article.url,
        "language": article.language,
        "extra": dict(article.extra),
    }
    stored = {name: value for name, value in optional.items() if value}
    article_id = escape_text(article.id)
    parts = [b'{"article_id":"%b","section_id":"%b#%d"' % (article_id, article_id, ordinal)]
    parts += [b',"%b":"%b"' % (name.encode(), escape_text(text)) for name, text in texts.items() if text]
    if stored:
        parts.append(b"," + _ENCODER.encode(stored).encode(ENCODING, ESCAPE_ERRORS)[1:-1])
    parts.append(b"}")
    record = b"".join(parts)
    if b"\\ud" in record:  # a character beyond 16 bits, or a surrogate: rare
        shown = {name: text for name, text in texts.items() if text}
        return encode_record(
            {"article_id": article.id, "section_id": f"{article.id}#{ordinal}", **shown, **stored}
        )
    return _shorter(record)


def encode_record(stored: Mapping[str, object]) -> bytes:
    """Return any stored fields as a record; lone surrogates of broken files are kept."""
    line = _ENCODER.encode(stored)
    if _SURROGATE_PAIR.search(line):  # escaped, JSON would read the two as one character
        return BOM_UTF8 + line.encode("utf-8", "surrogatepass")
    return _shorter(line.encode(ENCODING, ESCAPE_ERRORS))


def decode_record(record: bytes) -> dict[str, object]:
    """Return the stored fields of a record of :func:`encode_record` or :func:`encode_section`.

    Raises:
        ValueError: The bytes are damaged.
    """
    if record.startswith(BOM_UTF8):
        line = record[len(BOM_UTF8) :].decode("utf-8", "surrogatepass")
    else:
        line = record.decode(ENCODING)
    stored = json.loads(line)
    return stored if isinstance(stored, dict) else {}


def _shorter(record: bytes) -> bytes:
    """Return the record in UTF-8, after a byte order mark, if that is shorter, as in other scripts."""
    if b"\\" not in record or record.count(b"\\u") <= len(record) // _MIN_BYTES_PER_ESCAPE:
        return record
    line = _ENCODER.encode(json.loads(record.decode(ENCODING)))
    return min(record, BOM_UTF8 + line.encode("utf-8", "surrogatepass"), key=len)
