"""A plug-in for Whoosh's query parsers that treats the readings of a word as alternatives at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoosh import matching, query
from whoosh.qparser import syntax
from whoosh.qparser.plugins import PhrasePlugin, Plugin

from kzsearch.whoosh.analyzer import KazakhAnalyzer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from whoosh.qparser import QueryParser
    from whoosh.reading import IndexReader
    from whoosh.searching import SearchContext, Searcher

_AFTER_ALL = 10_000
"""Filters of plug-ins run in the order of their priorities; those of Whoosh have up to 800."""


class KazakhPlugin(Plugin):  # type: ignore[misc]  # Whoosh has no types
    """Makes words and phrases of a parser ask for any reading: ``parser.add_plugin(KazakhPlugin())``.

    A word becomes a disjunction of its readings, which scores for the best of them; of several words that are
    written together, all are demanded. A phrase takes any reading of each word. Both hold in the fields that
    have a :class:`KazakhAnalyzer`; other fields, wildcards, ranges and fuzzy words stay as they are.
    """

    def filters(self, parser: QueryParser) -> list[tuple[Callable[..., syntax.GroupNode], int]]:
        """Return the filter, as Whoosh wants it."""
        del parser
        return [(self._replace, _AFTER_ALL)]

    def _replace(self, parser: QueryParser, group: syntax.GroupNode) -> syntax.GroupNode:
        for number, node in enumerate(group.nodes):
            if isinstance(node, syntax.GroupNode):
                self._replace(parser, node)
            elif type(node) in _KAZAKH_NODES:
                analyzer = _analyzer_of(parser, node)
                if analyzer is not None:
                    group.nodes[number] = _KAZAKH_NODES[type(node)](node, analyzer)
        return group


def _analyzer_of(parser: QueryParser, node: syntax.TextNode) -> KazakhAnalyzer | None:
    name = node.fieldname or parser.fieldname
    field = parser.schema[name] if parser.schema and name in parser.schema else None
    analyzer = getattr(field, "analyzer", None)
    return analyzer if isinstance(analyzer, KazakhAnalyzer) else None


class _KazakhNode(syntax.TextNode):  # type: ignore[misc]
    """A node of the syntax tree that is replaced by one that knows the analyzer of its field."""

    def __init__(self, node: syntax.TextNode, analyzer: KazakhAnalyzer) -> None:
        self.__dict__.update(node.__dict__)
        self._analyzer = analyzer


class _WordNode(_KazakhNode):
    def query(self, parser: QueryParser) -> query.Query | None:
        """Return the query for the word; None if nothing of it can be searched."""
        name, words = self.fieldname or parser.fieldname, []
        for token, terms in self._analyzer.readings(self.text):
            alternatives = [parser.termclass(name, term, boost=self.boost) for term in terms]
            for each in alternatives:
                each.startchar, each.endchar = self.startchar + token.start, self.startchar + token.end
            words.append(any_of(alternatives))
        return (words[0] if len(words) == 1 else query.And(words)) if words else None


class _PhraseNode(_KazakhNode):
    def query(self, parser: QueryParser) -> query.Query:
        """Return the query for the phrase."""
        readings = self._analyzer.readings(self.text)
        first = self.textstartchar
        return KazakhPhrase(
            self.fieldname or parser.fieldname,
            [terms for _, terms in readings],
            slop=self.slop,
            boost=self.boost,
            char_ranges=[(first + token.start, first + token.end) for token, _ in readings],
        )


_KAZAKH_NODES = {syntax.WordNode: _WordNode, PhrasePlugin.PhraseNode: _PhraseNode}


def any_of(queries: Sequence[query.Query]) -> query.Query:
    """Return a query that matches if one of some queries does, with the best score of them."""
    return queries[0] if len(queries) == 1 else AnyOf(queries)


class AnyOf(query.DisjunctionMax):  # type: ignore[misc]
    """A disjunction that scores for the best alternative, without the error of Whoosh's own."""

    def _matcher(
        self, subs: Sequence[query.Query], searcher: Searcher, context: SearchContext
    ) -> matching.Matcher:
        reader = searcher.reader()
        return self._tree_matcher(
            subs, _AnyOfMatcher, searcher, context, lambda each: each.estimate_size(reader)
        )


class _AnyOfMatcher(matching.DisjunctionMaxMatcher):  # type: ignore[misc]
    """Whoosh's takes the maximum even while its halves are at different documents."""

    def score(self) -> float:
        here = self.id()
        return float(max(half.score() for half in (self.a, self.b) if half.is_active() and half.id() == here))


class KazakhPhrase(query.Phrase):  # type: ignore[misc]
    """A phrase with alternatives: ``words`` holds the terms of each word, best first."""

    words: list[tuple[str, ...]]

    def __unicode__(self) -> str:
        return f'{self.fieldname}:"{" ".join("|".join(terms) for terms in self.words)}"'

    __str__ = __unicode__

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the alternatives of all words as (field, term), for highlighters."""
        if phrases and self.field():
            yield from ((self.field(), term) for terms in self.words for term in terms)

    def tokens(self, boost: float = 1.0) -> Iterator[object]:
        """Yield the best term of each word as a token, for correctors."""
        best = query.Phrase(
            self.fieldname, [terms[0] for terms in self.words], boost=self.boost, char_ranges=self.char_ranges
        )
        return iter(best.tokens(boost))

    def replace(self, fieldname: str, oldtext: str, newtext: str) -> KazakhPhrase:
        """Return a copy with another term in place of one."""
        words = self.words
        if fieldname == self.fieldname:
            words = [
                tuple(dict.fromkeys(newtext if term == oldtext else term for term in terms))
                for terms in words
            ]
        return KazakhPhrase(self.fieldname, words, self.slop, self.boost, self.char_ranges)

    def normalize(self) -> query.Query:
        """Return a simpler query for the same documents."""
        if len(self.words) != 1:
            return self if self.words else query.NullQuery
        return any_of([query.Term(self.fieldname, term, boost=self.boost) for term in self.words[0]])

    def _and_query(self) -> query.Query:
        return query.And([any_of(self._terms(terms)) for terms in self.words])

    def _terms(self, terms: Sequence[str]) -> list[query.Query]:
        return [query.Term(self.fieldname, term) for term in terms]

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> matching.Matcher:
        """Return the matcher of the phrase.

        Raises:
            QueryError: The field keeps no positions.
        """
        if self.fieldname not in searcher.schema or not self.words:
            return matching.NullMatcher()
        if not searcher.schema[self.fieldname].supports("positions"):
            raise query.QueryError(f"phrase search: field {self.fieldname!r} keeps no positions")
        reader: IndexReader = searcher.reader()
        words = []
        for terms in self.words:
            known = [term for term in terms if (self.fieldname, term) in reader]
            if not known:
                return matching.NullMatcher()
            words.append(any_of(self._terms(known)))
        context = (context or searcher.context()).set(needs_current=True)
        near = query.SpanNear2(words, slop=self.slop, ordered=True, mindist=1).matcher(searcher, context)
        return near if self.boost == 1.0 else matching.WrappingMatcher(near, boost=self.boost)
