"""JSON Lines: one article in each line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.article import Article, Section
from kzsearch.errors import SourceError
from kzsearch.readers.dates import parse_day

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from kzsearch.values import JsonValue

_KNOWN = frozenset({"id", "title", "text", "sections", "date", "url", "language"})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EXAMPLE = '{"id": "1", "title": "...", "text": "..."}'


def read_jsonl(lines: Iterable[bytes], name: str) -> Iterator[Article]:
    """Iterate over the articles; each line is read when its article is needed.

    An article is ``{"id", "title", "text"}``. In place of ``text`` it can have ``"sections": [{"heading",
    "text"}]``, each with an optional ``path``. Optional keys are ``date`` (ISO 8601), ``url`` and
    ``language``; other keys go to ``extra``. Blank lines are skipped.

    Args:
        lines: Lines of UTF-8, the first one with or without a byte order mark.
        name: The name of the file, for messages.

    Raises:
        SourceError: A line is not an article; the message begins with ``name:line``.
    """
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        text = _decode(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, where)
        if text.strip():
            yield _article(_Object(_parse(text, where), where))


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
            # Half of an emoji cannot be encoded in UTF-8.
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
class _Object:
    """A JSON object with its place in the file, for messages."""

    values: Mapping[str, JsonValue]
    where: str
    prefix: str = ""

    def text(self, key: str, default: str | None = "") -> str:
        """Return a string; null and a missing key give the default, and are errors if that is None."""
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "a string")
        return value

    def id(self) -> str:
        """Return the id; a number becomes its digits."""
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

    def objects(self, key: str) -> list[_Object]:
        """Return the objects of a list."""
        value = self.values.get(key)
        if not isinstance(value, list):
            raise self.wrong(key, "a list of objects")
        objects = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                raise SourceError(f"{self.where}: {key}[{number}] is {_kind(item)}; expected an object")
            objects.append(_Object(item, self.where, f"{key}[{number}]."))
        return objects

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


def _article(source: _Object) -> Article:
    extra = {key: value for key, value in source.values.items() if key not in _KNOWN}
    title, url, language = map(source.text, ("title", "url", "language"))
    try:
        return Article(source.id(), title, _sections(source), source.day(), url, language, extra)
    except ValueError as error:  # 1e999 is infinite, and values may be nested too deeply
        raise SourceError(f"{source.where}: {error}") from None


def _sections(source: _Object) -> tuple[Section, ...]:
    has_text = source.values.get("text") is not None
    has_sections = source.values.get("sections") is not None
    if has_text == has_sections:
        found = 'both "text" and "sections"' if has_text else 'neither "text" nor "sections"'
        keys = ", ".join(source.values)
        raise SourceError(f"{source.where}: {found} among the keys {keys}; expected one of them")
    if has_text:
        text = source.text("text")
        return (Section("", text),) if text else ()
    return tuple(_section(each) for each in source.objects("sections"))


def _section(source: _Object) -> Section:
    heading = source.text("heading")
    return Section(heading, source.text("text", None), source.path(heading))


def _kind(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "a string", list: "a list", dict: "an object"}[type(value)]
