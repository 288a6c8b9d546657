"""The ranking of kzsearch for queries that Whoosh evaluates."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whoosh.scoring import BaseScorer, WeightingModel, WeightScorer

from kzsearch.ranking import DEFAULT_RANKING, Ranking
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.search.bm25 import FieldStatistics, idf, length_norms, tf_saturation
from kzsearch.segment.norms import encode_norm
from kzsearch.whoosh.codec import segment_of
from kzsearch.whoosh.schema import FIELD_OF_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from whoosh.matching import Matcher
    from whoosh.reading import IndexReader
    from whoosh.searching import Searcher


class LuceneBM25(WeightingModel):  # type: ignore[misc]  # Whoosh has no types
    """Scores terms as kzsearch does; the default of the searchers of :func:`kzsearch.whoosh.open_dir`.

    A field of kzsearch has its weight in the ranking, any other field of any index weighs 1. Fields without
    lengths, such as ids and dates, add 1 to the score as in Whoosh.
    """

    def __init__(self, ranking: Ranking = DEFAULT_RANKING) -> None:
        self._ranking = ranking
        self._statistics: WeakKeyDictionary[IndexReader, dict[str, FieldStatistics]] = WeakKeyDictionary()

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes | str, qf: int = 1) -> BaseScorer:
        """Return the scorer of a term in a segment; Whoosh calls it."""
        del qf  # how often the query has the term; Whoosh adds up by itself
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        whole = searcher.get_parent()
        statistics = self._field(whole.reader(), fieldname)
        name = FIELD_OF_NAME.get(fieldname)
        weight = self._ranking.weight(*LAYERED_FIELDS[name]) if name in LAYERED_FIELDS else 1.0
        return _Scorer(
            factor=weight * idf(statistics.doc_count, whole.doc_frequency(fieldname, text)),
            norms=length_norms(self._ranking, statistics.average_length),
            norm_of=_norms(searcher.reader(), fieldname),
        )

    def _field(self, reader: IndexReader, name: str) -> FieldStatistics:
        fields = self._statistics.setdefault(reader, {})
        if name not in fields:
            counts = [_documents_with(leaf, name) for leaf, _ in reader.leaf_readers()]
            fields[name] = FieldStatistics(sum(counts), reader.field_length(name))
        return fields[name]


def _documents_with(leaf: IndexReader, name: str) -> int:
    """Return the number of documents that have a field; in other indexes than those of kzsearch, of all."""
    segment = segment_of(leaf)
    if segment is None:
        return int(leaf.doc_count_all())
    field = segment.field(FIELD_OF_NAME[name])
    return field.doc_count if field else 0


def _norms(leaf: IndexReader, name: str) -> Callable[[int], int]:
    segment = segment_of(leaf)
    if segment is None:
        return lambda document: encode_norm(leaf.doc_field_length(document, name))
    field = segment.field(FIELD_OF_NAME[name])
    return field.norms.__getitem__ if field else lambda _: 0


class _Scorer(BaseScorer):  # type: ignore[misc]
    def __init__(self, factor: float, norms: Sequence[float], norm_of: Callable[[int], int]) -> None:
        self._factor, self._norms, self._norm_of = factor, norms, norm_of

    def score(self, matcher: Matcher) -> float:
        """Return the score of the posting that the matcher is at."""
        return self._factor * tf_saturation(matcher.weight(), self._norms[self._norm_of(matcher.id())])

    def max_quality(self) -> float:
        """Return no bound: a union of Whoosh takes the highest bound of its parts for that of their sum."""
        return inf

    def block_quality(self, matcher: Matcher) -> float:
        """Return no bound, as for the whole list."""
        del matcher
        return inf
