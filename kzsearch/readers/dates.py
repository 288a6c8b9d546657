"""Dates of publication in the forms that sources have."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_day(text: str) -> datetime.date | None:
    """Return the day of an ISO 8601 date, or date and time in its own time zone.

    Returns:
        None for any other text, and for a day that does not exist.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime.date.fromisoformat(match["day"])
    except ValueError:
        return None
