"""Adapt stock Whoosh with its own codec, matchers and BM25F; one configuration uses the Kazakh analyzer."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer, SpaceSeparatedTokenizer, Token
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.scoring import BM25F

from benchmarks.engines.protocol import BUFFER_MB, K1, B, Document, Engine, Group, Operation, Query
from kzsearch import Field, Layer
from kzsearch.query.plan import QueryTerm
from kzsearch.query.planner import Planner
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch.schema import LAYERED_FIELDS, field_name, indexed_terms_of
from kzsearch_analyzers import kazakh_analyzer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from whoosh.searching import Results


class _Whoosh(Engine):
    _weighting: BM25F

    @staticmethod
    def version() -> str:
        return version("whoosh")

    def __init__(self, folder: Path) -> None:
        self._searcher = open_dir(str(folder), schema=self._schema()).searcher(weighting=self._weighting)

    @staticmethod
    def _schema() -> Schema:
        raise NotImplementedError

    def search(self, prepared: whoosh_query.Query, limit: int) -> Results:
        return self._searcher.search(prepared, limit=limit)

    def ids(self, found: Results) -> list[str]:
        return [self._searcher.stored_fields(number)["id"] for _, number in found.top_n]

    def count(self, prepared: whoosh_query.Query) -> int:
        return sum(1 for _ in prepared.docs(self._searcher))

    def close(self) -> None:
        self._searcher.close()


class WhooshWords(_Whoosh):
    """Index one text field."""

    note = "prefixes are not ranked"
    _weighting = BM25F(B=B, K1=K1)

    @staticmethod
    def _schema() -> Schema:
        return Schema(id=ID(stored=True), body=TEXT(analyzer=SpaceSeparatedTokenizer(), stored=True))

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        writer = create_in(str(folder), WhooshWords._schema()).writer(limitmb=BUFFER_MB)
        for document in documents:
            writer.add_document(id=document.id, body=document.text)
        writer.commit()

    def prepare(self, query: Query) -> whoosh_query.Query:
        words = list(query.words)
        if query.operation is Operation.PHRASE:
            return whoosh_query.Phrase("body", words)
        if query.operation is Operation.PREFIX:
            return whoosh_query.Prefix("body", *words)
        kind = whoosh_query.And if query.operation is Operation.AND else whoosh_query.Or
        return kind([whoosh_query.Term("body", word) for word in words])


@lru_cache(maxsize=4)
def _analyze(text: str) -> list[Any]:
    """Return the tokens of a text, cached because Whoosh analyzes a text again for each field."""
    return kazakh_analyzer().analyze(text)


class _LayerAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Give Whoosh the terms of one layer of the Kazakh analyzer; terms of a token share its position."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def __call__(self, value: str, positions: bool = False, **_: object) -> Iterator[Token]:
        whoosh_token = Token(positions=positions)
        for token in _analyze(value):
            for term in indexed_terms_of(token, self._layer):
                whoosh_token.text = term
                whoosh_token.pos = token.position
                whoosh_token.boost, whoosh_token.stopped = 1.0, False
                yield whoosh_token


class WhooshComplete(_Whoosh):
    """Index kzsearch's fields and layers with a plain Whoosh schema and the Kazakh analyzer."""

    group = Group.COMPLETE
    operations = frozenset({Operation.OR, Operation.AND, Operation.MISS})
    note = "times exclude analyzing the query; scores of the alternatives of a word are summed"
    _weighting = BM25F(B=DEFAULT_RANKING.b, K1=DEFAULT_RANKING.k1)

    @staticmethod
    def _schema() -> Schema:
        layered = {
            name: TEXT(analyzer=_LayerAnalyzer(layer), phrase=layer.keeps_positions)
            for name, (_, layer) in LAYERED_FIELDS.items()
        }
        return Schema(id=ID(stored=True), text=STORED, **layered)

    @staticmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        writer = create_in(str(folder), WhooshComplete._schema()).writer(limitmb=BUFFER_MB)
        for document in documents:
            parts = {Field.TITLE: document.title, Field.HEADING: document.heading, Field.BODY: document.text}
            layered = {field_name(field, layer): text for field, text in parts.items() for layer in Layer}
            writer.add_document(id=document.id, text=document.text, **layered)
        writer.commit()

    def prepare(self, query: Query) -> whoosh_query.Query:
        planner = Planner(kazakh_analyzer(), DEFAULT_RANKING)
        plans = [planner.plan(word).plan for word in query.words]
        words = [_any_term(plan) for plan in plans if isinstance(plan, QueryTerm)]
        return (whoosh_query.And if query.operation is Operation.AND else whoosh_query.Or)(words)


def _any_term(word: QueryTerm) -> whoosh_query.Or:
    return whoosh_query.Or(
        [
            whoosh_query.Term(field_name(g.scope.field, g.scope.layer), term, boost=g.scope.weight)
            for g in word.groups
            for term in g.terms
        ]
    )
