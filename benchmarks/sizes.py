"""How much work the benchmarks do, which they assert. Who changes a sample article changes these."""

CHARS, TOKENS = 44_394, 5_741
"""Of the sample articles as text."""
ARTICLES, SECTIONS = 14, 85
FORMS = 5_000
"""Distinct words that no cache has seen."""
SYNTHETIC_ARTICLES = 600
"""Of two sections each, made of the sentences of the sample articles: search costs what the postings cost."""
QUERIES = 60
SLIPS = 50
"""Mistyped words."""
