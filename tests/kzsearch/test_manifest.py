import json

import pytest
from toy import ToyAnalyzer, article, build

from kzsearch import AnalyzerMismatchError, Index, IndexFormatError, IndexNotFoundError
from kzsearch.index.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest
from kzsearch.schema import INDEX_FORMAT


def rewrite(index, **changes):
    file = index.path / MANIFEST_NAME
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_what_is_written_is_read(tmp_path):
    manifest = Manifest.of(ToyAnalyzer())
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    assert manifest.format == INDEX_FORMAT
    assert [file.name for file in tmp_path.iterdir()] == [MANIFEST_NAME]


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


@pytest.mark.parametrize("version", [0, INDEX_FORMAT + 1])
def test_another_format(index, version):
    rewrite(index, format=version)
    with pytest.raises(
        IndexFormatError, match=rf"format {version}, this program reads {INDEX_FORMAT}; .*--rebuild"
    ):
        Index.open(index.path, ToyAnalyzer())


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": "1"}', '{"format": 1}', "\xff"])
def test_a_damaged_manifest(index, content):
    (index.path / MANIFEST_NAME).write_bytes(content.encode("latin-1"))
    with pytest.raises(IndexFormatError, match="--rebuild"):
        Index.open(index.path, ToyAnalyzer())


def test_a_manifest_without_an_index(tmp_path):
    write_manifest(tmp_path, Manifest.of(ToyAnalyzer()))
    with pytest.raises(IndexFormatError, match="no readable table of contents"):
        Index.open(tmp_path, ToyAnalyzer())


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves the broken file open
def test_the_format_is_checked_before_anything_is_unpickled(index):
    (toc,) = index.path.glob("_MAIN_*.toc")
    toc.write_bytes(b"not even Whoosh")
    rewrite(index, format=0)
    with pytest.raises(IndexFormatError, match="format 0"):
        Index.open(index.path, ToyAnalyzer())
    rewrite(index, format=INDEX_FORMAT)
    with pytest.raises(IndexFormatError, match="no readable table of contents"):
        Index.open(index.path, ToyAnalyzer())


def test_an_index_that_was_built_anew_by_others_is_noticed(index):
    build(index, article("a", "су"))
    Index.create(index.path, ToyAnalyzer("2"))
    with pytest.raises(AnalyzerMismatchError):
        index.searcher()
    with pytest.raises(AnalyzerMismatchError):
        index.writer()
    Index.open(index.path, ToyAnalyzer("2")).writer().cancel()  # the lock was not left behind
