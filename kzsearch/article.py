"""Articles and sections that are indexed: plain immutable values, checked when they are built.

They compare, hash, copy and pickle by value; ``dataclasses.asdict`` and ``to_dict()`` give plain data.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzsearch import values

if TYPE_CHECKING:
    from typing_extensions import Self

    from kzsearch.values import JsonValue

_STRING = {str}  # sets of types tell the usual case apart fastest
_set = object.__setattr__  # of frozen values, while they are built


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article under one heading.

    Attributes:
        heading: The nearest heading; empty for a lead.
        text: The body, exactly as it was read; offsets of highlights point into it.
        path: Headings from the outermost to this one; empty for a lead. Any iterable of strings is taken.

    Raises:
        TypeError: A value is of another type; the message names the field.
    """

    heading: str
    text: str
    path: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if type(self.heading) is not str:
            _set(self, "heading", values.text("Section.heading", self.heading))
        if type(self.text) is not str:
            _set(self, "text", values.text("Section.text", self.text))
        path = self.path
        if path != () and (type(path) is not tuple or {*map(type, path)} != _STRING):
            _set(self, "path", values.texts("Section.path", self.path))

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the section as JSON values."""
        return {"heading": self.heading, "text": self.text, "path": list(self.path)}


@dataclass(frozen=True, slots=True)
class Article:
    """An article; its sections are the documents of the index.

    Attributes:
        id: Unique in an index, not empty; ``IndexWriter.update`` replaces the article with the same id.
        title: May be empty.
        sections: In reading order; any iterable of sections is taken.
        date: Day of publication. Of a ``datetime`` its calendar date is kept, in the time zone of the value:
            convert it first (``value.astimezone(zone)``) if your readers live in another one.
        url: Web address.
        language: BCP 47 tag, empty if unknown.
        extra: Further fields, stored and returned with hits, not searched: strings to values that JSON can
            express. A snapshot is kept, which cannot be changed, with lists in place of tuples.

    Raises:
        TypeError: A value is of another type; the message names the field.
        ValueError: The id is empty, or ``extra`` has NaN, an infinite number or more than 100 levels.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    date: datetime.date | None = None
    url: str = ""
    language: str = ""
    extra: Mapping[str, JsonValue] = field(default_factory=lambda: values.NO_EXTRA)

    def __post_init__(self) -> None:
        if {type(self.id), type(self.title), type(self.url), type(self.language)} != _STRING:
            for name in ("id", "title", "url", "language"):
                _set(self, name, values.text(f"Article.{name}", getattr(self, name)))
        if not self.id:
            raise ValueError("Article.id is empty; expected text that no other article of the index has")
        _set(self, "sections", _sections(self.sections))
        if self.date is not None and type(self.date) is not datetime.date:
            _set(self, "date", values.day("Article.date", self.date))
        if self.extra is not values.NO_EXTRA:
            _set(self, "extra", values.json_object("Article.extra", self.extra))

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the article as JSON values: its attributes by name, the date in ISO 8601 or None."""
        return {
            "id": self.id,
            "title": self.title,
            "sections": [section.to_dict() for section in self.sections],
            "date": self.date.isoformat() if self.date else None,
            "url": self.url,
            "language": self.language,
            "extra": values.thaw(dict(self.extra)),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Return the article of ``to_dict()``.

        Args:
            data: ``id``, ``title`` and ``sections`` are needed, the others may be missing.

        Raises:
            TypeError: A key is missing or unknown, or a value is of a wrong type.
            ValueError: A date is not in ISO 8601, or see :class:`Article`.
        """
        given = dict(data)
        sections = given.get("sections")
        if isinstance(sections, Iterable):
            given["sections"] = [Section(**each) if isinstance(each, Mapping) else each for each in sections]
        date = given.get("date")
        if isinstance(date, str):
            try:
                given["date"] = datetime.date.fromisoformat(date)
            except ValueError:
                raise ValueError(f"Article.date is {date!r}; expected ISO 8601: 2025-09-21") from None
        return cls(**given)  # type: ignore[arg-type]  # checked when it is built


def _sections(value: object) -> tuple[Section, ...]:
    if type(value) is tuple:
        sections = value
    elif isinstance(value, Iterable) and not isinstance(value, str):
        sections = tuple(value)
    else:
        raise values.wrong_type("Article.sections", value, "an iterable of sections")
    for number, section in enumerate(sections):
        if not isinstance(section, Section):
            raise values.wrong_type(f"Article.sections[{number}]", section, "a Section")
    return sections
