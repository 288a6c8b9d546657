"""Days of publication as sources write them."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_day(text: str) -> datetime.date | None:
    """The day of an ISO 8601 date or date and time, as its author's clock showed it.

    Returns:
        None when the text is anything else, also for a day that no calendar has.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime.date.fromisoformat(match["day"])
    except ValueError:
        return None
