"""JSON Lines: one article a line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.errors import SourceError
from kzsearch.model import Article, JsonValue, Section
from kzsearch.readers.dates import parse_day

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

_KNOWN = frozenset({"id", "title", "text", "sections", "date", "url", "language"})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EXAMPLE = '{"id": "1", "title": "...", "text": "..."}'


def read_jsonl(lines: Iterable[bytes], name: str) -> Iterator[Article]:
    """Read articles as they come.

    An article is ``{"id", "title", "text"}``, or in place of the text ``"sections": [{"heading", "text"}]``,
    each with an optional ``path``. Optional, too: ``date`` (ISO 8601), ``url``, ``language``; other keys
    become ``extra``. Blank lines are skipped.

    Args:
        lines: Lines of UTF-8, the first one with or without a byte order mark.
        name: Of the file, for messages.

    Raises:
        SourceError: A line is not an article; the message begins with ``name:line``.
    """
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        text = _decode(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)
        if text.strip():
            yield _article(_Record(_parse(text, where), where))


def _decode(line: bytes, where: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{where}: byte 0x{line[error.start]:02x} at offset {error.start} of the line is not UTF-8; "
            "convert the file, for example: iconv -f WINDOWS-1251 -t UTF-8"
        ) from None


def _parse(text: str, where: str) -> dict[str, JsonValue]:
    try:
        value: JsonValue = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            # Half an emoji, cut off by whoever made the file: cannot be stored as UTF-8.
            value = json.loads(_LONE_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{where}:{error.colno}: not JSON ({error.msg}); expected one object a line, {_EXAMPLE}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: cannot be read as JSON ({error}); expected {_EXAMPLE}") from None
    if not isinstance(value, dict):
        raise SourceError(f"{where}: found {_kind(value)}; expected an object, {_EXAMPLE}")
    return value


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is not a JSON value")


@dataclass(frozen=True, slots=True)
class _Record:
    """A JSON object and where it stands, so that a wrong value can be named."""

    values: Mapping[str, JsonValue]
    where: str
    prefix: str = ""

    def text(self, key: str, default: str | None = "") -> str:
        """A string; null and a missing key give the default, which None forbids."""
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "a string")
        return value

    def id(self) -> str:
        """The id; numbers are taken as they are written."""
        value = self.values.get("id")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value:
            raise self.wrong("id", "a string that is not empty, or a number")
        return value

    def day(self) -> datetime.date | None:
        text = self.text("date")
        day = parse_day(text)
        if text and day is None:
            raise self.wrong("date", "an ISO 8601 date such as 2025-09-21")
        return day

    def records(self, key: str) -> list[_Record]:
        """The objects of a list."""
        value = self.values.get(key)
        if not isinstance(value, list):
            raise self.wrong(key, "a list of objects")
        records = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                raise SourceError(f"{self.where}: {key}[{number}] is {_kind(item)}; expected an object")
            records.append(_Record(item, self.where, f"{key}[{number}]."))
        return records

    def path(self, heading: str) -> tuple[str, ...]:
        value = self.values.get("path")
        if value is None:
            return (heading,) if heading else ()
        texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(texts) != len(value):
            raise self.wrong("path", "a list of strings")
        return tuple(texts)

    def wrong(self, key: str, expected: str) -> SourceError:
        if key not in self.values:
            return SourceError(f'{self.where}: "{self.prefix}{key}" is missing; expected {expected}')
        value = self.values[key]
        shown = json.dumps(value, ensure_ascii=False)
        found = f"{_kind(value)}, {shown if len(shown) <= 40 else shown[:39] + '…'}"
        return SourceError(f'{self.where}: "{self.prefix}{key}" is {found}; expected {expected}')


def _article(record: _Record) -> Article:
    extra = {key: value for key, value in record.values.items() if key not in _KNOWN}
    return Article(
        record.id(),
        record.text("title"),
        _sections(record),
        record.day(),
        record.text("url"),
        record.text("language"),
        extra,
    )


def _sections(record: _Record) -> tuple[Section, ...]:
    has_text = record.values.get("text") is not None
    has_sections = record.values.get("sections") is not None
    if has_text == has_sections:
        found = 'both "text" and "sections"' if has_text else 'neither "text" nor "sections"'
        keys = ", ".join(record.values)
        raise SourceError(f"{record.where}: {found} among the keys {keys}; expected one of them")
    if has_text:
        text = record.text("text")
        return (Section("", text),) if text else ()
    return tuple(_section(part) for part in record.records("sections"))


def _section(record: _Record) -> Section:
    heading = record.text("heading")
    return Section(heading, record.text("text", None), record.path(heading))


def _kind(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "a string", list: "a list", dict: "an object"}[type(value)]
