"""Adapt SQLite FTS5 from the standard library."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from benchmarks.engines.protocol import BUFFER_MB, Document, Engine, Operation, Query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# remove_diacritics 0: the other engines keep the diacritics of Latin words in the text, too.
_TABLE = (
    "CREATE VIRTUAL TABLE sections USING fts5(id UNINDEXED, body, tokenize='unicode61 remove_diacritics 0')"
)
_SEARCH = "SELECT rowid FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT ?"


def _connect(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "sections.db")
    connection.execute(f"PRAGMA cache_size = -{BUFFER_MB * 1000}")
    return connection


class Fts5(Engine):
    """Index and store the text in one table."""

    note = "times include parsing the query; its idf differs from Lucene's, so the ten best differ, too"

    @staticmethod
    def version() -> str:
        return sqlite3.sqlite_version

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        connection = _connect(folder)
        connection.execute(_TABLE)
        rows = ((document.id, document.text) for document in documents)
        connection.executemany("INSERT INTO sections(id, body) VALUES (?, ?)", rows)
        connection.commit()
        connection.close()

    def __init__(self, folder: Path) -> None:
        self._connection = _connect(folder)

    def prepare(self, query: Query) -> str:
        quoted = [f'"{word}"' for word in query.words]
        if query.operation is Operation.PHRASE:
            return " + ".join(quoted)
        if query.operation is Operation.PREFIX:
            return f"{quoted[0]} *"
        return (" AND " if query.operation is Operation.AND else " OR ").join(quoted)

    def search(self, prepared: str, limit: int) -> list[tuple[int]]:
        return self._connection.execute(_SEARCH, (prepared, limit)).fetchall()

    def ids(self, found: list[tuple[int]]) -> list[str]:
        by_row = "SELECT id FROM sections WHERE rowid = ?"
        return [self._connection.execute(by_row, row).fetchone()[0] for row in found]

    def count(self, prepared: str) -> int:
        matching = "SELECT count(*) FROM sections WHERE sections MATCH ?"
        return int(self._connection.execute(matching, (prepared,)).fetchone()[0])

    def close(self) -> None:
        self._connection.close()
