"""Write the tables and the plot in docs/engines/: ``python -m benchmarks.engines.publish``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click
import matplotlib as mpl
from matplotlib.figure import Figure
from rich import box
from rich.console import Console

from benchmarks.engines.figures import EngineComparison, load
from benchmarks.engines.paths import OUT, PUBLISHED
from benchmarks.engines.protocol import Group, Operation
from benchmarks.engines.report import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes

    from benchmarks.engines.figures import EngineResult

_PANELS = {
    "ranked OR": Operation.OR,
    "AND": Operation.AND,
    "phrase": Operation.PHRASE,
    "prefix": Operation.PREFIX,
}
_INCHES = (9.0, 10.0)
_COLUMNS = 1000
"""Wide enough for every row, as a wrapped row breaks a Markdown table."""


def markdown(comparison: EngineComparison) -> str:
    """Return all tables of one size as Markdown, with the machine and the notes of the engines."""
    console = Console(width=_COLUMNS)
    with console.capture() as captured:
        for table in tables(comparison, box.MARKDOWN):
            title, table.title = table.title, None
            console.print(f"**{title}**\n", highlight=False)
            console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    notes = [f"- {each.name} {each.version}: {each.note}." for each in comparison.results if each.note]
    return "\n".join([f"Measured on {comparison.date}: {comparison.machine}.", "", *lines, *notes, ""])


def figure(comparisons: Sequence[EngineComparison]) -> Figure:
    """Return plots of query time, build time and disk space against size, all on logarithmic scales."""
    result = Figure(figsize=_INCHES, layout="constrained")
    axes = result.subplots(3, 2).flat
    groups = {each.name: each.group for comparison in comparisons for each in comparison.results}
    for (title, operation), panel in zip(_PANELS.items(), axes, strict=False):
        _lines(panel, comparisons, groups, partial(_query_ms, operation))
        panel.set_title(title)
        panel.set_ylabel("median ms a query")
    build, disk = axes[4], axes[5]
    _lines(build, comparisons, groups, lambda c, _: c.build_seconds / c.builds[-1].sections * 1e3)
    build.set_title("build")
    build.set_ylabel("ms a section")
    _lines(disk, comparisons, groups, lambda c, _: c.builds[-1].disk_bytes / c.builds[-1].text_bytes)
    disk.set_title("index on disk")
    disk.set_ylabel("bytes a byte of text")
    result.legend(*build.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    return result


def _query_ms(operation: Operation, result: EngineResult, comparison: EngineComparison) -> float | None:
    seconds = result.query_seconds(comparison.query_numbers(operation)).values()
    return median(seconds) * 1e3 if seconds else None


def _lines(
    panel: Axes,
    comparisons: Sequence[EngineComparison],
    groups: Mapping[str, Group],
    cost: Callable[[EngineResult, EngineComparison], float | None],
) -> None:
    for number, (name, group) in enumerate(groups.items()):
        points = [
            (comparison.sections, found)
            for comparison in comparisons
            for each in comparison.results
            if each.name == name and (found := cost(each, comparison)) is not None
        ]
        if points:
            panel.plot(
                *zip(*points, strict=True),
                label=name,
                color=f"C{number}",
                marker="o",
                markersize=4,
                linestyle="-" if group is Group.WORDS else "--",
                linewidth=2.5 if name.startswith("kzsearch") else 1.2,
            )
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xlabel("sections")
    panel.grid(visible=True, alpha=0.25)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Write the plot docs/engines/engines.svg and the tables docs/engines/figures.inc from FILES.

    FILES are written by comparisons; by default those in build/engines.
    """
    comparisons = sorted(map(load, files or OUT.glob("*.json")), key=lambda comparison: comparison.sections)
    if not comparisons:
        raise click.ClickException(f"no figures in {OUT}; make some: python -m benchmarks.engines")
    PUBLISHED.mkdir(exist_ok=True)
    # Text stays text in the SVG, and the same figures give the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "kzsearch"}):
        figure(comparisons).savefig(PUBLISHED / "engines.svg", metadata={"Date": None})
    (PUBLISHED / "figures.inc").write_text("\n".join(map(markdown, comparisons)), encoding="utf-8")


if __name__ == "__main__":
    main()
