"""``Index.search`` shows the last commit, whoever asks."""

import asyncio
import shutil
import threading

import pytest
from toy import ToyAnalyzer, article, build

from kzsearch import AnalyzerMismatchError, Index, IndexNotFoundError


def ids(page):
    return [hit.article_id for hit in page.hits]


def test_every_commit_is_seen_by_the_next_search(index):
    assert ids(index.search("су")) == []
    for number in range(3):
        build(Index.open(index.path, ToyAnalyzer()), article(f"a{number}", "су"))  # by another program
        assert (
            ids(index.search("су"))
            == ids(index.search_articles("су"))
            == [f"a{n}" for n in range(number + 1)]
        )
    assert (
        ids(index.search("су", limit=1, offset=1))
        == ids(index.search_articles("су", limit=1, offset=1))
        == ["a1"]
    )


def test_searches_of_one_commit_share_a_searcher(index):
    build(index, article("a", "су"))
    index.search("су")
    assert index._shared.get() is index._shared.get()
    assert not index.refresh()
    build(index, article("b", "су"))
    assert index.refresh()
    assert not index.refresh()


def test_a_replaced_searcher_closes_its_files(index):
    build(index, article("a", "су"))
    (segment,) = index._shared.get()._segments
    build(index, article("b", "тау"))
    assert ids(index.search("тау")) == ["b"]
    with pytest.raises(ValueError, match="released"):
        bytes(segment.reader.container._file)


def test_awaited_searches(index):
    build(index, article("a", "су"), article("b", "тау"))

    async def both():
        return await asyncio.gather(index.asearch("су"), index.asearch_articles("тау", limit=5))

    assert [ids(page) for page in asyncio.run(both())] == [["a"], ["b"]]


def test_an_index_that_is_gone_or_another_says_so(index):
    index.search("су")
    Index.create(index.path, ToyAnalyzer("2"))
    with pytest.raises(AnalyzerMismatchError):
        index.search("су")
    shutil.rmtree(index.path)
    for _ in range(2):
        with pytest.raises(IndexNotFoundError, match="no kzsearch index"):
            index.search("су")


def test_searching_while_somebody_commits(index):
    """A search that begins after a commit has all that was committed."""
    build(index, article("a0", "су"))
    committed, errors = [1], []

    def search():
        try:
            while committed[-1] < 12:
                least = committed[-1]
                assert index.search("су").total >= least
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 12):
        build(index, article(f"a{number}", "су"))
        committed.append(number + 1)
    for thread in threads:
        thread.join()
    assert errors == []
