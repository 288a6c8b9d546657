"""Kazakh in Whoosh: an analyzer for any schema, and the indexes of kzsearch as indexes of Whoosh.

>>> from whoosh.fields import ID, TEXT, Schema
>>> from whoosh.filedb.filestore import FileStorage
>>> from whoosh.qparser import QueryParser
>>> from kzsearch.whoosh import KazakhAnalyzer
>>> schema = Schema(id=ID(stored=True), body=TEXT(analyzer=KazakhAnalyzer(), stored=True))
>>> index = FileStorage("own").create().create_index(schema)
>>> with index.writer() as writer:
...     writer.add_document(id="1", body="Абайдың өлеңдерін оқушылар жаттайды.")
>>> with index.searcher() as searcher:
...     hits = searcher.search(QueryParser("body", schema).parse("өлең"))
...     print(hits[0].highlights("body"))
Абайдың <b class="match term0">өлеңдерін</b> оқушылар жаттайды

No other package of kzsearch imports Whoosh, and nothing here unpickles anything.
"""

from kzsearch.whoosh.analyzer import KazakhAnalyzer
from kzsearch.whoosh.codec import ReadOnlyError
from kzsearch.whoosh.fields import KazakhText
from kzsearch.whoosh.index import KazakhIndex, open_dir
from kzsearch.whoosh.parsing import KazakhPlugin
from kzsearch.whoosh.scoring import LuceneBM25
from kzsearch.whoosh.stock import write_stock_toc
from kzsearch.whoosh.writer import KazakhWriter

__all__ = [
    "KazakhAnalyzer",
    "KazakhIndex",
    "KazakhPlugin",
    "KazakhText",
    "KazakhWriter",
    "LuceneBM25",
    "ReadOnlyError",
    "open_dir",
    "write_stock_toc",
]
