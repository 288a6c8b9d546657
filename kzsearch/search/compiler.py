"""Compiles query terms for a kernel: looks them up in every segment, with weights over the whole index."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from kzsearch.caches import BoundedCache
from kzsearch.query.plan import QueryTerm, TermGroup
from kzsearch.schema import ARTICLE_ID, FIELD_NUMBERS
from kzsearch.search.bm25 import FieldStatistics, idf, length_norms, tf_saturation
from kzsearch.search.kernel import MAX_TABULATED_TF, Clause, FieldView, SegmentView
from kzsearch.segment.reader import frequent_terms
from kzsearch.segment.term_dictionary import encode_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzsearch.query.plan import Prefix
    from kzsearch.ranking import Ranking
    from kzsearch.search.kernel import CompiledTerm, Kernel
    from kzsearch.segment.segment import Segment
    from kzsearch.segment.term_dictionary import TermInfo

PREFIX_TERMS = 64
"""Terms of one field and layer that a prefix is expanded to, the most frequent ones."""

_CACHED_TERMS = 32_768
"""15 MB; a word of a query is looked up in a dozen fields and layers."""

_CACHED_QUERY_TERMS = 4096
"""10 MB."""

_CACHED_PREFIXES = 128
"""10 MB: each has several hundred terms. A search as you type needs the same prefixes again and again."""


class _TermStatistics(NamedTuple):
    """A term of one field: its idf over all segments, and where each segment has it."""

    idf: float
    infos: tuple[TermInfo | None, ...]


class TermCompiler:
    """Compiles query terms for a kernel over one snapshot of an index. All look-ups are cached. Thread-safe.

    Attributes:
        terms: ``[query_term]`` gives the compiled term.
        prefixes: ``[prefix]`` gives the compiled term of its expansion.
    """

    def __init__(self, segments: Sequence[Segment], ranking: Ranking, kernel: Kernel) -> None:
        self._segments = segments
        self._ranking = ranking
        self._kernel = kernel
        self._added_fields: list[set[str]] = [set() for _ in segments]
        self._adding_field = Lock()
        self._field_statistics = lru_cache(None)(self._count_field)
        self._term_statistics = lru_cache(_CACHED_TERMS)(self._count_term)
        self._tables = lru_cache(None)(self._tabulate)
        self.terms: BoundedCache[QueryTerm, CompiledTerm] = BoundedCache(self._compile, _CACHED_QUERY_TERMS)
        self.prefixes: BoundedCache[Prefix, CompiledTerm] = BoundedCache(
            self._compile_prefix, _CACHED_PREFIXES
        )

    def clear(self) -> None:
        """Drop all compiled terms."""
        self.terms.clear()
        self.prefixes.clear()

    def _compile(self, query_term: QueryTerm) -> CompiledTerm:
        """Compile a query term: in every segment the clauses for the terms that it has."""
        clauses: list[list[Clause]] = [[] for _ in self._segments]
        for group in query_term.groups:
            name, weight = group.scope.name, group.scope.weight
            terms = [self._term_statistics(name, text) for text in group.terms]
            order = max([weight * term.idf for term in terms], default=0.0)
            for segment, of_segment in enumerate(clauses):
                found = [(info, weight * rarity) for rarity, infos in terms if (info := infos[segment])]
                if found:
                    self._add_field(segment, name)
                    of_segment.append(Clause(FIELD_NUMBERS[name], tuple(found), order))
        return self._kernel.compile_term(tuple(map(tuple, clauses)))

    def _compile_prefix(self, prefix: Prefix) -> CompiledTerm:
        return self._compile(QueryTerm(tuple(self._expand(prefix))))

    def _expand(self, prefix: Prefix) -> Iterator[TermGroup]:
        """Yield the most frequent terms of every scope that match a prefix."""
        for scope in prefix.scopes:
            readers = [reader for segment in self._segments if (reader := segment.field(scope.name))]
            count = sum(len(reader.dictionary) for reader in readers) if prefix.rest else PREFIX_TERMS
            terms = (text for text, _ in frequent_terms(readers, prefix.text, count) if prefix.matches(text))
            found = tuple(islice(terms, PREFIX_TERMS))
            if found:
                yield TermGroup(scope, found)

    def _count_term(self, name: str, text: str) -> _TermStatistics:
        """Look a term up in every segment; its idf is 0 if none has it."""
        term, infos, doc_freq = encode_term(text), [], 0
        for segment in self._segments:
            reader = segment.field(name)
            info = reader.find(term) if reader else None
            doc_freq += info.doc_freq if info else 0
            infos.append(info)
        rarity = idf(self._field_statistics(name).doc_count, doc_freq) if doc_freq else 0.0
        return _TermStatistics(rarity, tuple(infos))

    def _count_field(self, name: str) -> FieldStatistics:
        readers = [reader for segment in self._segments if (reader := segment.field(name))]
        return FieldStatistics(
            sum(reader.doc_count for reader in readers), sum(reader.sum_total_term_freq for reader in readers)
        )

    def _add_field(self, segment: int, name: str) -> None:
        """Give the kernel a field that a segment has, once; return when it has it."""
        added = self._added_fields[segment]
        if name in added:
            return
        with self._adding_field:
            if name in added:
                return
            reader = self._segments[segment].reader
            field = reader.fields[name]
            with reader.container.reading():
                view = FieldView(field.postings, field.positions, field.norms, *self._tables(name), field)
                self._kernel.add_field(segment, FIELD_NUMBERS[name], view)
            added.add(name)

    def _tabulate(self, name: str) -> tuple[array[float], array[float]]:
        """Return the tables of a field, which its segments share: see ``FieldView``."""
        norms = length_norms(self._ranking, self._field_statistics(name).average_length)
        saturations = [
            tf_saturation(float(tf), norm) for tf in range(1, MAX_TABULATED_TF + 1) for norm in norms
        ]
        return array("d", saturations), array("d", norms)


def view_of(segment: Segment) -> SegmentView:
    """Return a segment as kernels see it."""
    reader = segment.reader
    with reader.container.reading():
        return SegmentView(
            segment.size,
            segment.deleted,
            segment.articles,
            segment.section_ordinals,
            reader.fields[ARTICLE_ID].terms_by_ordinal,
            reader.container,
        )
