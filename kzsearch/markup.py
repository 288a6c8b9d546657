"""Text with marks as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def emphasised_html(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text as HTML, escaped, with ``<mark>`` around half-open ranges of code points.

    Args:
        text: As it was written.
        spans: Ascending, without overlaps.
    """
    parts, end = [], 0
    for start, stop in spans:
        parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return "".join([*parts, escape(text[end:])])
