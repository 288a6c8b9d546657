"""The kernels return the same hits for any query, and none reads beyond the end of a damaged file."""

import random
import shutil
from array import array
from unittest.mock import MagicMock, Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import QUERIES, VOCABULARY, ToyAnalyzer, articles, build, corpus, plan_of

from kzsearch import Article, Field, Index, IndexFormatError, Layer, Ranking, Section
from kzsearch.index import policy
from kzsearch.ranking import DEFAULT_RANKING
from kzsearch.search.bm25 import length_norms, tf_saturation
from kzsearch.search.evaluator import Evaluator, available_kernels
from kzsearch.search.kernel import MAX_TABULATED_TF, Clause, Conjunct, FieldView, SegmentView
from kzsearch.search.kernel_reference import ReferenceKernel
from kzsearch.search.searcher import Searcher
from kzsearch.segment.container import Container
from kzsearch.segment.native import COMPILED
from kzsearch.segment.ordinals import TermOrdinals
from kzsearch.segment.postings import decode_postings, encode_postings
from kzsearch.segment.term_dictionary import TermInfo

KERNELS = [pytest.param(kernel, id=kernel.name) for kernel in available_kernels()]
every_kernel = pytest.mark.parametrize("kernel", KERNELS)
against_python = pytest.mark.parametrize("kernel", KERNELS[:-1])


def searcher(index, kernel, ranking=DEFAULT_RANKING):
    return Searcher(index._directory.snapshot(index._analyzer).segments, ToyAnalyzer(), ranking, kernel)


words = st.sampled_from([*VOCABULARY, "жоқ"])
leaves = (
    words
    | st.lists(words, min_size=1, max_size=3).map(lambda some: f'"{" ".join(some)}"')
    | words.map(lambda word: f"{word[:2]}*")
    | words.map(lambda word: f"{word[0]}*{word[-1]}")
    | st.tuples(st.sampled_from(["title", "heading", "body"]), words).map(":".join)
)
queries = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(inner, inner).map(lambda pair: f"({pair[0]} -{pair[1]})")
    ),
    max_leaves=6,
)
RANKINGS = [
    DEFAULT_RANKING,
    Ranking(k1=0.0),
    Ranking(k1=2.0, b=1.0, fields={Field.TITLE: 3.0, Field.BODY: 1.0}),
    Ranking(layers={Layer.EXACT: 1.0}),
]


@pytest.fixture(scope="module")
def worn_index(tmp_path_factory):
    """Segments of several windows of the kernel in C, lists of several blocks, deletions, equal scores."""
    index = Index.create(tmp_path_factory.mktemp("worn"), ToyAnalyzer())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "MAX_MERGED_SECTIONS", 0)
        some = corpus(700)
        build(index, *some[:400])
        build(index, *some[400:])
        build(index, *(Article(f"same{n}", "су", (Section("", "тау жол"),)) for n in range(2600)))
        with index.writer() as writer:
            for number in range(0, 700, 9):
                writer.delete(f"a{number}")
            writer.delete("same0")
            writer.delete("same2599")
            writer.update(Article("a2", "су", (Section("", "кітап оқу су"),)))
    assert len(list(index.path.glob("*.kzs"))) > 3
    return index


def answers(opened, query, limit, offset):
    page = opened.search(query, limit=limit, offset=offset)
    grouped = opened.search_articles(query, limit=limit, offset=offset)
    return (
        page.total,
        [(hit.section_id, hit.score) for hit in page.hits],
        grouped.total,
        [(hit.article_id, hit.score, [each.section_id for each in hit.sections]) for hit in grouped.hits],
        opened.rank(query, limit),
    )


@against_python
@settings(max_examples=30, deadline=None)
@given(query=queries, ranking=st.sampled_from(RANKINGS), limit=st.integers(0, 12), offset=st.integers(0, 30))
def test_kernels_agree_to_the_last_bit(worn_index, kernel, query, ranking, limit, offset):
    with (
        searcher(worn_index, kernel, ranking) as one,
        searcher(worn_index, ReferenceKernel, ranking) as other,
    ):
        assert answers(one, query, limit, offset) == answers(other, query, limit, offset)


@against_python
@pytest.mark.parametrize("query", [*QUERIES, '"су тау" "тау жол"', "с* AND т*", '"тау жол" -су'])
def test_kernels_agree_on_all_hits(worn_index, kernel, query):
    plan = plan_of(query)
    with searcher(worn_index, kernel) as one, searcher(worn_index, ReferenceKernel) as other:
        ours, theirs = (
            [(list(ids), list(scores)) for ids, scores in opened._files.evaluator.match_all(plan)]
            for opened in (one, other)
        )
    assert ours == theirs
    assert any(ids for ids, _ in ours)


@against_python
def test_kernels_agree_on_short_and_long_conjunctions_in_turn(sound_index, kernel):
    one_list_a_word = Ranking(fields={Field.BODY: 1.0}, layers={Layer.EXACT: 1.0})
    with (
        searcher(sound_index, kernel, one_list_a_word) as one,
        searcher(sound_index, ReferenceKernel, one_list_a_word) as other,
    ):
        body = max((hit.text.split() for hit in other.search("су", limit=100).hits), key=len)
        assert len(body) > 9
        for count in (2, 9, 3, len(body), 2):
            for query in (" AND ".join(body[:count]), f'"{" ".join(body[:count])}"'):
                assert answers(one, query, 10, 0) == answers(other, query, 10, 0)
                assert other.rank(query, 10)


@against_python
@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(articles("abcdefgh"), max_size=4), max_size=3),
    st.sets(st.sampled_from("abcdefgh")),
    st.lists(queries, min_size=1, max_size=4),
)
def test_kernels_agree_on_any_index(tmp_path_factory, kernel, batches, deleted, some):
    index = Index.create(tmp_path_factory.mktemp("index"), ToyAnalyzer())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "MAX_MERGED_SECTIONS", 0)
        for batch in batches:
            with index.writer() as writer:
                for article in batch:
                    writer.update(article)
        with index.writer() as writer:
            for article_id in deleted:
                writer.delete(article_id)
    with searcher(index, kernel) as one, searcher(index, ReferenceKernel) as other:
        for query in some:
            assert answers(one, query, 5, 0) == answers(other, query, 5, 0)


@pytest.fixture
def unchecked(monkeypatch):
    """Checksums would find the damage first."""
    monkeypatch.setattr(Container, "_check", lambda *_: None)


@pytest.fixture(scope="module")
def sound_index(tmp_path_factory):
    index = Index.create(tmp_path_factory.mktemp("sound"), ToyAnalyzer())
    build(index, *corpus(300))
    return index


def damaged_files(source, folder, count, seed):
    """Copies of an index with bytes of the blocks changed, a few here and there or many in one place."""
    rng = random.Random(seed)
    shutil.copytree(source, folder)
    (file,) = folder.glob("*.kzs")
    sound = file.read_bytes()
    end = int.from_bytes(sound[-24:-16], "little")
    for _ in range(count):
        content = bytearray(sound)
        start = rng.randrange(12, end)
        for at in rng.choice(
            ([rng.randrange(12, end) for _ in range(40)], range(start, min(end, start + 200)), [start])
        ):
            content[at] = rng.choice((0, 0xFF, rng.randrange(256), content[at] ^ 1 << rng.randrange(8)))
        file.write_bytes(content)
        yield folder


@pytest.mark.usefixtures("unchecked")
@every_kernel
def test_a_damaged_segment_gives_an_error_or_an_answer(sound_index, tmp_path, kernel):
    wrong = 0
    for folder in damaged_files(sound_index.path, tmp_path / "copy", 25, seed=1):
        for query in ("су кітап оқу", "су AND тау AND ат", '"су тау" "атты оқу"', "қ* -ат", "title:су"):
            wrong += is_refused(folder, kernel, query)
    assert wrong > 5


def is_refused(folder, kernel, query):
    """Whether a query of a damaged index raises the one error that it may raise."""
    try:
        with searcher(Index.open(folder, ToyAnalyzer()), kernel) as opened:
            answers(opened, query, 10, 0)
    except IndexFormatError as error:
        return ".kzs" in str(error) or pytest.fail(f"the error does not name the file: {error}")
    return False


def field_view(postings, norms, table, reader):
    saturations = [tf_saturation(tf, norm) for tf in range(1, MAX_TABULATED_TF + 1) for norm in table]
    tables = array("d", saturations), array("d", table)
    return FieldView(postings, memoryview(b""), memoryview(norms), *tables, reader)


@every_kernel
def test_frequencies_that_overflow_stay_within_the_tables(kernel):
    postings = memoryview(bytes([3 << 6, 32]) + b"\xff" * 4)  # one document, which has the term 2 ** 32 times
    entry, none = TermInfo(0, 1, 1, 0, len(postings), 0, 0), memoryview(array("I", [0]))
    reader = Mock(postings_of=lambda entry: decode_postings(postings, entry, 1))
    tables = array("d", [0.5] * 256 * MAX_TABULATED_TF), array("d", [1.0] * 256)
    field = FieldView(postings, memoryview(b""), memoryview(bytes(1)), *tables, reader)
    ids = TermOrdinals(memoryview(b"a"), memoryview(array("I", [1])))
    opened = kernel([SegmentView(1, array("I"), none, none, ids, MagicMock())])
    opened.add_field(0, 0, field)
    word = opened.compile_term(((Clause(0, ((entry, 1.0),), 1.0),),))
    for words in ([[word]], [[word], [word]], [[word, word]]):
        total, best = opened.count_top_k(tuple(Conjunct(tuple(some)) for some in words), 10)
        assert total == len(best)
        assert all(0 <= hit.score <= 2 for hit in best)
    opened.close()


@every_kernel
@pytest.mark.parametrize(
    ("owners", "best"),
    [([1, 1, 0, 0], [("b", 0.5), ("a", 0.25)]), ([0, 1, 0, 1], [("a", 0.5), ("b", 1 / 3)])],
)
def test_articles_compete_with_their_best_sections_in_any_order(kernel, owners, best):
    codes = bytes([1, 2, 3, 5])
    postings = memoryview(encode_postings(range(4), [1] * 4, None, codes, 4)[0])
    entry = TermInfo(0, 4, 4, 0, len(postings), 0, 0)
    reader = Mock(postings_of=lambda entry: decode_postings(postings, entry, 4))
    names = TermOrdinals(memoryview(b"ab"), memoryview(array("I", [1, 2])))
    articles, positions = (memoryview(array("I", numbers)) for numbers in (owners, range(4)))
    opened = kernel([SegmentView(4, array("I"), articles, positions, names, MagicMock())])
    opened.add_field(0, 0, field_view(postings, codes, list(map(float, range(256))), reader))
    part = Conjunct((opened.compile_term(((Clause(0, ((entry, 1.0),), 1.0),),)),))
    assert opened.top_articles((part,), 2) == best
    assert opened.top_articles((part,), 1) == best[:1]
    opened.close()


@every_kernel
def test_scores_of_terms_are_those_of_bm25(kernel):
    frequencies, norms, weight = [*range(1, 40), 300, 70_000], bytes(range(0, 205, 5)), 1 / 3
    size = len(norms)
    postings = memoryview(encode_postings(range(size), frequencies, None, norms, size)[0])
    info = TermInfo(0, size, sum(frequencies), 0, len(postings), 0, 0)
    none, ids = (
        memoryview(array("I", [0] * size)),
        TermOrdinals(memoryview(b"a"), memoryview(array("I", [1]))),
    )
    table = length_norms(DEFAULT_RANKING, 7.3)
    reader = Mock(postings_of=lambda info: decode_postings(postings, info, size))
    opened = kernel([SegmentView(size, array("I"), none, none, ids, MagicMock())])
    opened.add_field(0, 0, field_view(postings, norms, table, reader))
    conjunct = Conjunct((opened.compile_term(((Clause(0, ((info, weight),), weight),),)),))
    _, scores = opened.match_all(0, (conjunct,))
    expected = [weight * tf_saturation(tf, table[norm]) for tf, norm in zip(frequencies, norms, strict=True)]
    assert list(scores) == expected  # to the last bit
    opened.close()


REFUSALS = (TypeError, ValueError, OverflowError, SystemError)
"""The last one is what CPython itself says of wrong types; only our own code calls these functions."""


@pytest.mark.skipif(not COMPILED, reason="not compiled")
def test_the_kernel_in_c_refuses_wrong_arguments():
    import kzsearch._native as native

    empty = array("I")
    opened = native.Searcher(((0, empty, empty, empty, b"", empty),), 1)
    for segments in (None, (), ((),), ((1, empty, empty, empty, b"", empty),), ((0, 1, 2, 3, 4, 5),)):
        with pytest.raises(REFUSALS):
            native.Searcher(segments, "1" if segments == () else 1)
    for ask in (opened.top_k, opened.count_top_k, opened.top_articles):
        for parts in (None, (), (1,), ((1, 2),), (((1,), ()),), (((), ("x",)),)):
            with pytest.raises(REFUSALS):
                ask(parts, 10)
        with pytest.raises(REFUSALS):
            ask((((), ()),), -1)
    for clauses in (None, (), (1,), ((1,),), (((0, (), 1.0),),), (((7, (), 1.0),),)):
        with pytest.raises(REFUSALS):
            opened.compile_term(clauses)
    with pytest.raises(REFUSALS):
        opened.add_field(1, 0, b"", b"", b"", array("d"), array("d"))
    with pytest.raises(REFUSALS):
        opened.match_all(5, (((), ()),))
    with pytest.raises(TypeError):
        type(opened.compile_term(((),)))()
    other = native.Searcher(((0, empty, empty, empty, b"", empty),), 1)
    with pytest.raises(REFUSALS):
        other.top_k((((opened.compile_term(((),)),), ()),), 1)
    opened.close()
    with pytest.raises(REFUSALS):
        opened.match_all(0, (((), ()),))


@pytest.mark.usefixtures("unchecked")
def test_merging_a_damaged_segment_is_safe(sound_index, tmp_path):
    for folder in damaged_files(sound_index.path, tmp_path / "copy", 15, seed=2):
        try:
            index = Index.open(folder, ToyAnalyzer())
            index.info()
            with index.writer() as writer:
                writer.delete("a3")
                writer.commit(optimize=True)
        except (IndexFormatError, ValueError):
            pass
        shutil.rmtree(folder)
        shutil.copytree(sound_index.path, folder)


def test_damage_is_found_by_checksums(sound_index, tmp_path):
    folder = next(damaged_files(sound_index.path, tmp_path / "copy", 1, seed=3))
    writer = Index.open(folder, ToyAnalyzer()).writer()
    writer.add(Article("new", "су", ()))
    with pytest.raises(IndexFormatError, match=r"\.kzs is damaged.*--rebuild"):
        writer.commit(optimize=True)


def test_the_kernel_in_c_comes_first_if_it_was_built():
    names = [kernel.name for kernel in available_kernels()]
    assert names == [name for name in ("c", "python") if name in names]
    assert names[-1] == "python"
    assert Evaluator((), DEFAULT_RANKING)._kernel.name == names[0]
