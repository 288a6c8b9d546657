"""Adapt kzsearch through its public API.

``kzsearch`` has an analyzer that fills only the exact layer, so that one field and one layer are indexed and
ranked, as in the other engines. ``kzsearch-complete`` is the default configuration.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from benchmarks.engines.protocol import K1, B, Document, Engine, Group, Operation, Query
from kzsearch import Article, Field, Index, Layer, Ranking, Section
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch_analyzers import AnalyzedWord
from kzsearch_analyzers.token import Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    from kzsearch.analysis import Analyzer

_ONE_LAYER = Ranking(k1=K1, b=B, fields={Field.BODY: 1.0}, layers={Layer.EXACT: 1.0})


class WordAnalyzer:
    """Split at blanks; the layers that stay empty add nothing to an index."""

    def analyze(self, text: str) -> list[Token]:
        tokens, start = [], 0
        for position, word in enumerate(text.split(" ") if text else ()):
            end = start + len(word)
            tokens.append(Token(word, start, end, position, TokenKind.WORD, word, (), (), ()))
            start = end + 1
        return tokens

    def word_keys(self, text: str) -> list[str]:
        return text.split()

    def chunk_word_keys(self, chunk: str) -> list[str]:
        return chunk.split()

    def analyze_word(self, key: Hashable) -> AnalyzedWord:
        return AnalyzedWord(str(key), (), (), ())

    def fingerprint(self) -> str:
        return "0" * 16

    def describe(self) -> str:
        return "words-1"


class KzsearchComplete(Engine):
    """Index all fields and layers with the Kazakh analyzer; fetching ids is part of the timed search."""

    group = Group.COMPLETE
    note = "times include parsing and analyzing the query, and fetching ids"
    _analyzer: Analyzer | None = None
    _ranking = DEFAULT_RANKING

    @staticmethod
    def version() -> str:
        return version("kzsearch")

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        _build(documents, Index.create(folder))

    def __init__(self, folder: Path) -> None:
        self._searcher = Index.open(folder, self._analyzer).searcher(self._ranking)

    def prepare(self, query: Query) -> str:
        if query.operation is Operation.AND:
            return " AND ".join(query.words)
        text = " ".join(query.words)
        return {Operation.PHRASE: f'"{text}"', Operation.PREFIX: f"{text}*"}.get(query.operation, text)

    def search(self, prepared: str, limit: int) -> list[tuple[str, float]]:
        return self._searcher.rank(prepared, limit)

    def ids(self, found: list[tuple[str, float]]) -> list[str]:
        return [article_id for article_id, _ in found]

    def count(self, prepared: str) -> int:
        return self._searcher.search(prepared, limit=0).total

    def close(self) -> None:
        self._searcher.close()


class KzsearchWords(KzsearchComplete):
    """Index one field and one layer."""

    group = Group.WORDS
    note = "times include parsing the query and fetching ids; ranks a prefix by its 64 most frequent words"
    _analyzer = WordAnalyzer()
    _ranking = _ONE_LAYER

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        _build(documents, Index.create(folder, WordAnalyzer()))


def _build(documents: Iterable[Document], index: Index) -> None:
    with index.writer() as writer:
        writer.add_all(Article(d.id, d.title, (Section(d.heading, d.text),)) for d in documents)
