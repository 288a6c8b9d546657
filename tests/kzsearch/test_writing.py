"""The transaction on the Whoosh index: lock, segments, merges, files."""

import pickle
from functools import partialmethod

import pytest
from test_index import test_after_any_history_the_index_holds_the_last_versions as any_history
from test_scoring import QUERIES, all_scores, corpus
from toy import ToyAnalyzer, article, build, found
from whoosh import query as whoosh_query
from whoosh import scoring
from whoosh.index import FileIndex, open_dir

from kzsearch import Index, IndexFormatError
from kzsearch.index import session as writing
from kzsearch.whoosh.codec import ColumnsCodec
from kzsearch.whoosh.fields import build_schema


def segments(index):
    return sorted(file.name for file in index.path.glob("MAIN_*.kzc"))


TINY = 20_000
"""Bytes for a few sections."""


def test_a_commit_may_write_several_segments(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_MERGED_SECTIONS", 0)
    many, one = (Index.create(tmp_path / name, ToyAnalyzer()) for name in ("many", "one"))
    with many.writer(memory_bytes=TINY) as writer:
        writer.add_all(corpus(80))
    assert len(segments(many)) > 5
    build(one, *corpus(80))
    assert len(segments(one)) == 1
    for query in QUERIES:
        assert all_scores(many, query) == all_scores(one, query)
    with many.writer() as writer:
        writer.commit(optimize=True)
    assert len(segments(many)) == 1
    for query in QUERIES:
        assert all_scores(many, query) == all_scores(one, query)


def test_what_was_written_in_the_same_commit_can_be_replaced(index):
    with index.writer(memory_bytes=TINY) as writer:
        for each in corpus(40):
            writer.add(each)
        for each in corpus(40):
            writer.update(article(each.id, "су"))
        writer.delete("a0")
    assert index.info().sections == 39
    assert len(found(index, "су")) == 39
    assert found(index, "тау") == []


def test_any_history_with_segments_full_at_once(tmp_path_factory, monkeypatch):
    monkeypatch.setattr(Index, "writer", partialmethod(Index.writer, memory_bytes=1))
    any_history(tmp_path_factory)


def test_small_commits_are_merged_to_few_segments(index):
    for number in range(40):
        build(index, article(f"a{number}", "су", "тау"))
        assert len(segments(index)) <= 7
    assert len(found(index, "су")) == 40
    assert len(list(index.path.glob("_MAIN_*.toc"))) == 1


@pytest.mark.parametrize(
    ("sizes", "new", "joining"),
    [
        ([], 5, 0),
        ([8, 8, 8], 3, 3),
        ([1, 2, 4, 8], 1, 4),
        ([10, 20, 40], 3, 0),
        ([10, 20, 21, 100], 3, 3),
        ([5], 5, 1),
        ([6], 5, 0),
        ([0, 0], 0, 2),
        ([10_000, 10_000, 20_001], 1, 2),
        ([1] * 1000, 0, 200),
    ],
)
def test_merge_policy(sizes, new, joining):
    assert writing._joining(sizes, new) == joining


def test_spills_are_merged_to_few_segments(index):
    with index.writer(memory_bytes=TINY) as writer:
        writer.add_all(corpus(80))
        assert len(segments(index)) > 5
    assert len(segments(index)) <= 3


def test_segments_of_mostly_deleted_sections_are_copied(index, monkeypatch):
    monkeypatch.setattr(writing, "_MERGED_SECTIONS", 0)
    build(index, *(article(f"a{number}", "су") for number in range(9)))
    before = segments(index)
    with index.writer() as writer:
        for number in range(4):
            writer.delete(f"a{number}")
    assert segments(index) == before
    with index.writer() as writer:
        writer.delete("a5")
    assert segments(index) != before
    with index.writer() as writer:
        for number in range(9):
            writer.delete(f"a{number}")
    assert segments(index) == []


def test_optimizing_a_perfect_index_copies_nothing(index):
    build(index, article("a", "су"))
    before = segments(index)
    index.writer().commit(optimize=True)
    assert segments(index) == before


def test_a_commit_that_fails_gives_the_lock_back_and_changes_nothing(index, monkeypatch):
    build(index, article("a", "су"))
    before = sorted(file.name for file in index.path.iterdir())

    def fail(*_):
        raise OSError("no space left on device")

    for method in ("_commit_toc", "_flush_segment", "_absorb"):
        with monkeypatch.context() as patch:
            patch.setattr(writing._SegmentWriter, method, fail)
            with pytest.raises(OSError, match="no space"):
                build(index, article("b", "су"))
        assert found(index, "су") == ["a#0"]
        assert sorted(file.name for file in index.path.iterdir()) == before
    build(index, article("b", "су"))
    assert found(index, "су") == ["a#0", "b#0"]


def test_cancel_leaves_no_files(index):
    build(index, article("a", "су"))
    before = sorted(file.name for file in index.path.iterdir())
    writer = index.writer()
    writer.add(article("b", "су"))
    writer.cancel()
    assert sorted(file.name for file in index.path.iterdir()) == before


def test_a_writer_that_cannot_start_gives_the_lock_back(index, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(FileIndex, "_read_toc", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index.writer()
    index.writer().cancel()


def test_the_schema_in_the_table_of_contents_is_small():
    schema = build_schema()
    pickled = pickle.dumps(schema, 2)
    assert len(pickled) < 2500
    assert pickle.loads(pickled).names() == schema.names()


def test_stock_whoosh_opens_reads_and_ranks_the_index(index):
    build(index, article("a", "кітап оқыды", title="су"), article("b", "тау кітаптан", "жол"))
    with open_dir(str(index.path)).searcher(weighting=scoring.BM25F()) as searcher:
        results = searcher.search(whoosh_query.Term("body_lemma", "кітап"))
        assert [hit["section_id"] for hit in results] == ["a#0", "b#0"]
        assert results[0].score > 0
        assert searcher.document(article_id="a")["title"] == "су"
        assert list(searcher.reader().field_terms("title_exact")) == ["су"]
        prefix = searcher.search(whoosh_query.Prefix("body_exact", "кіт"))
        assert len(prefix) == 2


def test_stock_whoosh_writes_what_we_read(index):
    """Deleting, merging and optimizing with Whoosh's own writer keeps the exact lengths."""
    build(index, *corpus(30))
    expected = all_scores(index, "су кітап")
    other = Index.create(index.path.parent / "other", ToyAnalyzer())
    build(other, *corpus(30), article("x", "су", title="кітап"))
    writer = open_dir(str(other.path), schema=build_schema()).writer(codec=ColumnsCodec())
    writer.delete_by_term("article_id", "x")
    writer.commit(optimize=True)
    assert all_scores(other, "су кітап") == expected
    assert set(found(other, '"кітап оқу"')) == set(found(index, '"кітап оқу"'))


def test_segments_that_whoosh_wrote_in_its_own_way_are_refused(index):
    build(index, article("a", "су"))
    writer = open_dir(str(index.path), schema=build_schema()).writer()
    writer.add_document(article_id="b", body_exact={"су": [0]})
    writer.commit(merge=False)
    with pytest.raises(IndexFormatError, match=r"was written by Whoosh without our codec.*ColumnsCodec"):
        index.searcher()


def test_stock_queries_see_positions_numbers_and_lengths(index):
    build(index, article("a", "су тау су", "жол"), article("b", "тау су"))
    with open_dir(str(index.path)).searcher() as searcher:
        reader = searcher.reader()
        assert [
            hit["section_id"] for hit in searcher.search(whoosh_query.Phrase("body_exact", ["тау", "су"]))
        ]
        matcher = reader.postings("body_exact", "су")
        assert [(matcher.id(), matcher.weight(), matcher.value_as("positions"))] == [(0, 2, [0, 2])]
        matcher.skip_to(1)
        assert (matcher.id(), [span.start for span in matcher.spans()]) == (2, [1])
        assert [reader.doc_field_length(document, "body_exact") for document in range(3)] == [3, 1, 2]
        assert (reader.field_length("body_exact"), reader.max_field_length("body_exact")) == (6, 3)
        assert list(reader.column_reader("position")) == [0, 1, 0]
        assert searcher.search(whoosh_query.Every(), sortedby="position", limit=1)[0]["section_id"] == "a#0"
        assert list(reader.terms_within("body_exact", "суу", 1)) == ["су"]
