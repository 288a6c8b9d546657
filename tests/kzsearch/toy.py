"""Provide an analyzer with a small dictionary and helpers for articles and queries without the grammar."""

import random
import re

from hypothesis import strategies as st

from kzsearch import Article, Section
from kzsearch.query.planner import Planner
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch_analyzers import AnalyzedWord, Token, TokenKind
from kzsearch_analyzers.spelling import Spelling

LEMMAS = {
    "кітаптар": ("кітап",),
    "кітаптан": ("кітап",),
    "кітаптарымыз": ("кітап",),
    "оқыды": ("оқы",),
    "оқу": ("оқу", "оқы"),
    "атты": ("ат", "атты"),
    "аттың": ("ат",),
    "қаланың": ("қала",),
    "қалада": ("қала",),
}
FAMILIES = {"оқушы": "оқы", "оқу": "оқы", "аттас": "ат"}
FOLDS = str.maketrans("қғңөүұһі", "кгноуухи")

VOCABULARY = sorted({*LEMMAS, *FAMILIES, "кітап", "ат", "қала", "үлкен", "су", "тау", "жол"})


class ToySpelling(Spelling):
    def candidates(self, typed):
        return tuple(sorted(word for word in VOCABULARY if sorted(word) == sorted(typed)))  # anagrams


class ToyAnalyzer:
    spelling = ToySpelling()

    def __init__(self, version="1"):
        self.version = version

    def analyze(self, text):
        words = re.finditer(r"\w+(?:-\w+)*", text)
        return [self._token(match, position) for position, match in enumerate(words)]

    def word_keys(self, text):
        return [token.term for token in self.analyze(text)]

    def chunk_word_keys(self, chunk):
        return None if "-" in chunk else self.word_keys(chunk)

    def analyze_word(self, word):
        (token,) = self.analyze(word)
        return AnalyzedWord(token.term, token.lemmas, token.roots, token.folds, token.known)

    def fingerprint(self):
        return f"{self.version:0>16}"

    def describe(self):
        return f"toy-{self.version}"

    def _token(self, match, position):
        term = match[0].lower()
        lemmas = LEMMAS.get(term, (term,))
        families = dict.fromkeys(FAMILIES.get(lemma, lemma) for lemma in lemmas if lemma.isalpha())
        return Token(
            surface=match[0],
            start=match.start(),
            end=match.end(),
            position=position,
            kind=TokenKind.WORD,
            term=term,
            lemmas=lemmas,
            roots=tuple(families),
            folds=tuple(dict.fromkeys(form.translate(FOLDS) for form in (term, *lemmas))),
        )


def article(article_id, *texts, title="", heading=""):
    return Article(article_id, title, tuple(Section(heading, text) for text in texts))


def build(index, *articles):
    with index.writer() as writer:
        for each in articles:
            writer.add(each)


def found(index, query):
    """Return the ids of all sections that match a query, best first."""
    with index.searcher() as searcher:
        return [hit.section_id for hit in searcher.search(query, limit=1000).hits]


def all_scores(index, query):
    """Return section id -> score of all sections that match a query, best first."""
    with index.searcher() as searcher:
        return {hit.section_id: hit.score for hit in searcher.search(query, limit=10_000).hits}


def plan_of(query, analyzer=None, ranking=DEFAULT_RANKING):
    return Planner(analyzer or ToyAnalyzer(), ranking).plan(query).plan


QUERIES = [
    "су",
    "кітаптан",
    "оқу",
    "оқушы қалада",
    "су AND кітап",
    "оқу AND атты AND тау",
    "су -тау",
    "атты оқу -қала",
    "(су тау) AND (оқу -атты) жол",
    "title:ат су",
    "body:(оқу тау) AND heading:су",
    "кітап оқу қала ат су тау жол үлкен",
]
"""Queries with every operator, but without phrases and prefixes."""

odd_queries = st.lists(
    st.sampled_from(
        [" ", "(", ")", '"', "-", "*", ":", "AND", "OR", "NOT", "a", "ә", "title:", "body:", "“", "x:", "\n"]
    ),
    max_size=40,
).map("".join)
"""Queries of operators and signs in any order, mostly invalid."""

texts = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)

sections = st.builds(Section, st.sampled_from(["", "қала", "кітаптар су"]), texts)


def articles(ids):
    return st.builds(
        Article,
        st.sampled_from(ids),
        st.sampled_from(["", "ат", "қаланың кітаптары", "оқу"]),
        st.lists(sections, max_size=3).map(tuple),
    )


def corpus(count, seed=7):
    """Return articles with Zipfian word frequencies, and texts long enough for lengths that norms round."""
    rng = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(VOCABULARY))]

    def text(length):
        return " ".join(rng.choices(VOCABULARY, weights, k=length))

    return [
        Article(
            f"a{number}",
            text(rng.randrange(4)),
            tuple(
                Section(text(rng.randrange(3)), text(rng.randrange(80))) for _ in range(rng.randrange(1, 4))
            ),
        )
        for number in range(count)
    ]
