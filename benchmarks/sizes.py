"""Set the sizes of the input, which the benchmarks assert; update them with the sample articles."""

CHARS, TOKENS = 44_394, 5_741
"""Characters and tokens of the sample articles as text."""
ARTICLES, SECTIONS = 14, 85
FORMS = 5_000
"""Distinct words to analyze with empty caches."""
SYNTHETIC_ARTICLES = 600
"""Articles of two sections made of sample sentences: enough for postings to dominate the cost of search."""
THREADED_SECTIONS = 20_000
QUERIES = 60
TYPOS = 50
"""Mistyped words."""
