"""Make frozen input: the sample articles as running text, and distinct word forms from the grammar.

All input comes from the package or a seeded generator, so every machine measures the same work;
``sizes.py`` has its sizes.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from kzsearch import Article, Index, Section
from kzsearch.readers import read_sources
from kzsearch_analyzers import Analyzer
from kzsearch_analyzers.morphology.analyze import Morphology
from kzsearch_analyzers.morphology.disambiguation import disambiguation_model
from kzsearch_analyzers.morphology.generate import forms_of
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import Lexicon, lexicon
from kzsearch_analyzers.morphology.segmenter import Segmenter
from kzsearch_analyzers.morphology.word_families import family_key
from kzsearch_analyzers.scripts.fold import fold_key

sys.path.append(str(Path(__file__).parent))

from sizes import ARTICLES, CHARS, FORMS, QUERIES, SECTIONS, SYNTHETIC_ARTICLES

SEED = 20_251

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return a function that finds data beside the checkout; without it the test skips, in CI it fails."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            message = f"no {path}; see ../shared/README.md"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{message}; in CI every benchmark must run")
            pytest.skip(message)
        return path

    return find


@pytest.fixture(scope="session")
def article_folder() -> Path:
    return Path(str(files("kzsearch").joinpath("data/articles")))


@pytest.fixture(scope="session")
def running_text(article_folder: Path) -> str:
    text = "\n".join(path.read_text("utf-8") for path in sorted(article_folder.glob("*.md")))
    assert len(text) == CHARS, (
        f"the sample articles have {len(text)} characters, see CHARS in benchmarks/sizes.py"
    )
    return text


@pytest.fixture(scope="session")
def articles(article_folder: Path) -> list[Article]:
    found = list(read_sources([article_folder]))
    assert (len(found), sum(len(a.sections) for a in found)) == (ARTICLES, SECTIONS)
    return found


@pytest.fixture(scope="session")
def forms() -> list[str]:
    """Return distinct inflected forms of random nouns, verbs and adjectives, with one to four suffixes."""
    rnd = random.Random(SEED)
    grammar = inflection()
    lexemes = sorted(
        (x for x in lexicon() if x.pos in ("n", "v", "adj")), key=lambda x: (x.lemma, x.pos, x.flags)
    )
    found: dict[str, None] = {}
    while len(found) < FORMS:
        lexeme = rnd.choice(lexemes)
        state, tags = grammar.start[lexeme.pos], []
        for _ in range(rnd.choice((1, 1, 2, 2, 3, 4))):
            edges = [e for name in sorted(grammar.edges) for e in grammar.edges[name] if e.sources & state]
            if not edges:
                break
            edge = rnd.choice(edges)
            tags.append(edge.suffix.tag)
            state = edge.target
        spelled = list(forms_of(lexeme, tags, grammar))
        if spelled:
            found[spelled[0]] = None
    return list(found)


@pytest.fixture(scope="session")
def fresh_analyzer() -> Callable[[], Analyzer]:
    """Return a function that makes an analyzer with empty caches over tables that are already loaded."""
    lexemes, grammar, weights = list(lexicon()), inflection(), disambiguation_model()

    def make() -> Analyzer:
        fold_key.cache_clear()
        family_key.cache_clear()
        analyzer = Analyzer(Morphology(Segmenter(Lexicon(lexemes), grammar, weights), weights))
        analyzer.analyze(
            "кітап дом kitap кыздар"
        )  # loads the fold lookup and the Russian dictionary, which are not timed
        return analyzer

    return make


@pytest.fixture(scope="session")
def sentences(articles: list[Article]) -> list[str]:
    texts = (section.text for article in articles for section in article.sections)
    found = [s.strip() for text in texts for s in re.split(r"(?<=[.!?])\s+|\n", text)]
    return [s for s in found if len(s) > 20]


@pytest.fixture(scope="session")
def queries(sentences: list[str]) -> list[str]:
    """Return queries of three or four consecutive words of a sentence."""
    rnd = random.Random(SEED)
    found = []
    while len(found) < QUERIES:
        words = re.findall(r"\w+", rnd.choice(sentences))
        start = rnd.randrange(max(1, len(words) - 3))
        found.append(" ".join(words[start : start + rnd.choice((3, 4))]).lower())
    return found


@pytest.fixture(scope="session")
def big_index(sentences: list[str], tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return an index with one segment of synthetic articles."""
    rnd = random.Random(SEED)

    def words(count: int) -> str:
        return " ".join(rnd.choice(sentences).split()[:count])

    def section() -> Section:
        return Section(words(4), " ".join(rnd.choices(sentences, k=6)))

    index = Index.create(tmp_path_factory.mktemp("bench") / "big")
    with index.writer() as writer:
        for number in range(SYNTHETIC_ARTICLES):
            writer.add(Article(f"s{number}", words(6), (section(), section())))
    assert index.info().sections == 2 * SYNTHETIC_ARTICLES
    return index


@pytest.fixture(scope="session")
def seconds() -> Callable[..., float]:
    """Return a function that times a function, the best of some rounds, for gates on ratios of two times."""

    def best(function: Callable[[], object], *, rounds: int = 3) -> float:
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
        return min(times)

    return best
