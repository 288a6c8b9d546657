"""From words to columns: inverted and encoded in C and in Python, in any number of segments and processes."""

import multiprocessing
import os
import pickle
import random
import signal
from array import array
from collections import defaultdict
from functools import partial
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from memory_file import MemoryFile
from toy import QUERIES, ToyAnalyzer, all_scores, article, articles, build, corpus, found

from kzsearch import Article, DuplicateArticleError, Index, Section, WorkerError
from kzsearch.analysis import WordCache
from kzsearch.index import inverter, parallel, text_cache
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.inverter import TokenStream, write_field
from kzsearch.index.text_cache import TextReader
from kzsearch.index.vocabulary import TermTable, Vocabulary, WordTerms
from kzsearch.segment.native import COMPILED, native
from kzsearch.segment.segment import Segment
from kzsearch.segment.writer import SegmentWriter
from kzsearch_analyzers import kazakh_analyzer

compiled = pytest.mark.skipif(not COMPILED, reason="not compiled")
inverters = pytest.mark.parametrize(
    "invert", [inverter.invert_in_python, pytest.param(inverter.invert, marks=compiled)]
)


alternatives = st.lists(
    st.lists(st.text("абв\ud800", max_size=2), max_size=3).map(tuple), min_size=1, max_size=9
)


@st.composite
def streams(draw):
    """Words with their terms, and documents of these words."""
    words = draw(alternatives)
    documents = draw(st.lists(st.lists(st.integers(0, len(words) - 1), max_size=9), max_size=150))
    return words, documents


def stream_of(documents):
    stream = TokenStream()
    for words in documents:
        stream.add(array("I", words).tobytes())
    return stream


def table_of(words):
    terms = WordTerms()
    for start in range(0, len(words), 4):
        terms.extend(words[start : start + 4])
    return terms.table()


def brute_force(words, documents):
    """For every term its documents, and in each of them its positions."""
    found = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        for position, word in enumerate(document):
            for term in sorted(set(words[word])):
                found[term.encode("utf-8", "surrogatepass")][number].append(position)
    return {term: {**postings} for term, postings in found.items()}


@inverters
@settings(deadline=None)
@given(case=streams())
def test_inversion_finds_every_occurrence(invert, case):
    words, documents = case
    table = table_of(words)
    assert table.terms == sorted({t.encode("utf-8", "surrogatepass") for terms in words for t in terms})
    inverted = invert(stream_of(documents), table, positions=True)
    seen = {}
    for term, ids, frequencies, positions in inverted.postings(table.terms):
        places = iter(positions)
        seen[term] = {
            document: [next(places) for _ in range(frequency)]
            for document, frequency in zip(ids, frequencies, strict=True)
        }
        assert next(places, None) is None
    assert seen == brute_force(words, documents)
    assert list(inverted.lengths) == [sum(len(set(words[w])) for w in document) for document in documents]
    without = invert(stream_of(documents), table, positions=False)
    assert len(without.positions) == 0
    assert [list(column) for column in without[:4]] == [list(column) for column in inverted[:4]]


@compiled
@given(
    *(st.lists(st.integers(0, 5), max_size=6).map(lambda some: array("I", some)) for _ in range(4)),
    st.integers(0, 5),
    st.booleans(),
)
def test_streams_that_are_none_are_refused(words, ends, offsets, ordinals, terms, positions):
    table = TermTable([b""] * terms, offsets, ordinals)
    stream = TokenStream()
    stream.words, stream.ends = words, ends
    right = (
        [*ends] == sorted(ends)
        and (ends[-1] if ends else 0) == len(words)
        and [*offsets] == sorted(offsets)
        and len(offsets) > 0
        and offsets[-1] == len(ordinals)
        and max(words, default=-1) < len(offsets) - 1
        and max(ordinals, default=-1) < terms
    )
    if right:
        inverter.invert(stream, table, positions=positions)
    else:
        with pytest.raises(ValueError, match=r"must|not in the vocabulary|not there"):
            inverter.invert(stream, table, positions=positions)


def sections_of(write, documents, *, positions):
    sink = MemoryFile()
    columns = SegmentWriter(sink)
    for _ in documents:
        columns.doc_store.add(b"{}")
    field = columns.field("body", positions=positions, ordinals=False)
    write(field)
    field.finish()
    columns.close()
    return sink.content


@compiled
@settings(deadline=None)
@given(streams(), st.booleans())
def test_a_field_is_encoded_in_c_as_it_is_in_python(case, positions):
    words, documents = case
    table, stream = table_of(words), stream_of(documents)

    def written(fast):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inverter, "native", native if fast else None)
            return sections_of(
                partial(write_field, stream=stream, table=table), documents, positions=positions
            )

    assert written(fast=True) == written(fast=False)


@compiled
def test_fields_with_more_terms_than_are_placed_at_once_and_any_lengths_are_encoded_alike():
    rng = random.Random(5)
    words = [(f"{number % 700:03}", f"{number:05}") for number in range(30_000)]
    documents = [rng.choices(range(30_000), k=int(2 ** rng.uniform(0, 12))) for _ in range(800)]
    table, stream = table_of(words), stream_of(documents)
    inverted = inverter.invert(stream, table, positions=True)

    def one_by_one(field):
        field.put_lengths(inverted.lengths)
        for term, ids, frequencies, places in inverted.postings(table.terms):
            field.add(term, ids, frequencies, places)

    at_once = sections_of(lambda field: write_field(field, stream, table), documents, positions=True)
    assert at_once == sections_of(one_by_one, documents, positions=True)


@compiled
@pytest.mark.parametrize(
    ("terms", "ends", "message"),
    [
        (b"ba", [1, 2], "terms must ascend"),
        (b"aa", [1, 2], "terms must ascend"),
        (b"ab", [2, 1], "the ends of terms must ascend"),
        (b"ab", [1, 3], "the ends of terms must ascend"),
        (b"ab", [1], "a term that is not there"),
    ],
)
def test_dictionaries_that_are_none_are_refused(terms, ends, message):
    numbers = array("I", [0, 1])
    with pytest.raises(ValueError, match=message):
        native.encode_field(
            numbers, array("I", [2]), array("I", [0, 1, 2]), numbers, terms, array("I", ends), True
        )


def test_words_are_numbered_as_they_come():
    words = Vocabulary()
    assert list(words.numbers("абба")) == [0, 1, 1, 0]
    assert list(words.numbers("вб")) == [2, 1]
    assert list(words) == ["а", "б", "в"]


def postings_of(segment: Segment):
    """Everything in a segment, by section and not by document number."""
    names = [segment.record(document).section_id for document in range(segment.size)]
    live = set(range(segment.size)) - set(segment.deleted)
    for name, field in segment.reader.fields.items():
        for term, entry in field.dictionary.terms_from():
            ids, frequencies = field.postings_of(entry)
            places = iter(field.positions_of(entry) if entry.positions_end else ())
            for document, frequency in zip(ids, frequencies, strict=True):
                positions = [place for _, place in zip(range(frequency), places, strict=False)]
                if document in live:
                    yield (name, term, names[document]), (frequency, positions)


def content(index):
    """Postings; records and lengths in the order of the documents."""
    segments = IndexDirectory(index.path).snapshot(index._analyzer).segments
    found = dict(chain.from_iterable(map(postings_of, segments)))
    order = []
    for segment in segments:
        for document in sorted(set(range(segment.size)) - set(segment.deleted)):
            record = segment.record(document)
            lengths = {name: field.lengths[document] for name, field in segment.reader.fields.items()}
            order.append((record, lengths))
        segment.close()
    return found, order


def assert_alike(one, other):
    """They have the same content, however it is cut into segments."""
    (postings, documents), (other_postings, other_documents) = map(content, (one, other))
    assert postings == other_postings
    assert sorted(documents, key=by_section) == sorted(other_documents, key=by_section)


def by_section(pair):
    return pair[0].section_id


@settings(max_examples=40, deadline=None)
@given(
    st.lists(articles("abcdef"), max_size=12),
    st.integers(0, 40_000),
    st.sets(st.sampled_from("abcdef"), max_size=3),
)
def test_the_content_is_the_same_for_any_budget(tmp_path_factory, changes, memory_bytes, deleted):
    folder = tmp_path_factory.mktemp("budget")
    indexes = [Index.create(folder / name, ToyAnalyzer()) for name in ("one", "many")]
    for index, budget in zip(indexes, (1 << 30, memory_bytes), strict=True):
        with index.writer(memory_bytes=budget) as writer:
            writer.update_all(changes)
            for article_id in sorted(deleted):
                writer.delete(article_id)
    assert_alike(*indexes)


def test_a_budget_bounds_what_is_collected(tmp_path):
    index = Index.create(tmp_path, ToyAnalyzer())
    with index.writer(memory_bytes=50_000) as writer:
        for each in corpus(100):
            writer.add(each)
            assert writer._session._builder.size_bytes < 75_000  # and one article


class Whole(ToyAnalyzer):
    """Has no stretch whose words are the same in every text."""

    def chunk_word_keys(self, stretch):
        del stretch


def test_chunks_are_read_as_whole_texts_are(tmp_path, monkeypatch):
    monkeypatch.setattr(text_cache, "_UNCACHED_CHARS", 500)
    indexes = [Index.create(tmp_path / kind.__name__, kind()) for kind in (ToyAnalyzer, Whole)]
    for index in indexes:
        build(index, *corpus(40))
    assert content(indexes[0]) == content(indexes[1])


@settings(deadline=None)
@given(st.lists(st.text("аб \n\r-\xad\xac'«A\ud800😀", max_size=30), max_size=6))
@example(["аб-\n  аб б-\r\nа - \nа"])
def test_texts_are_read_as_their_words(texts):
    analyzer = kazakh_analyzer()
    reader, numbers = TextReader(analyzer), Vocabulary()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_cache, "_UNCACHED_CHARS", 0)
        for text in [*texts, *texts]:
            read = memoryview(reader.read(text)).cast("I")
            assert list(read) == list(numbers.numbers(analyzer.word_keys(text)))
    assert list(reader._words) == list(numbers)


class Troubled(ToyAnalyzer):
    """Fails, ends its process, or cannot be sent to another one."""

    def __init__(self, problem=""):
        super().__init__()
        self.problem = problem

    def word_keys(self, text):
        if "боп" in text and self.problem == "raise":
            raise RuntimeError(f"broken at {text}")
        if "боп" in text and self.problem == "die":
            os.kill(os.getpid(), signal.SIGTERM)
        return super().word_keys(text)

    def __getstate__(self):
        if self.problem == "stay":
            raise TypeError("it has a lock")
        return self.__dict__


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(parallel, "_BATCH_CHARS", 200)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.slow
def test_the_content_is_the_same_for_any_number_of_jobs(tmp_path):
    one, three = (Index.create(tmp_path / name, ToyAnalyzer()) for name in ("one", "three"))
    some = [*corpus(60), Article("empty", "", ()), Article("title", "тау", (Section("", ""),))]
    for index, number in ((one, 1), (three, 3)):
        with index.writer(memory_bytes=30_000) as writer:
            writer.add_all(some, jobs=number)
        with index.writer() as writer:
            writer.update_all(iter([article("a1", "су"), article("new", "жол", "тау")]), jobs=number)
    assert_alike(one, three)
    for query in QUERIES:
        assert all_scores(one, query) == all_scores(three, query)
    assert multiprocessing.active_children() == []


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(
    ("problem", "error", "message"),
    [
        ("raise", RuntimeError, "broken at боп"),
        ("die", WorkerError, "try again with fewer jobs"),
        ("stay", TypeError, r"toy-1 cannot be sent to other processes \(it has a lock\); use jobs=1"),
    ],
)
def test_what_fails_in_another_process_changes_nothing(tmp_path, problem, error, message):
    index = Index.create(tmp_path, Troubled(problem))
    build(index, article("old", "су"))
    before = sorted(file.name for file in tmp_path.iterdir())
    with pytest.raises(error, match=message), index.writer() as writer:
        writer.update_all([article("old", "тау"), *corpus(20), article("x", "боп"), *corpus(20)], jobs=2)
    assert found(index, "су") == ["old#0"]
    assert sorted(file.name for file in tmp_path.iterdir()) == before
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("number", [1, 2])
def test_an_interrupt_leaves_the_index_as_it_was(index, number):
    build(index, article("old", "су"))
    before = sorted(file.name for file in index.path.iterdir())

    def interrupted():
        yield from corpus(30)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), index.writer(memory_bytes=10_000) as writer:
        writer.update_all(interrupted(), jobs=number)
    assert found(index, "су") == ["old#0"]
    assert sorted(file.name for file in index.path.iterdir()) == before
    assert multiprocessing.active_children() == []


def test_articles_before_a_duplicate_are_added(index):
    with index.writer() as writer:
        with pytest.raises(DuplicateArticleError, match="'a'"):
            writer.add_all(
                [article("a", "су"), article("b", "тау"), article("a", "жол"), article("c", "жол")]
            )
        with pytest.raises(ValueError, match="jobs must be at least 1, not 0"):
            writer.add_all([], jobs=0)
    assert found(index, "су тау жол") == ["a#0", "b#0"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["су", "тау", "кітаптар", "жол", "2024"]), max_size=5), max_size=30))
def test_a_process_that_forgets_its_words_tells_so(texts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "_MAX_WORDS", 2)
        analyzer = kazakh_analyzer()
        known = WordCache(analyzer)
        worker, received = parallel._Worker(analyzer), parallel._Received(known)
        for words in texts:
            sent = pickle.loads(pickle.dumps(worker.analyze([" ".join(words), ""])))
            ((_, (title,)), (_, (empty,))) = received.articles(
                [Article("a", "", ()), Article("b", "", ())], Done(sent)
            )
            assert title == analyzer.word_keys(" ".join(words))
            assert all(
                known.analyze_word(word).lemmas == analyzer.analyze_word(word).lemmas for word in title
            )
            assert empty == []


class Done:
    def __init__(self, result):
        self.result = lambda: result
