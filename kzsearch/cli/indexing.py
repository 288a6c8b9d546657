"""``kzsearch index``, ``info`` and ``delete``."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from kzsearch.cli.terminal import ProgressBar, counted, examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch import Article, Index, IndexInfo
    from kzsearch.readers import Sources

INDEX_PATH = click.Path(file_okay=False, path_type=Path)
_FINGERPRINT_CHARS = 12


@click.command(
    short_help="Add articles to an index.",
    epilog=examples(
        "index articles.kz articles/",
        "index --rebuild articles.kz news.jsonl report.html",
        "index --jobs 4 articles.kz - < dump.jsonl",
    ),
)
@click.argument("folder", metavar="INDEX", type=INDEX_PATH)
@click.argument("source", nargs=-1, required=True)
@click.option("--rebuild", is_flag=True, help="Start with an empty index; what INDEX contains is lost.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Analyse texts in N processes; for large collections.",
)
def index(folder: Path, source: tuple[str, ...], rebuild: bool, jobs: int) -> None:
    """Add articles to the index in the folder INDEX, which is created if it does not exist.

    SOURCE is a file (.txt .md .markdown .html .htm .jsonl .ndjson), a folder of such files, or - for JSON
    Lines on standard input. An article replaces the one with the same id. The id of a file is its path in the
    folder SOURCE, or its name if SOURCE is the file; articles in JSON Lines have ids of their own.

    JSON Lines have one article in each line: {"id": "1", "title": "...", "text": "..."}. In place of "text",
    they can have "sections": [{"heading": "...", "text": "..."}]. The keys date (2025-09-21), url and
    language are optional; other keys are stored. Plain text has its title on the first line, and each heading
    on a short line of its own.
    """
    from kzsearch import Index
    from kzsearch.readers import Sources

    sources = Sources(source)  # reports missing files before anything is changed
    if not rebuild:
        _refuse_foreign_folder(folder)
    target = Index.create(folder) if rebuild else Index.open_or_create(folder)
    click.echo(add_articles(target, sources, jobs=jobs))


def add_articles(target: Index, sources: Sources, *, jobs: int = 1) -> str:
    """Add or replace all articles in one commit, with a progress bar.

    Returns:
        A line about what was indexed, for the user.
    """
    start = perf_counter()
    articles = sections = 0

    def read(bar: ProgressBar) -> Iterator[Article]:
        nonlocal articles, sections
        for article in sources:
            yield article
            articles += 1
            sections += len(article.sections)
            bar.advance_to(sources.bytes_read, articles)

    with ProgressBar(sources.total_bytes) as bar, target.writer() as writer:
        writer.update_all(read(bar), jobs=jobs)
        bar.writing()
    took_s = perf_counter() - start
    done = f"{counted(articles, 'article')} ({counted(sections, 'section')})"
    return f"indexed {done} in {took_s:.1f} s: {target.path}"


def _refuse_foreign_folder(folder: Path) -> None:
    """Refuse a folder of articles: ``kzsearch index articles/ articles.kz`` has its arguments swapped."""
    from kzsearch.index.toc import TOC_NAME

    if folder.is_dir() and any(folder.iterdir()) and not (folder / TOC_NAME).exists():
        raise click.BadParameter(
            f"the folder {folder} contains other files and no index; expected an index or a new folder. "
            "INDEX comes first, then SOURCE.",
            param_hint="INDEX",
        )


@click.command(short_help="Show what an index contains.", epilog=examples("info articles.kz"))
@click.argument("folder", metavar="INDEX", type=INDEX_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def info(folder: Path, as_json: bool) -> None:
    """Show what the index in the folder INDEX contains, and which analyzer built it."""
    from kzsearch import Index

    found = Index.open(folder).info()
    if as_json:
        click.echo(json.dumps(_info_json(found), ensure_ascii=False))
        return
    terms = ", ".join(f"{layer.value} {count:,}" for layer, count in found.terms.items())
    rows = {
        "path": found.path,
        "articles": f"{found.articles:,}",
        "sections": f"{found.sections:,}",
        "terms": terms,
        "size": f"{found.size_bytes / 1e6:,.1f} MB",
        "format": found.format,
        "analyzer": f"{found.analyzer} ({found.fingerprint[:_FINGERPRINT_CHARS]})",
    }
    for name, value in rows.items():
        click.echo(f"{name:9} {value}")


def _info_json(found: IndexInfo) -> dict[str, str | int | dict[str, int]]:
    return {
        "path": str(found.path),
        "articles": found.articles,
        "sections": found.sections,
        "terms": {layer.value: count for layer, count in found.terms.items()},
        "size_bytes": found.size_bytes,
        "format": found.format,
        "analyzer": found.analyzer,
        "fingerprint": found.fingerprint,
    }


@click.command(
    short_help="Delete articles from an index.", epilog=examples("delete articles.kz abai.md news/2025.txt")
)
@click.argument("folder", metavar="INDEX", type=INDEX_PATH)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def delete(folder: Path, ids: tuple[str, ...]) -> None:
    """Delete articles by their ID from the index in the folder INDEX.

    If the index does not have some of them, the others are deleted, and the exit code is 1.
    """
    from kzsearch import Index

    wanted = list(dict.fromkeys(ids))
    with Index.open(folder).writer() as writer:
        missing = [article_id for article_id in wanted if not writer.delete(article_id)]
    click.echo(f"deleted {counted(len(wanted) - len(missing), 'article')}: {folder}")
    if missing:
        raise click.ClickException(f"not in the index {folder}: {', '.join(missing)}")
