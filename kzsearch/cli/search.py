"""``kzsearch search``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzsearch.cli.hits import page_lines
from kzsearch.cli.indexing import INDEX_PATH
from kzsearch.cli.terminal import examples, is_styled
from kzsearch.cli.trec import read_topics, run_lines

if TYPE_CHECKING:
    from kzsearch.search.searcher import Searcher

_PAGE_SIZE = 10
_RUN_SIZE = 100
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    short_help="Find sections or articles.",
    epilog=examples(
        "search articles.kz мектептеріміздің кітапханалары",
        "search articles.kz '\"Ұлыстың ұлы күні\" -көже' -n 3 --group article",
        "search articles.kz --json Kökaral bögeti",
        "search articles.kz --topics topics.tsv --run kzsearch.run",
    ),
)
@click.argument("folder", metavar="INDEX", type=INDEX_PATH)
@click.argument("query", nargs=-1)
@click.option(
    "-n",
    "limit",
    metavar="N",
    type=click.IntRange(min=0),
    help=f"Number of hits to show; {_PAGE_SIZE} by default, {_RUN_SIZE} articles with --topics.",
)
@click.option(
    "--offset",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    help="Number of hits to skip.",
)
@click.option(
    "--group",
    type=click.Choice(["section", "article"]),
    default="section",
    help="Show sections (the default), or articles with their best sections.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--topics", type=_FILE, help="Run every query of this file; its lines are id<TAB>query.")
@click.option(
    "--run",
    "run_file",
    type=_FILE,
    help="With --topics: write a TREC run to this file (- is standard output).",
)
def search(
    folder: Path,
    query: tuple[str, ...],
    limit: int | None,
    offset: int,
    group: str,
    as_json: bool,
    topics: Path | None,
    run_file: Path | None,
) -> None:
    """Search the index in the folder INDEX, in any script and any form of the words.

    QUERY can have words (sections with more of them rank higher), "a phrase", AND OR NOT, -word, title:word,
    heading:word, body:word, prefix*, parentheses. Put the query in single quotes if the shell would interpret
    some of its characters, and after -- if it begins with a minus.

    A word that occurs nowhere and looks mistyped is corrected, and the corrected query is printed.

    A TREC run has a line for each article: query id, Q0, article id, rank, score, tag. White space and % in
    ids are percent-encoded (%20, %25).

    JSON keys: schema (1), query, did_you_mean and searched_instead (the corrected query, or null),
    corrections (start, end, typed, replacement, searched), total, offset, took_ms and hits, best first, each
    with article_id, section_id, ordinal, score, title, heading, path, text, snippet, snippet_start,
    snippet_marks, highlights, date, url, language, extra. With --group article these describe the best
    section, and sections has all of them. snippet_marks are offsets in the snippet, highlights in the field
    that they name, both in code points.
    """
    from kzsearch import Index

    if bool(query) == bool(topics):
        raise click.UsageError("give either a QUERY or --topics FILE")
    if bool(topics) != bool(run_file):
        raise click.UsageError("--topics FILE and --run FILE need each other")
    if topics and (as_json or offset or group != "section"):
        raise click.UsageError("--json, --offset and --group cannot be combined with --topics")
    with Index.open(folder).searcher() as searcher:
        if topics and run_file:
            _write_run(searcher, topics, run_file, _RUN_SIZE if limit is None else limit)
            return
        answer = searcher.search_articles if group == "article" else searcher.search
        page = answer(" ".join(query), limit=_PAGE_SIZE if limit is None else limit, offset=offset)
    if as_json:
        click.echo(json.dumps(page.to_dict(), ensure_ascii=False))
        return
    styled = is_styled(sys.stdout)
    for line in page_lines(page, unit=f"{group}s", styled=styled):
        click.echo(line, color=styled)


def _write_run(searcher: Searcher, topics_file: Path, run_file: Path, limit: int) -> None:
    topics = read_topics(topics_file)
    lines = 0
    with click.open_file(str(run_file), "w", encoding="utf-8") as out:
        for topic in topics:
            for line in run_lines(topic, searcher.rank(topic.query, limit)):
                out.write(line)
                lines += 1
    click.echo(f"{len(topics):,} queries, {lines:,} lines: {run_file}", err=True)
