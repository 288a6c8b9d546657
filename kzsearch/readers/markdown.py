"""Markdown (CommonMark with tables), with or without front matter."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from kzsearch.article import Article
from kzsearch.readers.dates import parse_day
from kzsearch.readers.html import html_lines
from kzsearch.readers.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from kzsearch.values import JsonValue

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<fields>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>.*?))?[ \t\r]*", re.ASCII)
_NOT_A_FIELD = (" ", "\t", "#", "- ")  # nested YAML, comments and lists are skipped
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_KNOWN = ("title", "date", "url", "language")


def read_markdown(text: str, id: str) -> Article:  # noqa: A002 - the name of the field in Article
    """Return the article in a Markdown text; any text is accepted.

    The title is that of the front matter, else a level-1 heading at the beginning. Section texts have no
    markup: one line for each list item and table row, code unchanged. Front matter is ``key: value`` lines
    between ``---``: title, date, url, language; other keys go to ``extra``.
    """
    fields, body = _split_front_matter(text)
    outline = Outline(separator="\n\n")
    title = _read_blocks(_parser().parse(body), outline, title=fields.get("title", ""))
    day = parse_day(fields.get("date", ""))
    known = _KNOWN if day else tuple(key for key in _KNOWN if key != "date")
    extra: dict[str, JsonValue] = {key: value for key, value in fields.items() if key not in known}
    return Article(
        id, title, outline.sections(), day, fields.get("url", ""), fields.get("language", ""), extra
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields and the rest; prose between two thematic breaks is not front matter."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    fields: dict[str, str] = {}
    for line in match["fields"].split("\n"):
        field = _FIELD.fullmatch(line)
        if field:
            fields[field["key"].lower()] = _unquoted(field["value"] or "")
        elif line.strip() and not line.startswith(_NOT_A_FIELD):
            return {}, text
    return fields, text[match.end() :]


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _read_blocks(tokens: Sequence[Token], outline: Outline, *, title: str) -> str:
    """Add the document to the outline.

    Returns:
        The title: the given one, else that of the document; empty if there is none.
    """
    lines: list[str] = []  # of the current top-level block
    cells: list[str] = []  # of the current table row
    in_row = False
    level = 0  # of the current top-level heading
    for token in tokens:
        if token.type == "heading_open" and token.level == 0:
            level = int(token.tag[1:])
        elif token.type == "inline" and level:
            heading = " ".join(_inline_text(token).split())
            if level == 1 and outline.is_empty and title in ("", heading):
                title = heading
            elif heading:
                outline.heading(level, heading)
            level = 0
        elif token.type == "inline":
            (cells if in_row else lines).append(_inline_text(token))
        elif token.type in ("tr_open", "tr_close"):
            in_row = token.nesting == 1
            lines.extend(["\t".join(cells)] if cells else [])
            cells.clear()
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            lines.extend(html_lines(token.content))
        if token.level == 0 and token.nesting <= 0:
            outline.paragraph("\n".join(lines))
            lines.clear()
    return title


def _inline_text(token: Token) -> str:
    """Return the text of inline content without markup."""
    return "".join(_inline_parts(token.children or [])).strip()


def _inline_parts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak" or _LINE_BREAK.match(token.content):
            yield "\n"
        elif token.type == "image":
            yield from _inline_parts(token.children or [])
