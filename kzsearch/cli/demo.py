"""``kzsearch demo``."""

from __future__ import annotations

import shlex
import sys
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from kzsearch.cli.hits import page_lines
from kzsearch.cli.indexing import INDEX_PATH, add_articles
from kzsearch.cli.terminal import examples, is_styled

_HITS = 3


class _Example(NamedTuple):
    query: str
    shows: str


_EXAMPLES = (
    _Example("мектептеріміздің зертханаларында", "A word finds all of its inflected forms."),
    _Example("Kökaral bögetı", "Latin script finds Cyrillic text."),
    _Example("аксак кулан", "Typed without Kazakh letters (ақсақ құлан)."),
    _Example('"Ұлыстың ұлы күні"', "A phrase: these words next to each other."),
)


@click.command(
    short_help="Index and search sample articles.", epilog=examples("demo", "demo --index demo.kz")
)
@click.option(
    "--index",
    "folder",
    metavar="DIR",
    type=INDEX_PATH,
    help="Keep the index in this folder; without it, the index is temporary.",
)
def demo(folder: Path | None) -> None:
    """Index the sample articles that come with kzsearch, and search them."""
    from kzsearch import Index
    from kzsearch.readers import Sources

    styled = is_styled(sys.stdout)
    with ExitStack() as stack:
        samples = stack.enter_context(as_file(files("kzsearch") / "data" / "articles"))
        path = folder or Path(stack.enter_context(TemporaryDirectory(prefix="kzsearch-demo-")))
        target = Index.open_or_create(path)
        click.echo(add_articles(target, Sources([samples])))
        searcher = stack.enter_context(target.searcher())
        for example in _EXAMPLES:
            command = f"$ kzsearch search {folder or 'INDEX'} {shlex.quote(example.query)} -n {_HITS}"
            click.echo(f"\n{example.shows}\n{click.style(command, bold=True)}\n", color=styled)
            for line in page_lines(
                searcher.search(example.query, limit=_HITS), unit="sections", styled=styled
            ):
                click.echo(line, color=styled)
    if folder is None:
        click.echo("\nTo keep the index and search it yourself: kzsearch demo --index demo.kz")
