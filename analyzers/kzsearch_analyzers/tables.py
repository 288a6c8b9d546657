"""Reading of the package's tab-separated tables, with errors that name file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from kzsearch_analyzers.errors import GrammarError


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        table: Name of the file, relative to ``kzsearch_analyzers/``.
        line: Number of the line, from 1.
        cells: Not empty; ``-`` if nothing applies.
    """

    table: str
    line: int
    cells: tuple[str, ...]

    def error(self, column: int, message: str) -> GrammarError:
        """Return the error for a cell; its message shows the row. ``column`` counts from 0."""
        return GrammarError(
            f"{self.table}:{self.line}:{column + 1}: {message}\n    {chr(9).join(self.cells)}"
        )


def read_text(name: str) -> str:
    """Return the text of a file of the package, ``name`` relative to ``kzsearch_analyzers/``."""
    return files("kzsearch_analyzers").joinpath(name).read_text(encoding="utf-8")


def read_rows(name: str, columns: int) -> list[Row]:
    """Return the rows of a table, which must have so many columns; without blank lines and ``#`` comments.

    Raises:
        GrammarError: A row has another number of columns, or an empty cell.
    """
    rows = []
    for number, line in enumerate(read_text(name).splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = Row(name, number, tuple(line.split("\t")))
        if len(row.cells) != columns:
            raise row.error(0, f"{len(row.cells)} columns; expected {columns}, separated by tabs")
        for column, cell in enumerate(row.cells):
            if not cell:
                raise row.error(column, "the cell is empty; write '-' where nothing applies")
        rows.append(row)
    return rows
