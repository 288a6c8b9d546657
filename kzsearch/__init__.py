"""Full-text search for Kazakh: a morphological analyzer and a Whoosh index over the sections of articles.

>>> from kzsearch import Article, Index, Section
>>> index = Index.create("articles.kz")
>>> with index.writer() as writer:
...     writer.add(Article("abai", "Абай", (Section("", "Абай Құнанбайұлы Шыңғыстауда туған."),)))
>>> with index.searcher() as searcher:
...     page = searcher.search("Шыңғыстау")
>>> page.hits[0].article_id
'abai'
"""

from kzsearch.analysis import Analyzer
from kzsearch.article import Article, Section
from kzsearch.errors import (
    AnalyzerMismatchError,
    DuplicateArticleError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    KzsearchError,
    SourceError,
    WorkerError,
)
from kzsearch.index.index import Index, IndexInfo
from kzsearch.index.writer import IndexWriter
from kzsearch.model import (
    ArticleHit,
    Correction,
    Field,
    Highlight,
    ResultPage,
    SectionHit,
    Snippet,
    Span,
)
from kzsearch.ranking import Ranking
from kzsearch.schema import Layer
from kzsearch.search.searcher import Searcher

__version__ = "0.1.0"

__all__ = [
    "Analyzer",
    "AnalyzerMismatchError",
    "Article",
    "ArticleHit",
    "Correction",
    "DuplicateArticleError",
    "Field",
    "Highlight",
    "Index",
    "IndexFormatError",
    "IndexInfo",
    "IndexLockedError",
    "IndexNotFoundError",
    "IndexWriter",
    "KzsearchError",
    "Layer",
    "Ranking",
    "ResultPage",
    "Searcher",
    "Section",
    "SectionHit",
    "Snippet",
    "SourceError",
    "Span",
    "WorkerError",
]
