"""Compute the ranking by brute force from its formula, as a reference for the tests."""

import math

WEIGHTS = {
    "title": 1.2, "heading": 1.2, "body": 1.0, "exact": 0.3, "lemma": 1.0, "root": 0.3, "fold": 0.3,
}  # fmt: skip
K1, B = 0.9, 0.4


def layer_terms(token):
    """Return layer -> indexed terms of a token: its own, and outside the exact layer its corrections'."""
    words = (token, *token.corrections)
    return {
        "exact": [token.term],
        "lemma": [term for word in words for term in word.lemmas],
        "root": [term for word in words for term in word.roots],
        "fold": [term for word in words for term in word.folds],
    }


def lucene_length(n):
    """Return the length as Lucene's norms store it: exact below 24, above with four significant bits."""
    if n < 24:
        return n
    shift = max(0, (n - 24).bit_length() - 4)
    return 24 + ((n - 24) >> shift << shift)


class Oracle:
    """The terms of each field and layer of all sections of some articles."""

    def __init__(self, articles, analyzer):
        self._analyzer = analyzer
        self._rows = {}
        for article in articles:
            for ordinal, section in enumerate(article.sections):
                row = {}
                for field, text in [
                    ("title", article.title), ("heading", section.heading), ("body", section.text),
                ]:  # fmt: skip
                    for layer in ("exact", "lemma", "root", "fold"):
                        row[field, layer] = [
                            term for token in analyzer.analyze(text) for term in layer_terms(token)[layer]
                        ]
                self._rows[f"{article.id}#{ordinal}"] = row

    def scores(self, query):
        """Return section id -> score of the sections with any of the words of a query without operators."""
        total = {}
        for token in self._analyzer.analyze(query):
            for section_id, row in self._rows.items():
                score = sum(
                    WEIGHTS[field] * WEIGHTS[layer]
                    * max((self._bm25(row[field, layer], (field, layer), term) for term in terms), default=0)
                    for field in ("title", "heading", "body")
                    for layer, terms in layer_terms(token).items()
                )  # fmt: skip
                if score > 0:
                    total[section_id] = total.get(section_id, 0) + score
        return total

    def _bm25(self, terms, key, term):
        tf = terms.count(term)
        if not tf:
            return 0
        filled = [row[key] for row in self._rows.values() if row[key]]
        doc_freq = sum(term in each for each in filled)
        average = sum(map(len, filled)) / len(filled)
        idf = math.log(1 + (len(filled) - doc_freq + 0.5) / (doc_freq + 0.5))
        return idf * tf / (tf + K1 * (1 - B + B * lucene_length(len(terms)) / average))
