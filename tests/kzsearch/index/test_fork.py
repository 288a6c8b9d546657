"""A writer belongs to the process that opened it: what was forked from that can neither use nor harm it."""

import multiprocessing
import os
import subprocess
import sys

import pytest
from toy import article, build, found
from whoosh.writing import IndexingError

from kzsearch import Index
from kzsearch.whoosh import open_dir

pytestmark = [
    pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of forking beside threads
]


def in_a_fork(target, *arguments):
    child = multiprocessing.get_context("fork").Process(target=target, args=arguments)
    child.start()
    child.join()
    return child.exitcode


def refused(writer, owner):
    """Every use is refused, and leaving the block is no use."""
    expected = f"this writer belongs to process {owner}, and this is process {os.getpid()}"
    with writer:
        for use in (
            writer.commit,
            writer.cancel,
            lambda: writer.delete("a"),
            lambda: writer.add(article("x", "су")),
            lambda: writer.update_all([article("x", "су")]),
        ):
            with pytest.raises(ValueError, match=expected):
                use()


def test_a_forked_child_cannot_use_the_writer_and_the_parent_goes_on(index):
    build(index, article("a", "су"))
    with index.writer() as writer:
        writer.add(article("b", "су"))
        assert in_a_fork(refused, writer, os.getpid()) == 0
        writer.add(article("c", "су"))
    assert found(index, "су") == ["a#0", "b#0", "c#0"]
    build(index, article("d", "су"))


def refused_by_whoosh(writer):
    with pytest.raises(IndexingError, match="this writer belongs to process"):
        writer.add_document(article_id="x", body="су")
    with pytest.raises(IndexingError, match="this writer belongs to process"):
        writer.commit()


def test_a_forked_child_cannot_use_the_writer_of_whoosh(tmp_path):
    Index.create(tmp_path / "index")
    index = open_dir(str(tmp_path / "index"))
    writer = index.writer()
    writer.add_document(article_id="a", body="су")
    assert in_a_fork(refused_by_whoosh, writer) == 0
    writer.commit()
    with Index.open(tmp_path / "index").searcher() as searcher:
        assert [hit.article_id for hit in searcher.search("су")] == ["a"]


def other_writer(index, writer):
    with pytest.raises(ValueError, match="belongs to process"):
        writer.commit()
    build(index, article("child", "су"))


def test_a_child_may_take_a_writer_of_its_own_after_the_commit(index):
    with index.writer() as writer:
        writer.add(article("a", "су"))
    assert in_a_fork(other_writer, index, writer) == 0
    assert found(index, "су") == ["a#0", "child#0"]


def test_a_child_that_ends_normally_writes_nothing_into_the_files_of_its_parent(tmp_path):
    code = """if True:
        import os, sys
        from kzsearch import Article, Index, Section
        index = Index.create(sys.argv[1])
        writer = index.writer()
        articles = [
            [Article(f"{half}{n}", "", [Section("", f"су {half} {n}")]) for n in range(500)] for half in "ab"
        ]
        writer.add_all(articles[0])
        child = os.fork()
        if child == 0:
            sys.exit()  # closes, and so flushes, all files of the interpreter
        os.waitpid(child, 0)
        writer.add_all(articles[1])
        writer.commit()
        with index.searcher() as searcher:
            assert len({hit.text for hit in searcher.search("су", limit=2000)}) == 1000"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, tmp_path / "index"], check=True)
