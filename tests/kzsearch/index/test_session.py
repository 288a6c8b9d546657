"""The transaction: segments, merges, deletions, files, failures."""

from contextlib import contextmanager
from datetime import date
from functools import partialmethod

import pytest
from test_index import test_after_any_history_the_index_holds_the_last_versions as any_history
from toy import QUERIES, ToyAnalyzer, all_scores, article, build, corpus, found

from kzsearch import Article, Index, Section
from kzsearch.analysis import WordCache, full_analyzer
from kzsearch.index import builder, policy, session
from kzsearch.index.builder import SegmentBuilder
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.policy import segments_to_merge
from kzsearch.index.session import WriteSession
from kzsearch.schema import DATE


def segments(index):
    return sorted(file.name for file in index.path.glob("*.kzs"))


TINY = 20_000
"""Bytes for a few sections."""


def test_a_commit_may_write_several_segments(tmp_path, monkeypatch):
    monkeypatch.setattr(policy, "MAX_MERGED_SECTIONS", 0)
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
    assert segments_to_merge(sizes, new) == joining


def test_spills_are_merged_to_few_segments(index):
    with index.writer(memory_bytes=TINY) as writer:
        writer.add_all(corpus(80))
        assert len(segments(index)) > 5
    assert len(segments(index)) <= 3


def test_segments_of_mostly_deleted_sections_are_copied(index, monkeypatch):
    monkeypatch.setattr(policy, "MAX_MERGED_SECTIONS", 0)
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

    for owner, name in (
        (session, "write_toc"),
        (SegmentBuilder, "finish"),
        (SegmentBuilder, "merge"),
        (builder, "sync_file"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fail)
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
        patch.setattr(IndexDirectory, "toc", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index.writer()
    index.writer().cancel()


def test_documents_are_deleted_by_their_numbers(index):
    build(index, article("a", "су", "тау"), article("b", "су"))
    toy = full_analyzer(ToyAnalyzer())
    session = WriteSession(IndexDirectory(index.path), toy, WordCache(toy), 0, TINY)
    (entry,) = session.toc.segments
    with pytest.raises(KeyError):
        session.delete_documents("other", [0])
    session.delete_documents(entry.name, [0, 2, 99])
    session.commit(optimize=False)
    assert found(index, "су тау") == ["a#1"]


def test_dates_are_terms_of_the_segment_and_survive_merges(index):
    dated = [Article(str(day), "", (Section("", "су"),), date=date(2024, 5, day)) for day in (1, 2, 2, 3)]
    for each in (*dated, article("x", "су")):
        with index.writer() as writer:
            writer.update(each)
    with index.writer() as writer:
        writer.commit(optimize=True)
    with closing_segments(index) as (segment,):
        field = segment.field(DATE)
        terms = {term: list(field.postings_of(info)[0]) for term, info in field.dictionary.terms_from()}
        ids = {day: segment.documents_of(day)[0] for day in "123"}
    assert terms == {f"2024-05-0{day}".encode(): [ids[day]] for day in "123"}


@contextmanager
def closing_segments(index):
    segments = IndexDirectory(index.path).snapshot(index._analyzer).segments
    yield segments
    for segment in segments:
        segment.close()
