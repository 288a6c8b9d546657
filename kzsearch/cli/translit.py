"""``kzsearch translit``."""

from __future__ import annotations

import sys

import click

from kzsearch.cli.terminal import examples

_AUTO = "auto"


@click.command(
    short_help="Rewrite a text in another Kazakh alphabet, or detect its alphabet.",
    epilog=examples(
        "translit --to latn-2021 Қазақ әліпбиі",
        "translit --to cyrl --from latn-2021 < article.txt",
        "translit --detect Qazaq álipbıi",
        "translit --schemes",
    ),
)
@click.argument("text", nargs=-1)
@click.option("--to", "target", metavar="SCHEME", help="Alphabet to write, for example latn-2021.")
@click.option(
    "--from", "source", metavar="SCHEME", default=_AUTO, help="Alphabet of TEXT; detected by default."
)
@click.option("--detect", is_flag=True, help="Only print alphabet, script and confidence, tab-separated.")
@click.option("--schemes", is_flag=True, help="Only print the alphabets that SCHEME can name.")
def translit(text: tuple[str, ...], target: str | None, source: str, detect: bool, schemes: bool) -> None:
    """Rewrite TEXT in another Kazakh alphabet. Without TEXT, standard input is read.

    With --from, standard input is rewritten line by line. Without it, all input is read first to detect the
    alphabet.
    """
    if schemes:
        _print_schemes()
    elif detect:
        _print_detection(" ".join(text) or sys.stdin.read())
    else:
        _rewrite(" ".join(text), target, source)


def _print_schemes() -> None:
    from kzsearch_analyzers.scripts import scheme_list

    for scheme in scheme_list():
        click.echo(f"{scheme.name:16} {scheme.title}")


def _print_detection(text: str) -> None:
    from kzsearch_analyzers import detect

    found = detect(text)
    click.echo(f"{found.scheme or 'none'}\t{found.script.value}\t{found.confidence:.2f}")


def _rewrite(text: str, target: str | None, source: str) -> None:
    from kzsearch_analyzers import schemes, transliterate

    if target is None:
        raise click.UsageError("Missing option '--to'.")
    for option, scheme, others in (("--to", target, ()), ("--from", source, (_AUTO,))):
        known = (*schemes(), *others)
        if scheme not in known:
            raise click.BadParameter(
                f"unknown scheme {scheme!r}; known: {', '.join(known)}", param_hint=option
            )
    if text:
        click.echo(transliterate(text, source=source, target=target))
        return
    for part in [sys.stdin.read()] if source == _AUTO else sys.stdin:
        click.echo(transliterate(part, source=source, target=target), nl=False)
