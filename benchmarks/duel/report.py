"""Tables of a duel, for the terminal or as Markdown, and the check that all engines found the same."""

from __future__ import annotations

from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from benchmarks.duel.protocol import Group, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.duel.figures import Contender, Duel

_TIMED = (Operation.OR, Operation.AND, Operation.PHRASE, Operation.PREFIX, Operation.MISS)
_TITLES = {
    Group.WORDS: "the same words in one layer of one field",
    Group.COMPLETE: "all layers of the Kazakh analyzer, title, heading and body",
}
_LACKING = "–"


def tables(duel: Duel, style: box.Box = box.SIMPLE_HEAD) -> Iterator[Table]:
    """For each group: cost relative to kzsearch, then queries and builds in absolute figures."""
    for group in Group:
        contenders = duel.of_group(group)
        if contenders:
            title = f"{duel.sections:,} sections, {_TITLES[group]}"
            yield _ratios(
                f"{title}: cost of each engine, that of {contenders[0].name} = 1", duel, contenders, style
            )
            yield _queries(f"{title}: milliseconds a query", duel, contenders, style)
            yield _builds(f"{title}: text to committed index", contenders, style)


def disagreements(duel: Duel) -> list[str]:
    """Where engines of a group find different numbers of sections: the first query of each pair."""
    groups = [duel.of_group(group) for group in Group]
    pairs = [(contenders[0], other) for contenders in groups for other in contenders[1:]]
    return [line for first, other in pairs if (line := _disagreement(duel, first, other))]


def _disagreement(duel: Duel, first: Contender, other: Contender) -> str:
    counts, others = first.warm.counts, other.warm.counts
    differing = [number for number, count in others.items() if counts.get(number, count) != count]
    if not differing:
        return ""
    number = differing[0]
    return (
        f"{other.name} and {first.name} differ in {len(differing)} counts, first in query {number} "
        f"({duel.operations[number].value}): {others[number]} and {counts[number]}"
    )


def overlap(contender: Contender, other: Contender, numbers: Iterable[int]) -> float | None:
    """The mean share of the ten best that two engines have in common, over queries that find anything."""
    shares = [
        len({*contender.warm.ids[n]} & {*other.warm.ids[n]}) / len(other.warm.ids[n])
        for n in numbers
        if n in contender.warm.ids and other.warm.ids.get(n)
    ]
    return fmean(shares) if shares else None


def _ratios(title: str, duel: Duel, contenders: Sequence[Contender], style: box.Box) -> Table:
    table = _table(
        title, style, "engine", *(each.value for each in _TIMED), "same top 10", "build", "memory", "disk"
    )
    base = contenders[0]
    for each in contenders:
        shared = overlap(each, base, duel.numbers(Operation.OR))
        table.add_row(
            each.name,
            *(_ratio(each, base, duel.numbers(operation)) for operation in _TIMED),
            _LACKING if shared is None else f"{shared:.0%}",
            f"{each.build_seconds / base.build_seconds:.2f}",
            f"{each.builds[-1].peak_mb / base.builds[-1].peak_mb:.2f}",
            f"{each.builds[-1].disk_bytes / base.builds[-1].disk_bytes:.2f}",
        )
    return table


def _ratio(contender: Contender, base: Contender, numbers: list[int]) -> str:
    """Median and quartiles over the queries."""
    ours, theirs = base.query_seconds(numbers), contender.query_seconds(numbers)
    ratios = [theirs[n] / ours[n] for n in numbers if n in ours and n in theirs]
    if not ratios:
        return _LACKING
    low, middle, high = quantiles(ratios, n=4)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def _queries(title: str, duel: Duel, contenders: Sequence[Contender], style: box.Box) -> Table:
    heads = ("p50", "p95", "best", "cold", "a second")
    table = _table(title, style, "engine", "query", *heads, "open", "first query")
    for each in contenders:
        opening = [
            f"{each.cold.open_seconds * 1e3:.0f}",
            f"{next(iter(each.cold.seconds.values())) * 1e3:.1f}",
        ]
        for operation in _TIMED:
            numbers = duel.numbers(operation)
            seconds = sorted(each.query_seconds(numbers).values())
            if seconds:
                cells = _query_cells(each, numbers, seconds)
                table.add_row(each.name, operation.value, *cells, *(opening or ("", "")))
                opening = []
    return table


def _query_cells(contender: Contender, numbers: list[int], seconds: list[float]) -> list[str]:
    best = median(min(contender.warm.seconds[n]) for n in numbers)
    cold = median(contender.cold.seconds[n] for n in numbers)
    late = seconds[int(0.95 * (len(seconds) - 1))]
    return [
        *(f"{each * 1e3:.3f}" for each in (median(seconds), late, best, cold)),
        f"{1 / fmean(seconds):,.0f}",
    ]


def _builds(title: str, contenders: Sequence[Contender], style: box.Box) -> Table:
    heads = (
        "seconds",
        "CPU seconds",
        "sections a second",
        "MB of text a second",
        "peak MB",
        "MB on disk",
        "disk / text",
    )
    table = _table(title, style, "engine", "version", *heads)
    for each in contenders:
        build, seconds = each.builds[-1], each.build_seconds
        table.add_row(
            each.name,
            each.version,
            f"{median(one.seconds for one in each.builds):.2f}",
            f"{seconds:.2f}",
            f"{build.sections / seconds:,.0f}",
            f"{build.text_bytes / seconds / 1e6:.1f}",
            f"{build.peak_mb:.0f}",
            f"{build.disk_bytes / 1e6:.1f}",
            f"{build.disk_bytes / build.text_bytes:.2f}",
        )
    return table


def _table(title: str, style: box.Box, *heads: str) -> Table:
    table = Table(title=title, box=style, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    return table
