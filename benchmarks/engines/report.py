"""Make the tables of a comparison, for the terminal or as Markdown, and check that all engines agree."""

from __future__ import annotations

from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from benchmarks.engines.protocol import Group, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.engines.figures import EngineComparison, EngineResult

_TIMED = (Operation.OR, Operation.AND, Operation.PHRASE, Operation.PREFIX, Operation.MISS)
_TITLES = {
    Group.WORDS: "the same words in one layer of one field",
    Group.COMPLETE: "all layers of the Kazakh analyzer, title, heading and body",
}
_NO_FIGURE = "–"


def tables(comparison: EngineComparison, style: box.Box = box.SIMPLE_HEAD) -> Iterator[Table]:
    """Yield for each group a table of costs relative to kzsearch, one of queries and one of builds."""
    for group in Group:
        results = comparison.of_group(group)
        if results:
            title = f"{comparison.sections:,} sections, {_TITLES[group]}"
            yield _ratio_table(
                f"{title}: cost of each engine, that of {results[0].name} = 1", comparison, results, style
            )
            yield _query_table(f"{title}: milliseconds a query", comparison, results, style)
            yield _build_table(f"{title}: text to committed index", results, style)


def disagreements(comparison: EngineComparison) -> list[str]:
    """Return a line for each pair of engines that find different numbers of sections."""
    groups = [comparison.of_group(group) for group in Group]
    pairs = [(results[0], other) for results in groups for other in results[1:]]
    return [line for first, other in pairs if (line := _disagreement(comparison, first, other))]


def _disagreement(comparison: EngineComparison, first: EngineResult, other: EngineResult) -> str:
    counts, others = first.warm.counts, other.warm.counts
    differing = [number for number, count in others.items() if counts.get(number, count) != count]
    if not differing:
        return ""
    number = differing[0]
    return (
        f"{other.name} and {first.name} differ in {len(differing)} counts, first in query {number} "
        f"({comparison.operations[number].value}): {others[number]} and {counts[number]}"
    )


def overlap(result: EngineResult, other: EngineResult, numbers: Iterable[int]) -> float | None:
    """Return the mean fraction of the ten best that two engines have in common, over queries with hits."""
    shares = [
        len({*result.warm.ids[n]} & {*other.warm.ids[n]}) / len(other.warm.ids[n])
        for n in numbers
        if n in result.warm.ids and other.warm.ids.get(n)
    ]
    return fmean(shares) if shares else None


def _ratio_table(
    title: str, comparison: EngineComparison, results: Sequence[EngineResult], style: box.Box
) -> Table:
    table = _table(
        title, style, "engine", *(each.value for each in _TIMED), "same top 10", "build", "memory", "disk"
    )
    base = results[0]
    for each in results:
        shared = overlap(each, base, comparison.query_numbers(Operation.OR))
        table.add_row(
            each.name,
            *(_ratio_cell(each, base, comparison.query_numbers(operation)) for operation in _TIMED),
            _NO_FIGURE if shared is None else f"{shared:.0%}",
            f"{each.build_seconds / base.build_seconds:.2f}",
            f"{each.builds[-1].peak_mb / base.builds[-1].peak_mb:.2f}",
            f"{each.builds[-1].disk_bytes / base.builds[-1].disk_bytes:.2f}",
        )
    return table


def _ratio_cell(result: EngineResult, base: EngineResult, numbers: list[int]) -> str:
    """Return a cell with the median and the quartiles of the ratios of query times."""
    ours, theirs = base.query_seconds(numbers), result.query_seconds(numbers)
    ratios = [theirs[n] / ours[n] for n in numbers if n in ours and n in theirs]
    if not ratios:
        return _NO_FIGURE
    low, middle, high = quantiles(ratios, n=4)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def _query_table(
    title: str, comparison: EngineComparison, results: Sequence[EngineResult], style: box.Box
) -> Table:
    heads = ("p50", "p95", "median pass", "cold", "a second", "passes", "open", "first query")
    table = _table(title, style, "engine", "query", *heads)
    for each in results:
        first = next(iter(each.cold.seconds.values()))
        once = [str(each.passes), f"{each.cold.open_seconds * 1e3:.0f}", f"{first * 1e3:.1f}"]
        for operation in _TIMED:
            numbers = comparison.query_numbers(operation)
            if each.query_seconds(numbers):
                table.add_row(each.name, operation.value, *_query_cells(each, numbers), *once)
                once = [""] * len(once)
    return table


def _query_cells(result: EngineResult, numbers: list[int]) -> list[str]:
    seconds = sorted(result.query_seconds(numbers).values())
    p95 = seconds[int(0.95 * (len(seconds) - 1))]
    median_pass = median(result.query_seconds(numbers, median).values())
    cold = median(result.cold.seconds[number] for number in numbers)
    milliseconds = [f"{each * 1e3:.3f}" for each in (median(seconds), p95, median_pass, cold)]
    return [*milliseconds, f"{1 / fmean(seconds):,.0f}"]


def _build_table(title: str, results: Sequence[EngineResult], style: box.Box) -> Table:
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
    for each in results:
        build, seconds = each.builds[-1], each.build_seconds
        table.add_row(
            each.name,
            each.version,
            f"{min(one.seconds for one in each.builds):.2f}",
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
