"""``kzsearch analyze``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from kzsearch.cli.terminal import examples, given_text, printable, table_console

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzsearch.values import JsonValue
    from kzsearch_analyzers.analyzer import Analyzer
    from kzsearch_analyzers.morphology.reading import Reading
    from kzsearch_analyzers.token import Token


@click.command(
    short_help="Show the tokens of a text and their readings.",
    epilog=examples(
        "analyze мектептеріміздің кітабы",
        "analyze --explain балалардан",
        "analyze --json < article.txt",
        "analyze --lemmas < words.txt",
    ),
)
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--explain", is_flag=True, help="Show how each word was analysed, and which steps were rejected."
)
@click.option(
    "--lemmas", is_flag=True, help="Read a word from each line; write word<TAB>lemma1<TAB>lemma2..."
)
def analyze(text: tuple[str, ...], as_json: bool, explain: bool, lemmas: bool) -> None:
    """Show the tokens of TEXT and their readings, best first.

    Without TEXT, standard input is read. The corrections of a mistyped word follow its lemmas, each after a
    question mark.

    --lemmas writes exactly one line for each line that it reads: the unchanged line, then the lemmas of its
    first token, best first. For a line without a token (empty, or a dash) it writes only the line.
    """
    from kzsearch_analyzers import kazakh_analyzer

    if as_json + explain + lemmas > 1:
        raise click.UsageError("--json, --explain and --lemmas cannot be combined")
    analyzer = kazakh_analyzer()
    if lemmas:
        if text:
            raise click.UsageError("--lemmas reads words from standard input; TEXT cannot be given")
        _write_lemmas(sys.stdin.buffer, sys.stdout.buffer, analyzer.lemmas)
        return
    whole = given_text(text)
    tokens = analyzer.analyze(whole)
    if as_json:
        click.echo(json.dumps({"text": whole, "tokens": _tokens_json(tokens, analyzer)}, ensure_ascii=False))
    elif explain:
        click.echo("\n\n".join(analyzer.explain(token.term) for token in tokens))
    else:
        _print_table(tokens, analyzer)


def _write_lemmas(lines: BinaryIO, out: BinaryIO, lemmas: Callable[[str], Sequence[str]]) -> None:
    """Write the answer to each line at once: the program at the other end may wait for it."""
    for line in lines:
        word = line.removesuffix(b"\n").removesuffix(b"\r")
        found = lemmas(word.decode("utf-8", "replace"))
        out.write(b"\t".join([word, *(lemma.encode() for lemma in found)]) + b"\n")
        out.flush()


def _print_table(tokens: Sequence[Token], analyzer: Analyzer) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    names = ("token", "kind", "lemmas", "fold", "reading", "morphs", "source")
    columns = [Column(name, overflow="fold", no_wrap=name in ("kind", "source")) for name in names]
    table = Table(*columns, box=SIMPLE_HEAD)
    for token in tokens:
        lemmas = (*token.lemmas, *(f"?{word.term}" for word in token.corrections))
        layers = (token.surface, token.kind.value, " ".join(lemmas), token.fold)
        cells = [printable(cell) for cell in layers]
        for reading in analyzer.readings(token.term) or [None]:
            table.add_row(*cells, *(_reading_cells(reading) if reading else ()))
            cells = [""] * len(cells)
    table_console().print(table)


def _reading_cells(reading: Reading) -> tuple[str, str, str]:
    named = " ".join((reading.lemma, reading.pos, *reading.tags))
    return named, "+".join((reading.stem, *reading.morphs)), reading.source.value


def _tokens_json(tokens: Sequence[Token], analyzer: Analyzer) -> list[JsonValue]:
    return [
        {
            "surface": token.surface,
            "start": token.start,
            "end": token.end,
            "position": token.position,
            "kind": token.kind.value,
            "term": token.term,
            "lemmas": list(token.lemmas),
            "roots": list(token.roots),
            "folds": list(token.folds),
            "corrections": [{"term": word.term, "lemmas": list(word.lemmas)} for word in token.corrections],
            "readings": [_reading_json(reading) for reading in analyzer.readings(token.term)],
        }
        for token in tokens
    ]


def _reading_json(reading: Reading) -> JsonValue:
    return {
        "lemma": reading.lemma,
        "pos": reading.pos,
        "tags": list(reading.tags),
        "stem": reading.stem,
        "morphs": list(reading.morphs),
        "source": reading.source.value,
        "weight": reading.weight,
    }
