"""Reading the package's tab-separated tables, with errors that name file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from kzsearch_analyzers.errors import GrammarError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table with the place it came from."""

    table: str
    line: int
    cells: tuple[str, ...]

    def error(self, column: int, message: str) -> GrammarError:
        """The error for a cell: ``file:line:column: message`` and the line itself.

        ``column`` counts from 0.
        """
        return GrammarError(
            f"{self.table}:{self.line}:{column + 1}: {message}\n    {chr(9).join(self.cells)}"
        )


def read_text(name: str) -> str:
    """The text of a package data file, ``name`` relative to ``kzsearch_analyzers/``."""
    return files("kzsearch_analyzers").joinpath(name).read_text(encoding="utf-8")


def read_rows(name: str, columns: int) -> list[Row]:
    """Every row of a table that must have so many columns; blank lines and ``#`` comments are skipped.

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
