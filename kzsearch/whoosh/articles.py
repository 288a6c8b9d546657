"""Articles of kzsearch from documents of Whoosh."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from whoosh.fields import UnknownFieldError

from kzsearch.article import Article, Section
from kzsearch.model import Field
from kzsearch.schema import ARTICLE_ID, DATE, ORDINAL
from kzsearch.whoosh.schema import LANGUAGE, SECTION_ID, URL

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = (Field.TITLE.value, DATE, URL, LANGUAGE, "extra")
"""What all sections of an article have in common."""
_NAMES = {ARTICLE_ID, ORDINAL, SECTION_ID, Field.HEADING.value, Field.BODY.value, "path", *SHARED}


def check_names(fields: dict[str, object]) -> None:
    """Make sure that a document has an article and no fields that cannot be written.

    Raises:
        UnknownFieldError: There is such a field.
        TypeError: The id of the article is missing or no string.
        ValueError: It is empty.
    """
    unknown = sorted(fields.keys() - _NAMES)
    if unknown:
        raise UnknownFieldError(
            f"fields that cannot be written: {', '.join(unknown)}; there are {', '.join(sorted(_NAMES))}, "
            "and 'extra' holds what else is to be stored; boosts and layers of a text are not given"
        )
    if not isinstance(fields.get(ARTICLE_ID), str):
        raise TypeError(f"a section needs an {ARTICLE_ID}, a string, not {fields.get(ARTICLE_ID)!r}")
    if not fields[ARTICLE_ID]:
        raise ValueError(f"{ARTICLE_ID} is empty; expected text that no other article of the index has")


def article_of(shared: dict[str, object], documents: list[dict[str, object]]) -> Article:
    """Return the article of some documents.

    Args:
        shared: What all sections have in common.
        documents: The fields of every section.

    Raises:
        TypeError: A value is of a wrong type.
    """
    extra = shared.get("extra", {})
    if not isinstance(extra, dict):
        raise TypeError(f"field extra is {extra!r}, expected a dict")
    return Article(
        id=_text(documents[0], ARTICLE_ID),
        title=_text(shared, Field.TITLE.value),
        sections=tuple(
            Section(_text(each, Field.HEADING.value), _text(each, Field.BODY.value), tuple(_path(each)))
            for each in documents
        ),
        date=_date(shared.get(DATE)),
        url=_text(shared, URL),
        language=_text(shared, LANGUAGE),
        extra=extra,
    )


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise TypeError(f"field {name} is {value!r}, expected a string")
    return value


def _path(fields: dict[str, object]) -> Iterator[str]:
    path = fields.get("path", ())
    if isinstance(path, str) or not isinstance(path, list | tuple):
        raise TypeError(f"field path is {path!r}, expected a list of headings")
    return map(str, path)


def _date(value: object) -> datetime.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value)[:10])
