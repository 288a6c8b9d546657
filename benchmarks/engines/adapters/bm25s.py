"""Adapt bm25s with its numba kernel, which stores the scores of each word and supports only ranked OR."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bm25s
import numba  # noqa: F401 - without it bm25s silently uses its slow kernel

from benchmarks.engines.protocol import K1, B, Document, Engine, Operation, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

_IDS = "ids.json"


class Bm25s(Engine):
    """Hold the whole corpus in memory to build, and the whole index to search."""

    operations = frozenset({Operation.OR, Operation.MISS})
    note = "no positions, no AND, no phrases, no updates; BM25 parameters are fixed in the index"

    @staticmethod
    def version() -> str:
        return version("bm25s")

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        ids, texts, words = [], [], []
        for document in documents:
            ids.append(document.id)
            texts.append(document.text)
            words.append(document.text.split(" "))
        index = bm25s.BM25(method="lucene", k1=K1, b=B, backend="numba")
        index.index(words, show_progress=False)
        index.save(folder, corpus=texts, show_progress=False)
        Path(folder, _IDS).write_text(json.dumps(ids), encoding="utf-8")

    def __init__(self, folder: Path) -> None:
        self._index = bm25s.BM25.load(folder, show_progress=False)
        self._ids = json.loads(Path(folder, _IDS).read_text(encoding="utf-8"))

    def prepare(self, query: Query) -> list[list[str]]:
        return [list(query.words)]

    def search(self, prepared: list[list[str]], limit: int) -> Any:
        return self._index.retrieve(prepared, k=limit, show_progress=False)

    def ids(self, found: Any) -> list[str]:
        ranked = zip(found.documents[0], found.scores[0], strict=True)
        return [self._ids[number] for number, score in ranked if score > 0]

    def count(self, prepared: list[list[str]]) -> int:
        return int((self._index.get_scores(prepared[0]) > 0).sum())

    def close(self) -> None:
        del self._index
