"""``kzsearch translit``."""

from __future__ import annotations

import sys

import click

from kzsearch.cli.terminal import examples

_AUTO = "auto"


@click.command(
    short_help="Rewrite a text in another Kazakh alphabet.",
    epilog=examples(
        "translit --to latn-2021 Қазақ әліпбиі",
        "translit --to cyrl --from latn-2021 < article.txt",
    ),
)
@click.argument("text", nargs=-1)
@click.option(
    "--to", "target", metavar="SCHEME", required=True, help="Alphabet to write, for example latn-2021."
)
@click.option(
    "--from", "source", metavar="SCHEME", default=_AUTO, help="Alphabet of TEXT; found out unless given."
)
def translit(text: tuple[str, ...], target: str, source: str) -> None:
    """Rewrite TEXT in another Kazakh alphabet; without TEXT, standard input line by line."""
    from kzsearch_analyzers import schemes, transliterate

    for option, scheme, others in (("--to", target, ()), ("--from", source, (_AUTO,))):
        known = (*schemes(), *others)
        if scheme not in known:
            raise click.BadParameter(
                f"unknown scheme {scheme!r}; known: {', '.join(known)}", param_hint=option
            )
    if text:
        click.echo(transliterate(" ".join(text), source=source, target=target))
        return
    for line in sys.stdin:
        click.echo(transliterate(line, source=source, target=target), nl=False)
