"""Plain text, with the title on the first line and headings on lines of their own."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.article import Article, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADING_MAX_CHARS = 80
_HEADING_MAX_WORDS = 12
_CLOSING_PUNCTUATION = tuple(".!?…:;,")
_SENTENCE_END = tuple(".!?…:")
_CLOSING_QUOTES = "»”“\"'’)]}"
_LIST_ITEM = re.compile(r"[-–—•*·▪]\s")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, without the white space around it: ``text[start:end]`` of the article."""

    text: str
    start: int
    end: int
    after_blank: bool

    @property
    def may_be_heading(self) -> bool:
        """Whether it is short, has no closing punctuation, and does not begin in lower case or as a list."""
        return (
            len(self.text) <= _HEADING_MAX_CHARS
            and len(self.text.split()) <= _HEADING_MAX_WORDS
            and not self._ends_with(_CLOSING_PUNCTUATION)
            and not self.text[0].islower()
            and not _LIST_ITEM.match(self.text)
            and any(letter.isalpha() for letter in self.text)
        )

    @property
    def may_be_verse(self) -> bool:
        """Whether it is short, and its sentence continues in the next line."""
        return len(self.text) <= _HEADING_MAX_CHARS and self.text.endswith((",", ";"))

    @property
    def ends_sentence(self) -> bool:
        return self._ends_with(_SENTENCE_END)

    def _ends_with(self, marks: tuple[str, ...]) -> bool:
        return self.text.rstrip(_CLOSING_QUOTES).endswith(marks)


def read_plain(text: str, id: str) -> Article:  # noqa: A002 - the name of the field in Article
    """Return the article in a plain text; any text is accepted.

    The first line is the title. A heading is a short line without closing punctuation, with text after it.
    Section texts are slices of the original, with its line ends.
    """
    lines = _lines(text)
    if not lines:
        return Article(id, "", ())
    title = lines.pop(0)
    sections: list[Section] = []
    heading = ""
    body: list[_Line] = []

    def close() -> None:
        if body:
            path = (heading,) if heading else ()
            sections.append(Section(heading, text[body[0].start : body[-1].end], path))
            body.clear()

    headings = set(_headings(lines))
    for number, line in enumerate(lines):
        if number in headings:
            close()
            heading = line.text
        else:
            body.append(line)
    close()
    return Article(id, title.text, tuple(sections))


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    offset = 0
    after_blank = False
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            start = offset + raw.index(stripped)
            lines.append(_Line(stripped, start, start + len(stripped), after_blank))
        after_blank = not stripped
        offset += len(raw)
    return lines


def _headings(lines: Sequence[_Line]) -> Iterator[int]:
    """Iterate over the indices of the headings among the lines below the title."""
    wrapped = _is_hard_wrapped(lines)
    candidates = [  # without the last line: nothing follows it
        line.may_be_heading and (below.after_blank or not (wrapped or below.text[0].islower()))
        for line, below in itertools.pairwise(lines)
    ]
    heading_above = True  # the title
    for number, (line, below) in enumerate(itertools.pairwise(lines)):
        own_line = line.after_blank or heading_above or lines[number - 1].ends_sentence
        below_is_candidate = number + 1 < len(candidates) and candidates[number + 1]
        body_below = not (below_is_candidate or below.may_be_verse)
        heading_above = own_line and candidates[number] and body_below
        if heading_above:
            yield number


def _is_hard_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether paragraphs span several lines: then most unfinished sentences continue in lower case."""
    unfinished = [
        below for line, below in itertools.pairwise(lines) if not below.after_blank and not line.ends_sentence
    ]
    return 2 * sum(line.text[0].islower() for line in unfinished) > len(unfinished)
