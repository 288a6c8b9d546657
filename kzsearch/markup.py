"""Texts with their matches marked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class TextRange(Protocol):
    """A half-open range of code points: a ``Span`` or a ``Highlight``."""

    @property
    def start(self) -> int:
        """The first code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...


def with_marks(
    text: str, ranges: Iterable[TextRange], plain: Callable[[str], str], marked: Callable[[str], str]
) -> str:
    """Return a text whose ranges were formatted in one way, and the parts between them in another.

    Args:
        text: As it was written.
        ranges: Ascending, without overlaps.
        plain: Formats the text between the ranges.
        marked: Formats the text of a range.
    """
    parts, end = [], 0
    for each in ranges:
        parts += [plain(text[end : each.start]), marked(text[each.start : each.end])]
        end = each.end
    return "".join([*parts, plain(text[end:])])


def emphasised_html(text: str, ranges: Iterable[TextRange]) -> str:
    """Return a text as HTML, escaped, with ``<mark>`` around its ranges."""
    return with_marks(text, ranges, escape, lambda part: f"<mark>{escape(part)}</mark>")
