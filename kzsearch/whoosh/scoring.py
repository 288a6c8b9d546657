"""The same ranking for queries that Whoosh evaluates itself."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whoosh.scoring import BaseScorer, WeightingModel

from kzsearch.index.snapshot import Segment, open_segments
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.search.bm25 import DEFAULT_RANKING, FieldStatistics, Ranking, idf, saturation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whoosh.matching import Matcher
    from whoosh.reading import IndexReader
    from whoosh.searching import Searcher


class LuceneBM25(WeightingModel):  # type: ignore[misc]  # Whoosh has no types
    """Scores a term of a layered field as the kernel does: ``whoosh_index.searcher(weighting=LuceneBM25())``.

    For users with Whoosh queries of their own, and to prove the kernel right. Whoosh's matchers stay slow.
    """

    def __init__(self, ranking: Ranking = DEFAULT_RANKING) -> None:
        self._ranking = ranking
        self._statistics: WeakKeyDictionary[IndexReader, dict[str, FieldStatistics]] = WeakKeyDictionary()
        self._segments: WeakKeyDictionary[IndexReader, Segment] = WeakKeyDictionary()

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes | str, qf: int = 1) -> BaseScorer:
        """Called by Whoosh for every term and segment."""
        del qf  # how often the term was asked for: Whoosh's queries add up by themselves
        whole = searcher.get_parent()
        statistics = self._field(whole.reader(), fieldname)
        rarity = idf(statistics.holders, whole.doc_frequency(fieldname, text))
        leaf = searcher.reader()
        segment = self._segments.setdefault(leaf, Segment(leaf))
        return _Scorer(
            factor=self._ranking.weight(*LAYERED_FIELDS[fieldname]) * rarity,
            norms=self._ranking.norms(statistics.average_length),
            codes=segment.columns.fields[fieldname].codes,
        )

    def _field(self, reader: IndexReader, name: str) -> FieldStatistics:
        fields = self._statistics.setdefault(reader, {})
        if name not in fields:
            columns = [segment.field(name) for segment in open_segments(reader)]
            fields[name] = FieldStatistics(
                holders=sum(field.holders for field in columns if field),
                tokens=sum(field.tokens for field in columns if field),
            )
        return fields[name]


class _Scorer(BaseScorer):  # type: ignore[misc]  # Whoosh has no types
    def __init__(self, factor: float, norms: Sequence[float], codes: Sequence[int]) -> None:
        self._factor, self._norms, self._codes = factor, norms, codes

    def score(self, matcher: Matcher) -> float:
        """The weight of the posting that the matcher stands at."""
        norm = self._norms[self._codes[matcher.id()]]
        return self._factor * saturation(matcher.weight(), norm)

    def max_quality(self) -> float:
        """No bound: a union of Whoosh takes the highest bound of its parts for the bound of their sum."""
        return inf

    def block_quality(self, matcher: Matcher) -> float:
        """No bound, as for the whole list."""
        del matcher
        return inf
