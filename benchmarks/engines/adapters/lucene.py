"""Adapt Apache Lucene, called in this process through jpype; each call into Java takes microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.engines.jvm import lucene, missing_wheels
from benchmarks.engines.protocol import BUFFER_MB, K1, B, Document, Engine, Operation, Query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def _directory(folder: Path) -> Any:
    import jpype

    path = jpype.JClass("java.nio.file.Paths").get(str(folder))
    return lucene()("store.FSDirectory").open(path)


def _similarity() -> Any:
    import jpype

    return lucene()("search.similarities.BM25Similarity")(jpype.JFloat(K1), jpype.JFloat(B))


class Lucene(Engine):
    """Write with one thread; merges run in threads of their own on the same core."""

    note = "times include the call from Python into Java; prefixes are not ranked"

    @staticmethod
    def version() -> str:
        if missing := missing_wheels():
            raise ImportError(f"not installed: {', '.join(missing)}")
        return str(lucene()("util.Version").LATEST.toString())

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        java = lucene()
        config = java("index.IndexWriterConfig")(java("analysis.core.WhitespaceAnalyzer")())
        config.setSimilarity(_similarity())
        config.setRAMBufferSizeMB(float(BUFFER_MB))
        writer = java("index.IndexWriter")(_directory(folder), config)
        store = java("document.Field$Store").YES
        # Reusing the objects, as Lucene's own benchmarks do, saves calls from Python into Java.
        row, id_field = java("document.Document")(), java("document.StringField")("id", "", store)
        body_field = java("document.TextField")("body", "", store)
        row.add(id_field)
        row.add(body_field)
        for document in documents:
            id_field.setStringValue(document.id)
            body_field.setStringValue(document.text)
            writer.addDocument(row)
        writer.commit()
        writer.close()

    def __init__(self, folder: Path) -> None:
        java = lucene()
        self._reader = java("index.DirectoryReader").open(_directory(folder))
        self._searcher = java("search.IndexSearcher")(self._reader)
        self._searcher.setSimilarity(_similarity())

    def prepare(self, query: Query) -> Any:
        java = lucene()
        term = java("index.Term")
        if query.operation is Operation.PHRASE:
            return java("search.PhraseQuery")("body", *query.words)
        if query.operation is Operation.PREFIX:
            return java("search.PrefixQuery")(term("body", query.words[0]))
        occur = java("search.BooleanClause$Occur")
        clauses = java("search.BooleanQuery$Builder")()
        for word in query.words:
            clause = java("search.TermQuery")(term("body", word))
            clauses.add(clause, occur.MUST if query.operation is Operation.AND else occur.SHOULD)
        return clauses.build()

    def search(self, prepared: Any, limit: int) -> Any:
        return self._searcher.search(prepared, limit)

    def ids(self, found: Any) -> list[str]:
        stored = self._searcher.storedFields()
        return [str(stored.document(hit.doc).get("id")) for hit in found.scoreDocs]

    def count(self, prepared: Any) -> int:
        return int(self._searcher.count(prepared))

    def close(self) -> None:
        self._reader.close()
