"""A stranger's index runs nothing: a hostile pickle in the place of any of its files, or within it."""

import pickle
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from toy import ToyAnalyzer, article, build, found
from whoosh import query

import kzsearch
from kzsearch import Index, KzsearchError
from kzsearch.index.lock import LOCK_NAME
from kzsearch.index.toc import TOC_NAME
from kzsearch.whoosh import open_dir, write_stock_toc


class Hostile:
    """Touches a file when it is unpickled."""

    def __init__(self, trace):
        self._trace = trace

    def __reduce__(self):
        return Path.touch, (self._trace,)


@pytest.fixture
def victim(fresh, tmp_path):
    """An index with a table of contents for stock Whoosh, some segments and deletions; a trace that is not
    there until something is unpickled."""
    index, _ = fresh
    build(index, article("new", "балапан"))
    with index.writer() as writer:
        writer.delete("a2")
    write_stock_toc(index.path, ToyAnalyzer())
    return index.path, tmp_path / "trace"


def use(folder):
    """Everything that reads an index, as far as it gets."""

    def search():
        found(Index.open(folder, ToyAnalyzer()), "балапан кітап")
        Index.open(folder, ToyAnalyzer()).info()

    def write():
        with Index.open(folder, ToyAnalyzer()).writer() as writer:
            writer.update(article("new", "тырна"))

    def merge():
        Index.open(folder, ToyAnalyzer()).writer().commit(optimize=True)

    def read_with_whoosh():
        with open_dir(folder, ToyAnalyzer()).searcher() as searcher:
            searcher.search(query.Phrase("body", ["кітап", "оқу"]), sortedby="date")
            searcher.more_like(0, "body")
            list(searcher.reader().iter_postings())
            list(searcher.reader().all_stored_fields())

    def write_with_whoosh():
        with open_dir(folder, ToyAnalyzer()).writer(optimize=True) as writer:
            writer.update_document(article_id="newer", body="қарға")

    def stock_toc():
        write_stock_toc(folder, ToyAnalyzer())

    def rebuild():
        Index.create(folder, ToyAnalyzer())

    for step in (search, read_with_whoosh, write, merge, write_with_whoosh, stock_toc, rebuild):
        with suppress(KzsearchError):
            step()


def test_the_pickle_is_hostile(tmp_path):
    pickle.loads(pickle.dumps(Hostile(tmp_path / "trace")))
    assert (tmp_path / "trace").exists()


def test_hostile_files(victim):
    folder, trace = victim
    hostile = pickle.dumps(Hostile(trace))
    files = sorted(file.name for file in folder.iterdir())
    assert {TOC_NAME, LOCK_NAME} < set(files)
    assert {Path(name).suffix for name in files} >= {".kzs", ".toc", ".json"}
    for name in [*files, "_MAIN_1.toc", "_MAIN_999.toc", "MAIN_WRITELOCK", "MAIN_abc.seg"]:
        copy = folder.parent / "copy"
        shutil.copytree(folder, copy)
        (copy / name).write_bytes(hostile)
        use(copy)
        shutil.rmtree(copy)
    assert not trace.exists()


def test_hostile_bytes_within_files(victim):
    folder, trace = victim
    hostile = pickle.dumps(Hostile(trace))
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        for start in range(0, len(content), max(1, len(content) // 8)):
            copy = folder.parent / "copy"
            shutil.copytree(folder, copy)
            (copy / file.name).write_bytes(content[:start] + hostile + content[start + len(hostile) :])
            use(copy)
            shutil.rmtree(copy)
    assert not trace.exists()


def test_pickles_as_stored_values_stay_text(fresh, tmp_path):
    _, opened = fresh
    trace = tmp_path / "trace"
    hostile = pickle.dumps(Hostile(trace), 0).decode("latin-1")
    with opened.writer() as writer:
        writer.add_document(
            article_id=hostile, title=hostile, body=hostile, url=hostile, extra={"x": hostile}
        )
    opened.optimize()
    with opened.searcher() as searcher:
        assert searcher.document(article_id=hostile)["extra"] == {"x": hostile}
        searcher.search(query.Every(), sortedby="url", groupedby="article_id", limit=None)
    assert not trace.exists()


def test_only_stock_whoosh_could_unpickle():
    sources = [file.read_text("utf-8") for file in Path(kzsearch.__file__).parent.rglob("*.py")]
    assert len(sources) > 50
    for call in ("pickle.load", "Unpickler", "read_pickle", "marshal", "shelve"):
        assert not any(call in source for source in sources)


def test_searching_does_not_import_whoosh(fresh):
    index, _ = fresh
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from toy import ToyAnalyzer
from kzsearch import Index
with Index.open({str(index.path)!r}, ToyAnalyzer()).searcher() as searcher:
    assert searcher.search("кітап").total
    assert searcher.search_articles("кітап").total
sys.exit(any(name.partition(".")[0] == "whoosh" for name in sys.modules))
"""
    subprocess.run([sys.executable, "-c", script], check=True)
