"""Test the comparison of engines on a small corpus, on which all installed engines must agree."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from rich.console import Console

from benchmarks.engines import corpus, measure
from benchmarks.engines.adapters import engine_class
from benchmarks.engines.adapters.kzsearch_engine import WordAnalyzer
from benchmarks.engines.figures import EngineComparison, EngineResult, load, save
from benchmarks.engines.protocol import Group, Operation
from benchmarks.engines.report import disagreements, overlap, tables
from kzsearch.readers import read_sources

pytestmark = pytest.mark.slow

SECTIONS = 100
QUERY_COUNTS = dict.fromkeys(Operation, 12)
QUICK = ("kzsearch", "whoosh", "sqlite", "tantivy", "lucene", "kzsearch-complete")
"""All configurations without bm25s, which takes seconds to compile."""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a corpus of the sample articles."""
    file = tmp_path_factory.mktemp("source") / "kk.jsonl"
    sections = [
        section
        for article in read_sources([files("kzsearch") / "data" / "articles"])
        for section in article.sections
    ]
    rows = [{"id": f"kazqad:{number}", "text": section.text} for number, section in enumerate(sections)]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def folder(source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("engines")
    corpus.write_corpus(source, SECTIONS, folder, QUERY_COUNTS)
    return folder


def installed(name):
    try:
        return engine_class(name)
    except ImportError:
        return None


@pytest.fixture(scope="module")
def comparison(folder):
    engines = {name: engine for name in QUICK if (engine := installed(name))}
    builds, cold = {}, {}
    for name in engines:
        (folder / name).mkdir()
        builds[name] = [measure.build(name, folder, folder / name)]
        cold[name] = measure.cold(name, folder, folder / name)
    warm = measure.warm(list(engines), folder, passes=2, budget_seconds=60)
    results = [
        EngineResult(name, engine.group, engine.version(), engine.note, builds[name], cold[name], warm[name])
        for name, engine in engines.items()
    ]
    operations = [query.operation for query in corpus.read_queries(folder)]
    return EngineComparison(SECTIONS, "2026-01-01", "a machine", operations, results)


def test_the_same_corpus_every_time(source, folder, tmp_path):
    corpus.write_corpus(source, SECTIONS, tmp_path, QUERY_COUNTS)
    for name in ("corpus.jsonl", "queries.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_one_word_in_a_hundred_is_new(source, folder):
    sentences, lengths = corpus.read_sentences(source)
    known = {word for sentence in sentences for word in sentence}
    documents = list(corpus.read_documents(folder, Group.COMPLETE))
    words = [word for document in documents for word in document.text.split(" ")]
    new = [word for word in words if word not in known]
    assert len(documents) == SECTIONS
    assert len(words) >= SECTIONS * min(lengths)
    assert 0.005 < len(new) / len(words) < 0.015
    assert len(set(new)) > 0.8 * len(new)


def test_plain_text_is_lower_case_words_with_single_blanks(folder):
    for document in corpus.read_documents(folder, Group.WORDS):
        assert document.text == corpus.plain_words(document.text)
        assert all(word.isalnum() for word in document.text.split(" "))
        assert not document.title


def test_queries_are_distinct_words_of_the_corpus(folder):
    texts = [f" {document.text} " for document in corpus.read_documents(folder, Group.WORDS)]
    for query in corpus.read_queries(folder):
        assert len(set(query.words)) == len(query.words)
        if query.operation is Operation.PHRASE:
            assert any(f" {' '.join(query.words)} " in text for text in texts)
        if query.operation is Operation.AND:
            assert any(all(f" {word} " in text for word in query.words) for text in texts)


def test_word_analyzer_offsets():
    text = "екі сөз"
    tokens = WordAnalyzer().analyze(text)
    assert [text[token.start : token.end] for token in tokens] == ["екі", "сөз"]
    assert [token.position for token in tokens] == [0, 1]
    assert WordAnalyzer().analyze("") == []


def test_engines_find_the_same(comparison):
    assert disagreements(comparison) == []
    words = comparison.of_group(Group.WORDS)
    assert [each.name for each in words][:3] == ["kzsearch", "whoosh", "sqlite"]
    for each in words:
        shared = overlap(each, words[0], comparison.query_numbers(Operation.OR))
        assert shared > 0.8, each.name
        assert not any(each.warm.ids[number] for number in comparison.query_numbers(Operation.MISS))


def test_every_query_was_timed(comparison):
    for each in comparison.results:
        assert {len(seconds) for seconds in each.warm.seconds.values()} == {2}
        assert each.cold.seconds.keys() == each.warm.seconds.keys()
        assert [build.sections for build in each.builds] == [SECTIONS]


def test_another_count_is_a_disagreement(comparison):
    first, second, *others = comparison.results
    number = comparison.query_numbers(Operation.PHRASE)[3]
    wrong = replace(second.warm, counts=second.warm.counts | {number: 10_000})
    changed = replace(comparison, results=[first, replace(second, warm=wrong), *others])
    (line,) = disagreements(changed)
    assert f"query {number}" in line
    assert second.name in line


def test_figures_are_written_and_read(comparison, tmp_path):
    save(comparison, tmp_path / "figures.json")
    assert load(tmp_path / "figures.json") == comparison


def test_tables_name_every_engine(comparison):
    console = Console(width=200)
    with console.capture() as captured:
        for table in tables(comparison):
            console.print(table)
    lines = captured.get().splitlines()
    for each in comparison.results:
        assert sum(line.split()[:1] == [each.name] for line in lines) >= 3
