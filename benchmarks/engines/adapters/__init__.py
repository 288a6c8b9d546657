"""Find the configurations by name; each is imported only in the process that runs it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.engines.protocol import Engine

_CLASSES = {
    "kzsearch": "kzsearch_engine:KzsearchWords",
    "whoosh": "whoosh:WhooshWords",
    "tantivy": "tantivy:Tantivy",
    "bm25s": "bm25s:Bm25s",
    "sqlite": "sqlite:Fts5",
    "lucene": "lucene:Lucene",
    "kzsearch-complete": "kzsearch_engine:KzsearchComplete",
    "whoosh-complete": "whoosh:WhooshComplete",
}
NAMES = tuple(_CLASSES)


def engine_class(name: str) -> type[Engine]:
    """Return the adapter of a configuration.

    Raises:
        ImportError: The engine is not installed.
    """
    module, _, name = _CLASSES[name].partition(":")
    found: type[Engine] = getattr(import_module(f"{__name__}.{module}"), name)
    found.version()
    return found
