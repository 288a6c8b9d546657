"""Builds the sections of an article from its headings and the paragraphs between them."""

from __future__ import annotations

from kzsearch.article import Section


class Outline:
    """Collects the headings and paragraphs of a document, in reading order.

    A heading without text of its own makes a section too, so that its words are found.
    """

    def __init__(self, *, separator: str) -> None:
        """Begin with a section without heading; ``separator`` joins the paragraphs of a section."""
        self._separator = separator
        self._headings: list[tuple[int, str]] = []
        self._paragraphs: list[str] = []
        self._sections: list[Section] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was collected so far."""
        return not (self._headings or self._paragraphs or self._sections)

    def heading(self, level: int, text: str) -> None:
        """Begin a section, after ending the headings of the same and of deeper levels."""
        self._close()
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))

    def paragraph(self, text: str) -> None:
        """Add a paragraph or line to the section; blank ones are dropped."""
        if text.strip():
            self._paragraphs.append(text)

    def sections(self) -> tuple[Section, ...]:
        """Return what was collected; nothing can be added after that."""
        self._close()
        self._headings.clear()
        return tuple(self._sections)

    def _close(self) -> None:
        if not (self._headings or self._paragraphs):
            return
        path = tuple(text for _, text in self._headings)
        heading = path[-1] if path else ""
        self._sections.append(Section(heading, self._separator.join(self._paragraphs), path))
        self._paragraphs.clear()
