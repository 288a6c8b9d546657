"""Formats hits as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch.cli.terminal import emphasised, printable
from kzsearch.model import ArticleHit, Field, ResultPage, SectionHit

if TYPE_CHECKING:
    from collections.abc import Iterator

Page = ResultPage[SectionHit] | ResultPage[ArticleHit]


def page_lines(page: Page, *, unit: str, styled: bool) -> Iterator[str]:
    """Iterate over the lines of a page: corrections, the hits, then the total in ``unit``."""
    if page.searched_instead:
        yield f"searched instead: {printable(page.searched_instead)}"
    if page.did_you_mean and page.did_you_mean != page.searched_instead:
        yield f"did you mean: {printable(page.did_you_mean)}"
    if page.corrections:
        yield ""
    hits: tuple[SectionHit | ArticleHit, ...] = page.hits
    for rank, hit in enumerate(hits, page.offset + 1):
        if isinstance(hit, SectionHit):
            yield f"{rank}. {_name(hit, styled=styled)}  {_score(hit)}  {printable(hit.section_id)}"
            yield f"   {_snippet(hit, styled=styled)}"
        else:
            yield from _article_lines(rank, hit, styled=styled)
        yield ""
    yield f"{len(page.hits)} of {page.total:,} {unit} in {page.took_ms:.1f} ms"


def _article_lines(rank: int, hit: ArticleHit, *, styled: bool) -> Iterator[str]:
    title = _field(hit.sections[0], Field.TITLE, hit.title, styled=styled)
    yield f"{rank}. {title}  {_score(hit)}  {printable(hit.article_id)}"
    for section in hit.sections:
        heading = _field(section, Field.HEADING, section.heading, styled=styled)
        yield f"   {f'› {heading}  ' if heading else ''}{_score(section)}"
        yield f"     {_snippet(section, styled=styled)}"


def _score(hit: SectionHit | ArticleHit) -> str:
    return f"{hit.score:.2f}"


def _name(hit: SectionHit, *, styled: bool) -> str:
    title = _field(hit, Field.TITLE, hit.title, styled=styled)
    heading = _field(hit, Field.HEADING, hit.heading, styled=styled)
    return " › ".join(part for part in (title, heading) if part)


def _field(hit: SectionHit, field: Field, text: str, *, styled: bool) -> str:
    return emphasised(text, [each for each in hit.highlights if each.field is field], styled=styled)


def _snippet(hit: SectionHit, *, styled: bool) -> str:
    before = "… " if hit.snippet.start > 0 else ""
    after = " …" if hit.snippet.start + len(hit.snippet.text) < len(hit.text.rstrip()) else ""
    return before + emphasised(hit.snippet.text, hit.snippet.marks, styled=styled) + after
