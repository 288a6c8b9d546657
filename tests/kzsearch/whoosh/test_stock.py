"""``whoosh.index.open_dir`` of stock Whoosh on an index of kzsearch: it reads, and may not write."""

import pickletools

import pytest
from toy import ToyAnalyzer, all_scores, article, build, found
from whoosh import index as whoosh_index
from whoosh import qparser, query
from whoosh.codec.whoosh3 import W3Codec

from kzsearch import Index, IndexFormatError
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.whoosh import KazakhPlugin, LuceneBM25, ReadOnlyError, write_stock_toc


@pytest.fixture
def stock(fresh):
    index, _ = fresh
    with index.writer() as writer:
        writer.delete("a3")
    build(index, article("new", "балапан ұшты"))
    write_stock_toc(index.path, ToyAnalyzer())
    return index, whoosh_index.open_dir(index.path)


def test_it_reads(stock):
    index, opened = stock
    assert type(opened) is whoosh_index.FileIndex
    assert opened.doc_count() == index.info().sections
    with opened.searcher() as searcher:
        hits = searcher.search(qparser.QueryParser("body", opened.schema).parse("балапан"))
        assert [hit["section_id"] for hit in hits] == ["new#0"]
        assert hits[0].highlights("body").startswith("<b")
        assert searcher.document(article_id="a3") is None
        assert [hit["article_id"] for hit in searcher.search(query.Every(), sortedby="date", limit=1)] == [
            "first"
        ]


def test_it_scores_as_kzsearch_does(stock):
    index, opened = stock
    parser = qparser.MultifieldParser(list(LAYERED_FIELDS), opened.schema, group=qparser.OrGroup)
    parser.add_plugin(KazakhPlugin())
    with opened.searcher(weighting=LuceneBM25()) as searcher:
        theirs = {hit["section_id"]: hit.score for hit in searcher.search(parser.parse("оқу су"), limit=None)}
    assert theirs == pytest.approx(all_scores(index, "оқу су"), rel=1e-6)


def add(opened, **options):
    writer = opened.writer(**options)
    writer.add_document(article_id="x", body="балапан")
    writer.commit()


@pytest.mark.parametrize(
    "write",
    [
        add,
        lambda opened: add(opened, codec=W3Codec()),
        lambda opened: opened.optimize(),
        lambda opened: opened.delete_by_term("article_id", "new"),
        lambda opened: opened.writer(procs=2),
    ],
)
def test_its_writers_are_refused(stock, write):
    index, opened = stock
    before = {file.name: file.read_bytes() for file in index.path.glob("*.[kj]*")}
    with pytest.raises(ReadOnlyError, match=r"kzsearch.whoosh.open_dir\(path\).writer\(\)"):
        write(opened)
    assert {file.name: file.read_bytes() for file in index.path.glob("*.[kj]*")} == before
    assert found(index, "балапан") == ["new#0"]


def test_its_writers_are_refused_in_an_empty_index(tmp_path):
    Index.create(tmp_path, ToyAnalyzer())
    write_stock_toc(tmp_path, ToyAnalyzer())
    opened = whoosh_index.open_dir(tmp_path)
    assert opened.is_empty()
    with pytest.raises(ReadOnlyError):
        add(opened)
    assert whoosh_index.open_dir(tmp_path).doc_count() == 0


def test_it_says_when_it_is_older_than_the_index(stock):
    index, opened = stock
    build(index, article("newer", "қарға"))
    with index.writer() as writer:
        writer.commit(optimize=True)
    with pytest.raises(IndexFormatError, match=r"call kzsearch\.whoosh\.write_stock_toc again"):
        opened.searcher()
    write_stock_toc(index.path, ToyAnalyzer())
    assert whoosh_index.open_dir(index.path).doc_count() == index.info().sections
    assert len(list(index.path.glob("_MAIN_*.toc"))) == 1


def test_its_pickles_name_nothing_but_our_classes(tmp_path):
    index = Index.create(tmp_path)
    build(index, article("a", "балапан"))
    write_stock_toc(tmp_path)
    (file,) = tmp_path.glob("_MAIN_*.toc")
    named = set()
    data = file.read_bytes()
    for start in (data.index(b"\x80\x02"), data.index(b"\x80", data.index(b"\x80\x02") + 1)):
        strings = []
        for code, value, _ in pickletools.genops(data[start:]):
            strings += [value] if isinstance(value, str) else []
            if code.name == "GLOBAL":
                named.add(value)
            elif code.name == "STACK_GLOBAL":
                named.add(" ".join(strings[-2:]))
    assert named == {"kzsearch.whoosh.stock StockSchema", "kzsearch.whoosh.stock _stock_segment"}


def test_kzsearch_never_reads_it(stock):
    index, _ = stock
    (file,) = index.path.glob("_MAIN_*.toc")
    file.write_bytes(b"no table of contents")
    assert found(Index.open(index.path, ToyAnalyzer()), "балапан") == ["new#0"]
    write_stock_toc(index.path, ToyAnalyzer())
    assert whoosh_index.open_dir(index.path).doc_count() == index.info().sections
