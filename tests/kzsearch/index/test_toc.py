"""The table of contents: what is published, what is refused, and the lock of those who write it."""

import json
import multiprocessing
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import ToyAnalyzer, article, build, found

from kzsearch import AnalyzerMismatchError, Index, IndexFormatError, IndexLockedError, IndexNotFoundError
from kzsearch.index.directory import IndexDirectory
from kzsearch.index.lock import WriteLock
from kzsearch.index.manifest import Manifest
from kzsearch.index.toc import TOC_NAME, SegmentEntry, TableOfContents, ranges, read_toc, write_toc
from kzsearch.schema import INDEX_FORMAT

MANIFEST = Manifest("toy-1", "0" * 16, "0.1.0", "2026-01-01T00:00:00+00:00")
numbers = st.lists(st.integers(0, 60), unique=True).map(sorted)


def rewrite(index, **changes):
    file = index.path / TOC_NAME
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 99), st.integers(0, 2**32 - 1), numbers)))
def test_what_is_written_is_read(tmp_path_factory, entries):
    folder = tmp_path_factory.mktemp("index")
    segments = tuple(SegmentEntry(name, size, crc, ranges(deleted)) for name, size, crc, deleted in entries)
    toc = TableOfContents(MANIFEST, 7, segments)
    write_toc(folder, toc)
    assert read_toc(folder) == toc
    assert [file.name for file in folder.iterdir()] == [TOC_NAME]


@given(numbers)
def test_ranges_hold_the_same_numbers(some):
    entry = SegmentEntry("a", 99, 0, ranges(some))
    assert list(entry.deleted_documents()) == some
    assert all(left[1] < right[0] for left, right in zip(entry.deleted, entry.deleted[1:], strict=False))


def test_no_index(tmp_path):
    with pytest.raises(IndexNotFoundError, match=r"no kzsearch index at .*kzsearch index"):
        Index.open(tmp_path, ToyAnalyzer())
    with pytest.raises(IndexNotFoundError):
        Index.open(tmp_path / "missing", ToyAnalyzer())
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexNotFoundError):
        Index.open(tmp_path / "file", ToyAnalyzer())


def test_another_analyzer_is_named_with_the_remedy(index):
    with pytest.raises(AnalyzerMismatchError) as caught:
        Index.open(index.path, ToyAnalyzer("2"))
    message = str(caught.value)
    for part in (str(index.path), "toy-1", "toy-2", f"kzsearch index --rebuild {index.path} SOURCE"):
        assert part in message


@pytest.mark.parametrize("version", [0, 3, INDEX_FORMAT + 1])
def test_another_format_is_refused_with_the_remedy(index, version):
    rewrite(index, format=version)
    with pytest.raises(
        IndexFormatError, match=rf"format {version}, this program reads {INDEX_FORMAT}; .*--rebuild"
    ):
        Index.open(index.path, ToyAnalyzer())


def test_the_manifest_of_an_older_format_is_refused_and_replaced(tmp_path):
    (tmp_path / TOC_NAME).write_text('{"format": 3, "analyzer": "kazakh-2", "fingerprint": "0"}')
    for name in ("_MAIN_1.toc", "MAIN_0123456789abcdef.kzc", "MAIN_WRITELOCK"):
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(IndexFormatError, match=r"has format 3, this program reads 4; build the index again"):
        Index.open(tmp_path, ToyAnalyzer())
    Index.create(tmp_path, ToyAnalyzer())
    assert sorted(file.name for file in tmp_path.iterdir()) == [TOC_NAME, "write.lock"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": "1"}', '{"format": 4}', "\xff", "[" * 100_000]
)
def test_a_damaged_table_of_contents_is_named(index, content):
    (index.path / TOC_NAME).write_bytes(content.encode("latin-1"))
    with pytest.raises(IndexFormatError, match=rf"{TOC_NAME} is no table of contents: .*--rebuild"):
        Index.open(index.path, ToyAnalyzer())


@pytest.mark.parametrize("name", ["generation", "segments", "manifest"])
def test_any_change_is_noticed(index, name):
    build(index, article("a", "су"))
    rewrite(index, **{name: None})
    with pytest.raises(IndexFormatError, match="it states checksum"):
        index.searcher()


def test_a_generation_a_commit(index):
    directory = IndexDirectory(index.path)
    assert directory.toc().generation == 1
    build(index, article("a", "су"))
    build(index, article("b", "су"))
    assert directory.toc().generation == 3
    Index.create(index.path, ToyAnalyzer())
    assert directory.toc() == TableOfContents(directory.toc().manifest, 4)


def test_an_index_that_others_rebuilt_is_noticed(index):
    build(index, article("a", "су"))
    Index.create(index.path, ToyAnalyzer("2"))
    with pytest.raises(AnalyzerMismatchError):
        index.searcher()
    with pytest.raises(AnalyzerMismatchError):
        index.writer()
    Index.open(index.path, ToyAnalyzer("2")).writer().cancel()  # the lock was not left behind


def segment_files(index):
    return sorted(index.path.glob("*.kzs"))


def test_swapped_segment_files_are_noticed(index, monkeypatch):
    monkeypatch.setattr("kzsearch.index.policy.MAX_MERGED_SECTIONS", 0)
    build(index, article("a", "су"))
    build(index, article("b", "тау"))
    one, two = segment_files(index)
    one.rename(index.path / "x")
    two.rename(one)
    (index.path / "x").rename(two)
    with pytest.raises(IndexFormatError, match=r"is not the file that kzsearch.json names: it has checksum"):
        index.searcher()


def test_a_missing_segment_file_is_named(index):
    build(index, article("a", "су"))
    (file,) = segment_files(index)
    file.unlink()
    for use in (index.searcher, index.info, lambda: build(index, article("a", "су"))):
        with pytest.raises(IndexFormatError, match=rf"{file.name} is missing, which kzsearch.json names"):
            use()


def test_a_snapshot_outruns_commits(index, monkeypatch):
    """The files of the table that was read are gone when they are opened: the next table is read."""
    build(index, article("a", "су"))
    stale = IndexDirectory(index.path).toc()
    with index.writer() as writer:
        writer.add(article("b", "су"))
        writer.commit(optimize=True)
    tables = [stale]
    monkeypatch.setattr(IndexDirectory, "toc", lambda self: tables.pop() if tables else read_toc(self.path))
    assert found(index, "су") == ["a#0", "b#0"]
    assert tables == []


def test_unfinished_files_are_swept_by_the_next_commit(index):
    build(index, article("a", "су"))
    for name in (f"{TOC_NAME}.123.tmp", "0123456789abcdef.kzs"):
        (index.path / name).write_bytes(b"unfinished")
    (index.path / "notes.txt").write_text("ours")
    build(index, article("b", "су"))
    names = {file.name for file in index.path.iterdir()}
    assert names == {TOC_NAME, "write.lock", "notes.txt", *(file.name for file in segment_files(index))}
    assert len(segment_files(index)) == 1


def test_an_index_may_be_copied_and_moved(index, tmp_path):
    build(index, article("a", "су"))
    shutil.copytree(index.path, tmp_path / "copy")
    assert found(Index.open(tmp_path / "copy", ToyAnalyzer()), "су") == ["a#0"]


def test_the_lock_is_for_one(tmp_path):
    lock = WriteLock.acquire(tmp_path, 0)
    with pytest.raises(IndexLockedError, match="is being written by another writer"):
        WriteLock.acquire(tmp_path, 0.1)
    assert lock.is_held
    lock.release()
    lock.release()
    assert not lock.is_held
    WriteLock.acquire(tmp_path, 0).release()


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forking beside threads
def test_a_forked_child_cannot_release_the_lock_of_its_parent(tmp_path):
    lock = WriteLock.acquire(tmp_path, 0)
    child = multiprocessing.get_context("fork").Process(target=_release, args=(lock,))
    child.start()
    child.join()
    assert child.exitcode == 0
    with pytest.raises(IndexLockedError):
        WriteLock.acquire(tmp_path, 0)
    lock.release()


def _release(lock):
    assert not lock.is_held
    lock.release()
