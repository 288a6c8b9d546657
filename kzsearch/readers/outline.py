"""Headings by level and the blocks between them, put together into sections."""

from __future__ import annotations

from kzsearch.model import Section


class Outline:
    """Collects what stands in a document, in reading order.

    A heading without a body of its own still makes a section: its words must be found.
    """

    def __init__(self, *, separator: str) -> None:
        """Start with a lead; ``separator`` stands between the blocks of a section."""
        self._separator = separator
        self._open: list[tuple[int, str]] = []
        self._blocks: list[str] = []
        self._sections: list[Section] = []

    @property
    def empty(self) -> bool:
        """Nothing was collected so far."""
        return not (self._open or self._blocks or self._sections)

    def heading(self, level: int, text: str) -> None:
        """Begin a section; open headings of the same or a deeper level end."""
        self._close()
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, text))

    def block(self, text: str) -> None:
        """Add a paragraph, line or the like to the section; blank ones are dropped."""
        if text.strip():
            self._blocks.append(text)

    def sections(self) -> tuple[Section, ...]:
        """Everything collected; ends the collecting."""
        self._close()
        self._open.clear()
        return tuple(self._sections)

    def _close(self) -> None:
        if not (self._open or self._blocks):
            return
        path = tuple(text for _, text in self._open)
        heading = path[-1] if path else ""
        self._sections.append(Section(heading, self._separator.join(self._blocks), path))
        self._blocks.clear()
