"""A searcher that several threads share gives each the answers that one thread gets."""

import sys
import threading
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from toy import QUERIES, VOCABULARY, ToyAnalyzer, article, build, corpus

from kzsearch import Article, Index, IndexFormatError, Section
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch.search.evaluator import available_kernels
from kzsearch.search.searcher import Searcher
from kzsearch.segment.container import Container
from kzsearch.segment.doc_store import DocStore, DocStoreWriter

THREADS = 8
QUERIES_OF_ALL_KINDS = (
    *QUERIES[::2],
    "кітаптан",
    '"су тау"',
    '"қаланың"',
    "қа*",
    "к*п",
    'title:"ат" су',
    "кітпатан",
    "үлкне",
)


class DoubtingAnalyzer(ToyAnalyzer):
    """Knows the words of the vocabulary only, so that other words are corrected."""

    def _token(self, match, position):
        token = super()._token(match, position)
        return replace(token, known=token.term in VOCABULARY)


@pytest.fixture(autouse=True)
def _switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture(scope="module")
def shared_index(tmp_path_factory):
    """Make an index of several segments, with deletions."""
    index = Index.create(tmp_path_factory.mktemp("shared"), DoubtingAnalyzer())
    for each in (corpus(60), corpus(20, seed=8)):  # the second replaces articles of the first
        with index.writer() as writer:
            writer.update_all(each)
    with index.searcher() as searcher:
        assert len(searcher._segments) == 2
    return index


@pytest.fixture(scope="module", params=available_kernels(), ids=lambda kernel: kernel.name)
def open_searcher(request, shared_index):
    return lambda: Searcher(
        shared_index._directory.snapshot(shared_index._analyzer).segments,
        DoubtingAnalyzer(),
        DEFAULT_RANKING,
        request.param,
    )


def in_threads(function, count=THREADS):
    """Call ``function(number)`` in threads that start at once; return the results, or raise an error."""
    barrier, results, errors = threading.Barrier(count), [None] * count, []

    def run(number):
        barrier.wait()
        try:
            results[number] = function(number)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def answer(searcher, query):
    sections, articles = searcher.search(query, limit=5), searcher.search_articles(query, limit=3)
    return (
        (sections.total, sections.hits, sections.corrections),
        (articles.total, articles.hits),
        searcher.rank(query, 10),
    )


def answers(searcher, queries, first=0):
    """Return the answer of every query, asked in a turn that begins with the one at ``first``."""
    return {query: answer(searcher, query) for query in islice(cycle(queries), first, first + len(queries))}


@pytest.fixture(scope="module")
def expected(open_searcher):
    with open_searcher() as searcher:
        found = answers(searcher, QUERIES_OF_ALL_KINDS)
    assert any(corrections for (_, _, corrections), _, _ in found.values())
    return found


def test_a_cold_searcher(open_searcher, expected):
    with open_searcher() as searcher:
        found = in_threads(lambda n: answers(searcher, QUERIES_OF_ALL_KINDS, n // 2))
    assert found == [expected] * THREADS


def test_the_first_query_of_a_searcher(open_searcher, expected):
    for query in ("су", "кітаптан", "су AND кітап", '"су тау"', "қа*", "кітпатан"):
        for _ in range(2):
            with open_searcher() as searcher:
                found = in_threads(lambda _: answer(searcher, query))  # noqa: B023
            assert found == [expected[query]] * THREADS


def test_a_warm_searcher(open_searcher, expected):
    with open_searcher() as searcher:
        answers(searcher, QUERIES_OF_ALL_KINDS)
        assert in_threads(lambda n: answers(searcher, QUERIES_OF_ALL_KINDS, n)) == [expected] * THREADS


def test_closing_lets_running_searches_finish(open_searcher, expected):
    queries = ("кітаптан", "су AND кітап", "қа*")
    for _ in range(3):
        searcher, started = open_searcher(), threading.Semaphore(0)

        def search_until_closed(number, searcher=searcher, started=started):
            if number == 0:
                for _ in range(THREADS):
                    assert started.acquire(timeout=5)
                searcher.close()
                searcher.close()
            for query in islice(cycle(queries), number, None):
                try:
                    assert answer(searcher, query) == expected[query]
                except ValueError as error:
                    return str(error)
                started.release()
            return None

        assert set(in_threads(search_until_closed)) == {
            "this searcher is closed; take a new one: Index.searcher()"
        }


def test_closing_releases_the_files_after_the_last_search(open_searcher):
    searcher = open_searcher()
    closed = [False] * len(searcher._segments)
    for number, segment in enumerate(searcher._segments):
        segment.close = lambda close=segment.close, number=number: (
            closed.__setitem__(number, True),
            close(),
        )
    plan = searcher._planner.plan

    def close_and_plan(query):
        searcher.close()
        assert not any(closed)
        return plan(query)

    searcher._planner.plan = close_and_plan
    assert searcher.search("су").total > 0
    assert all(closed)
    with pytest.raises(ValueError, match="closed"):
        searcher.rank("су", 1)


def test_errors_name_the_damaged_file(tmp_path, monkeypatch):
    """Each of two files has a term whose posting list is damaged, and checksums do not find it first."""
    monkeypatch.setattr(Container, "_check", lambda *_: None)
    index = Index.create(tmp_path / "index", ToyAnalyzer())
    words = ("тау", "жол")  # the larger segment is the first
    for number, word in enumerate(words):
        build(index, *(article(f"{word}{each}", f"{word} су") for each in range(120 // 12**number)))
    with index.searcher() as searcher:
        segments = searcher._segments
        files = {word: segment.reader.container.name for word, segment in zip(words, segments, strict=True)}
        for segment in segments:
            damage(segment)
    with index.searcher() as searcher:

        def message(number):
            word = words[number % 2]
            found = set()
            for _ in range(40):
                with pytest.raises(IndexFormatError) as caught:
                    searcher.rank(word, 3)
                found.add(str(caught.value).split(" is damaged")[0])
            return found

        assert in_threads(message) == [{f"segment file {files[word]}"} for word in words] * (THREADS // 2)


def damage(segment):
    """Overwrite all postings of the bodies of a segment."""
    container = segment.reader.container
    with Path(container.name).open("r+b") as file:
        for name, (start, length, _) in container._blocks.items():
            if name.startswith("body") and name.endswith(".postings"):
                file.seek(start)
                file.write(b"\xff" * length)


def test_a_damaged_block_is_refused_every_time(tmp_path):
    index = Index.create(tmp_path / "index", ToyAnalyzer())
    build(index, article("a", "су тау"))
    with index.searcher() as searcher:
        damage(*searcher._segments)
    with index.searcher() as searcher:

        def message(_):
            with pytest.raises(IndexFormatError, match=r"\.kzs is damaged: block body\w*\.postings"):
                searcher.search("су")

        for _ in range(2):
            in_threads(message)


def test_stored_records():
    blocks = []
    writer = DocStoreWriter(blocks.append)
    records = [b"%d " % number * 2000 for number in range(12)]
    for record in records:
        writer.add(record)
    writer.finish()
    ends = [sum(writer.sizes[: number + 1]) for number in range(len(writer.sizes))]
    store = DocStore(memoryview(b"".join(blocks)), ends, memoryview(writer.firsts))
    documents = [number % 12 for number in range(400)]
    for found in in_threads(lambda n: [store.record(document) for document in documents[n:]]):
        assert found[::-1] == [records[document] for document in documents[: -len(found) - 1 : -1]]


KAZAKH = (
    "қаланың кітапханалары",
    "кітап оқу",
    "мектеп AND бала",
    '"ақын жазған"',
    "Qazaqstan",
    "кітопхана",
    "бал*",
)


@pytest.fixture(scope="module")
def kazakh_index(tmp_path_factory):
    index = Index.create(tmp_path_factory.mktemp("kazakh"))
    texts = (
        "Қаладағы кітапханада балалар кітап оқиды.",
        "Ақын жазған өлеңдер мектепте оқытылады.",
        "Қазақстанның қалаларында мектептер көп, балалар да көп.",
    )
    with index.writer() as writer:
        for number, text in enumerate(texts):
            writer.add(Article(f"a{number}", "Мектеп", (Section("", text),)))
    return index


def test_the_kazakh_analyzer(kazakh_index):
    with kazakh_index.searcher() as searcher:
        expected = answers(searcher, KAZAKH)
    assert sum(bool(ranked) for _, _, ranked in expected.values()) > 4
    for _ in range(3):
        with kazakh_index.searcher() as searcher:
            assert in_threads(lambda n: answers(searcher, KAZAKH, n)) == [expected] * THREADS
