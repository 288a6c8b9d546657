"""Index sections in Apache Lucene and score plans there, as a reference for the ranking."""

from __future__ import annotations

import jpype
from oracle import layer_terms

from benchmarks.engines.jvm import lucene
from kzsearch.query.plan import And, Exclude, Or, Phrase, Prefix, QueryTerm, TermGroup
from kzsearch.schema import LAYERED_FIELDS, field_name

K1, B = 0.9, 0.4


class LuceneOracle:
    """An index in memory with Lucene's own BM25; terms that share a position count in the length."""

    def __init__(self, articles, analyzer):
        self._java = java = lucene()
        self._terms = {name: set() for name in LAYERED_FIELDS}
        similarity = java("search.similarities.BM25Similarity")(jpype.JFloat(K1), jpype.JFloat(B), False)
        directory = java("store.ByteBuffersDirectory")()
        writer = java("index.IndexWriter")(
            directory, java("index.IndexWriterConfig")(_row_analyzer(java)).setSimilarity(similarity)
        )
        self._ids = []
        # Lucene breaks ties by the order of insertion, kzsearch by article and section ordinal.
        for article in sorted(articles, key=lambda article: article.id):
            for ordinal, section in enumerate(article.sections):
                texts = {"title": article.title, "heading": section.heading, "body": section.text}
                writer.addDocument(self._document(texts, analyzer))
                self._ids.append(f"{article.id}#{ordinal}")
        writer.commit()
        self._searcher = java("search.IndexSearcher")(java("index.DirectoryReader").open(directory))
        self._searcher.setSimilarity(similarity)

    def scores(self, plan):
        """Return section id -> score of all sections that match a plan, best first."""
        found = self._searcher.search(self._query(plan), max(1, len(self._ids))).scoreDocs
        return {self._ids[hit.doc]: hit.score for hit in found}

    def _document(self, texts, analyzer):
        document, no = self._java("document.Document")(), self._java("document.Field$Store").NO
        for field, text in texts.items():
            tokens = analyzer.analyze(text)
            for layer in ("exact", "lemma", "root", "fold"):
                name = f"{field}_{layer}"
                row = [list(dict.fromkeys(layer_terms(token)[layer])) for token in tokens]
                self._terms[name].update(term for terms in row for term in terms)
                # Only layers without positions have tokens without terms. No term has a blank or a bar.
                stacked = " ".join("|".join(terms) for terms in row if terms)
                document.add(self._java("document.TextField")(name, stacked, no))
        return document

    def _query(self, plan):
        if isinstance(plan, QueryTerm):
            return self._boolean(SHOULD=map(self._group, plan.groups))
        if isinstance(plan, Prefix):
            groups = (self._expanded(scope, plan.text) for scope in plan.scopes)
            return self._boolean(SHOULD=map(self._group, groups))
        if isinstance(plan, Or):
            return self._boolean(SHOULD=map(self._query, plan.operands))
        if isinstance(plan, And):
            return self._boolean(MUST=map(self._query, plan.operands))
        if isinstance(plan, Exclude):
            return self._boolean(MUST=[self._query(plan.include)], MUST_NOT=[self._query(plan.exclude)])
        if isinstance(plan, Phrase):
            matches = self._boolean(SHOULD=(self._in_sequence(plan, scope.name) for scope in plan.scopes))
            return self._boolean(FILTER=[matches], SHOULD=map(self._query, plan.terms))
        return self._java("search.MatchNoDocsQuery")()

    def _group(self, group):
        name = field_name(group.scope.field, group.scope.layer)
        alternatives = jpype.JClass("java.util.ArrayList")()
        for term in group.terms:
            query = self._java("search.TermQuery")(self._term(name, term))
            alternatives.add(self._java("search.BoostQuery")(query, jpype.JFloat(group.scope.weight)))
        return self._java("search.DisjunctionMaxQuery")(alternatives, jpype.JFloat(0))

    def _expanded(self, scope, prefix):
        terms = self._terms[field_name(scope.field, scope.layer)]
        return TermGroup(scope, tuple(term for term in terms if term.startswith(prefix)))

    def _in_sequence(self, phrase, name):
        builder = self._java("search.MultiPhraseQuery$Builder")()
        for slot in phrase.slots:
            builder.add(self._java("index.Term")[:]([self._term(name, term) for term in slot]))
        return builder.build()

    def _boolean(self, **clauses):
        builder = self._java("search.BooleanQuery$Builder")()
        for occur, queries in clauses.items():
            for query in queries:
                builder.add(query, getattr(self._java("search.BooleanClause$Occur"), occur))
        return builder.build()

    def _term(self, name, text):
        return self._java("index.Term")(name, text)


def _row_analyzer(java):
    """Return an analyzer that splits at blanks into positions, and at bars into terms of one position."""

    def options(**pairs):
        found = jpype.JClass("java.util.HashMap")()
        for key, value in pairs.items():
            found.put(key, value)
        return found

    builder = java("analysis.custom.CustomAnalyzer").builder()
    builder.withTokenizer("whitespace", options(maxTokenLen="8192"))
    builder.addTokenFilter("patternCaptureGroup", options(pattern="([^|]+)", preserve_original="false"))
    return builder.build()
