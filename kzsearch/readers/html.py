"""HTML pages: the article without navigation, header and footer. Broken markup is accepted."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bs4 import (
    BeautifulSoup,
    CData,
    MarkupResemblesLocatorWarning,
    NavigableString,
    Tag,
    XMLParsedAsHTMLWarning,
)
from bs4.builder import ParserRejectedMarkup
from bs4.element import PreformattedString

from kzsearch.article import Article
from kzsearch.readers.dates import parse_day
from kzsearch.readers.outline import Outline

if TYPE_CHECKING:
    import datetime

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_WITHOUT_TEXT = frozenset({"script", "style", "template", "title"})
_CONTROLS = frozenset({"button", "canvas", "iframe", "nav", "noscript", "select", "svg", "textarea"})
_PAGE_FRAME = frozenset({"aside", "footer", "header"})
_FRAME_ROLES = frozenset({"contentinfo", "navigation", "search"})
_DATE_NAMES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date", "pubdate",
)  # fmt: skip
_SPACE = re.compile(r"\s+")

_Skip = Callable[[Tag], bool]


def read_html(text: str, id: str) -> Article:  # noqa: A002 - the name of the field in Article
    """Return the article in an HTML page; any text is accepted.

    The body is the only ``<article>`` of the page, else its only ``<main>``, else the page without
    navigation, header and footer. The title is the only ``<h1>`` of the body, else the ``<title>`` of the
    page. Section texts have one line for each block element.
    """
    page = _parse(text)
    root = _content(page)
    title, outline = _read(root, page, _is_boilerplate)
    sections = outline.sections()
    if not any(section.text for section in sections):  # an unclosed <nav> holds all that follows
        title, outline = _read(page, page, _has_no_text)
        sections = outline.sections()
    return Article(id, title, sections, _date(page), _url(page), _language(root, page))


def html_lines(fragment: str) -> list[str]:
    """Return the text of a fragment of HTML, one line for each block element, headings included."""
    outline = Outline(separator="\n")
    _Walk(outline).read(_parse(fragment), _has_no_text)
    return [line for section in outline.sections() for line in (section.heading, section.text) if line]


def _parse(text: str) -> BeautifulSoup:
    try:
        return _soup(text)
    except (ParserRejectedMarkup, ValueError):
        # html.parser fails on "<![x" and on character references with thousands of digits: escape them.
        return _soup(text.replace("<!", "&lt;!").replace("&#", "&amp;#"))


def _soup(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "html.parser")


def _content(page: BeautifulSoup) -> Tag:
    for name in ("article", "main"):
        found = page.find_all(name)
        if len(found) == 1 and isinstance(found[0], Tag) and found[0].get_text(strip=True):
            return found[0]
    return page


def _has_no_text(tag: Tag) -> bool:
    return tag.name in _WITHOUT_TEXT


def _is_boilerplate(tag: Tag) -> bool:
    """Whether an element belongs to the page, not to the article; a header with the headline is kept."""
    if tag.name in _WITHOUT_TEXT or tag.name in _CONTROLS or tag.get("hidden") is not None:
        return True
    if _attribute(tag, "role") in _FRAME_ROLES:
        return True
    return (
        tag.name in _PAGE_FRAME
        and tag.find_parent(["article", "main", "section"]) is None
        and tag.find("h1") is None
    )


def _read(root: Tag, page: BeautifulSoup, skip: _Skip) -> tuple[str, Outline]:
    outline = Outline(separator="\n")
    headlines = _headlines(root, skip)
    walk = _Walk(outline, headlines[0] if len(headlines) == 1 else None)
    walk.read(root, skip)
    return walk.title or _page_title(page, headlines), outline


def _headlines(root: Tag, skip: _Skip) -> list[Tag]:
    return [
        node
        for node, entering in _events(root, skip)
        if entering and isinstance(node, Tag) and node.name == "h1"
    ]


def _page_title(page: BeautifulSoup, headlines: list[Tag]) -> str:
    """Return the only headline outside of the article, else the ``<title>``."""
    outside = [] if headlines else _headlines(page, _is_boilerplate)
    if len(outside) == 1:
        return " ".join(outside[0].get_text().split())
    title = page.find("title")
    strings = title.stripped_strings if isinstance(title, Tag) else iter(())
    return " ".join(next(iter(strings), "").split())


def _events(root: Tag, skip: _Skip) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Iterate over nodes in reading order, tags twice: entering and leaving.

    Without recursion, because pages may nest deeper than the stack of Python.
    """
    stack: list[tuple[object, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if isinstance(node, Tag):
            if entering:
                if node is not root and skip(node):
                    continue
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(node.contents))
            yield node, entering
        elif isinstance(node, CData) or (
            isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
        ):
            yield node, True


class _Walk:
    """Adds the lines and headings of a tree to an outline.

    Attributes:
        title: The text of the headline, which does not become the heading of a section.
    """

    def __init__(self, outline: Outline, headline: Tag | None = None) -> None:
        self.title = ""
        self._outline = outline
        self._headline = headline
        self._heading: Tag | None = None
        self._preformatted = 0
        self._text: list[str] = []

    def read(self, root: Tag, skip: _Skip) -> None:
        for node, entering in _events(root, skip):
            if not isinstance(node, Tag):
                self._text.append(str(node) if self._preformatted else _SPACE.sub(" ", node))
            elif entering:
                self._enter(node)
            else:
                self._leave(node)
        self._end_line()

    def _enter(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            self._end_line()
            self._heading = tag
        elif tag.name == "br":
            self._text.append("\n")
        elif tag.name in _CELLS:
            self._text.append("\t")
        elif tag.name in _BLOCKS and (self._heading is None or "".join(self._text).strip()):
            self._end_line()  # also ends a heading that was not closed
        self._preformatted += tag.name == "pre"

    def _leave(self, tag: Tag) -> None:
        if tag.name in _HEADINGS or tag.name in _BLOCKS:
            self._end_line()
        self._preformatted -= tag.name == "pre"

    def _end_line(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if self._heading is not None:
            self._end_heading(" ".join(text.split()))
        elif self._preformatted:
            self._outline.paragraph(text.strip("\n"))
        else:
            for line in text.split("\n"):
                self._outline.paragraph(
                    "\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip()
                )

    def _end_heading(self, text: str) -> None:
        heading, self._heading = self._heading, None
        if heading is None or not text:
            return
        if heading is self._headline:
            self.title = text
        else:
            self._outline.heading(_HEADINGS[heading.name], text)


def _date(page: BeautifulSoup) -> datetime.date | None:
    found: dict[str, datetime.date] = {}
    for tag in page.find_all(["meta", "time"]):
        if isinstance(tag, Tag):
            name = _attribute(tag, "property") or _attribute(tag, "name") or _attribute(tag, "itemprop")
            day = parse_day(_attribute(tag, "content") or _attribute(tag, "datetime"))
            if day:
                found.setdefault(name.lower(), day)
    return next((found[name] for name in _DATE_NAMES if name in found), None)


def _url(page: BeautifulSoup) -> str:
    link = page.find("link", rel="canonical")
    if isinstance(link, Tag) and _attribute(link, "href"):
        return _attribute(link, "href")
    meta = page.find("meta", property="og:url")
    return _attribute(meta, "content") if isinstance(meta, Tag) else ""


def _language(root: Tag, page: BeautifulSoup) -> str:
    html = page.find("html")
    tags = [root, html] if isinstance(html, Tag) else [root]
    found = (_attribute(tag, name) for tag in tags for name in ("lang", "xml:lang"))
    return next((language for language in found if language), "")


def _attribute(tag: Tag, name: str) -> str:
    """Return an attribute with a single value; empty when it is missing."""
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""
