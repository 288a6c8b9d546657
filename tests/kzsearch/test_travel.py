"""Pages of hits in other people's programs: returned by FastAPI, cached by Django, tabulated by pandas."""

import importlib
import os
import warnings

import pytest
from toy import build

from kzsearch import Article, Section


def package(name):
    """Return a package of the ``test`` extra; skip where it is missing, but not on CI."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package itself
            return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        return pytest.skip(f"{name} is not installed: pip install 'kzsearch[test]'")


@pytest.fixture
def page(index):
    sections = [Section("су", "тау мен су"), Section("", "су")]
    build(index, Article("a", "тау", sections, extra={"tags": ["x", {"y": 1}]}), Article("b", "су", sections))
    with index.searcher() as searcher:
        return searcher.search("су")


def test_fastapi_returns_a_page(page):
    fastapi, testclient = package("fastapi"), package("fastapi.testclient")
    app = fastapi.FastAPI()

    @app.get("/page")
    def whole():
        return page

    @app.get("/json")
    def documented() -> dict[str, object]:
        return page.to_dict()

    client = testclient.TestClient(app)
    assert client.get("/json").json() == page.to_dict()
    answer = client.get("/page").json()
    assert answer["total"] == len(page) == 4
    assert [hit["section_id"] for hit in answer["hits"]] == [hit.section_id for hit in page]
    assert answer["hits"][0]["extra"] == page[0].extra


def test_django_caches_a_page(page):
    locmem = package("django.core.cache.backends.locmem")
    conf = package("django.conf")
    if not conf.settings.configured:
        conf.settings.configure()
    cache = locmem.LocMemCache("pages", {})
    cache.set("su", page)
    assert cache.get("su") == page


def test_pandas_tabulates_hits(page):
    pandas = package("pandas")
    for hits in (page.hits, page, [hit.to_dict() for hit in page]):
        table = pandas.DataFrame(hits)
        assert list(table["section_id"]) == [hit.section_id for hit in page]
        assert list(table["score"]) == [hit.score for hit in page]
    assert (
        Article("a", "", (), pandas.Timestamp("2025-09-21 10:00")).date
        == pandas.Timestamp("2025-09-21").date()
    )
    with pytest.raises(TypeError, match=r"Article\.date is NaT"):
        Article("a", "", (), pandas.NaT)
