"""Adapt tantivy, a search engine in Rust, through tantivy-py."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import tantivy

from benchmarks.engines.protocol import BUFFER_MB, Document, Engine, Operation, Query

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TOKENIZER = "blanks"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", stored=True, tokenizer_name=_TOKENIZER, index_option="position")
    return builder.build()


def _index(folder: Path, reuse: bool) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder), reuse=reuse)
    # The default tokenizer drops words of 40 bytes or more, which are 20 Cyrillic letters.
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, blanks)
    return index


class Tantivy(Engine):
    """Index with one thread and tantivy's default merge policy."""

    note = "prefixes are not ranked"

    @staticmethod
    def version() -> str:
        return version("tantivy")

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        writer = _index(folder, reuse=False).writer(heap_size=BUFFER_MB * 1_000_000, num_threads=1)
        for document in documents:
            writer.add_document(tantivy.Document(id=document.id, body=document.text))
        writer.commit()
        writer.wait_merging_threads()

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._searcher = _index(folder, reuse=True).searcher()

    def prepare(self, query: Query) -> tantivy.Query:
        if query.operation is Operation.PHRASE:
            return tantivy.Query.phrase_query(self._schema, "body", [*query.words])
        if query.operation is Operation.PREFIX:
            return tantivy.Query.regex_query(self._schema, "body", f"{query.words[0]}.*")
        occur = tantivy.Occur.Must if query.operation is Operation.AND else tantivy.Occur.Should
        return tantivy.Query.boolean_query(
            [(occur, tantivy.Query.term_query(self._schema, "body", word)) for word in query.words]
        )

    def search(self, prepared: tantivy.Query, limit: int) -> tantivy.SearchResult:
        return self._searcher.search(prepared, limit, count=False)

    def ids(self, found: tantivy.SearchResult) -> list[str]:
        return [self._searcher.doc(address)["id"][0] for _, address in found.hits]

    def count(self, prepared: tantivy.Query) -> int:
        return int(self._searcher.search(prepared, 1, count=True).count)

    def close(self) -> None:
        del self._searcher
