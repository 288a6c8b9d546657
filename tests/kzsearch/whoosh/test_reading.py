"""Readers of Whoosh over an index of kzsearch: terms, statistics, postings, columns, generations."""

import datetime

import pytest
from toy import ToyAnalyzer, article, build
from whoosh import fields, formats, query
from whoosh.reading import ReaderClosed, TermNotFound

from kzsearch import AnalyzerMismatchError, Index, IndexNotFoundError
from kzsearch.schema import LAYERED_FIELDS
from kzsearch.whoosh import LuceneBM25, open_dir

NAMES = ["title", "heading", "body", *LAYERED_FIELDS, "article_id"]


def rounded(length):
    """Whoosh keeps lengths in one byte."""
    return pytest.approx(length, rel=0.06)


@pytest.fixture
def readers(opened, plain):
    with opened.reader() as ours, plain.reader() as theirs:
        yield ours, theirs


@pytest.mark.parametrize("name", [*NAMES, "ordinal"])
def test_lexicons(readers, name):
    ours, theirs = readers
    assert list(ours.lexicon(name)) == list(theirs.lexicon(name))
    assert list(ours.field_terms(name)) == list(theirs.field_terms(name))


def test_dates_are_datetimes(readers):
    days = list(readers[0].field_terms("date"))
    assert days == sorted(days)
    assert datetime.datetime(2022, 2, 2) in days
    assert ("date", datetime.datetime(2022, 2, 2)) in readers[0]
    assert ("date", datetime.datetime(2022, 2, 3)) not in readers[0]
    assert ("date", datetime.datetime(2022, 2, 2, 10)) not in readers[0]


@pytest.mark.parametrize("name", NAMES)
def test_statistics(readers, name):
    ours, theirs = readers
    for text in theirs.lexicon(name):
        assert (name, text) in ours
        assert ours.frequency(name, text) == theirs.frequency(name, text)
        assert ours.doc_frequency(name, text) == theirs.doc_frequency(name, text)
        ours_info, theirs_info = ours.term_info(name, text), theirs.term_info(name, text)
        for value in ("weight", "doc_frequency", "max_weight", "min_id", "max_id"):
            assert getattr(ours_info, value)() == getattr(theirs_info, value)()
        assert ours.first_id(name, text) == theirs.first_id(name, text)
        if name != "article_id":
            assert ours_info.min_length() == rounded(theirs_info.min_length())
            assert ours_info.max_length() == rounded(theirs_info.max_length())
    if name != "article_id":
        assert ours.field_length(name) == theirs.field_length(name)
        assert ours.max_field_length(name) == rounded(theirs.max_field_length(name))
        for number in range(ours.doc_count_all()):
            assert ours.doc_field_length(number, name) == rounded(theirs.doc_field_length(number, name) or 0)


@pytest.mark.parametrize("name", ["body", "title_exact", "body_fold", "article_id", "ordinal"])
def test_postings(readers, name):
    def postings(reader):
        return [
            (text, list(reader.postings(name, text).items_as("frequency"))) for text in reader.lexicon(name)
        ]

    assert postings(readers[0]) == postings(readers[1])


@pytest.mark.parametrize("name", ["body", "title_exact"])
def test_positions(readers, name):
    ours, theirs = readers
    for text in theirs.lexicon(name):
        found = list(ours.postings(name, text).items_as("positions"))
        assert found == list(theirs.postings(name, text).items_as("positions"))


def test_matchers_skip_and_copy(opened):
    with opened.reader() as reader:
        leaf = reader.leaf_readers()[0][0] if not hasattr(reader, "readers") else reader.readers[0]
        matcher = leaf.postings("body", "су")
        ids = list(matcher.all_ids())
        matcher.skip_to(ids[2] + 1)
        assert matcher.id() == ids[3]
        copy = matcher.copy()
        copy.next()
        assert (matcher.id(), copy.id()) == (ids[3], ids[4])
        matcher.skip_to(0)
        assert matcher.id() == ids[3]
        assert matcher.value_as("weight") == matcher.weight() == len(matcher.value_as("positions"))
        matcher.reset()
        assert matcher.id() == ids[0]
        assert [number for number, _ in matcher.all_items()] == ids
        assert list(leaf.schema["body"].format.decode_positions(matcher.value())) == matcher.value_as(
            "positions"
        )


def test_ways_through_the_terms(readers):
    ours, theirs = readers
    for call in (
        lambda reader: list(reader.expand_prefix("body", "қа")),
        lambda reader: [text for text, _ in reader.iter_prefix("body", "қа")],
        lambda reader: [text for text, _ in reader.iter_field("body", "т")],
        lambda reader: reader.most_frequent_terms("body", 4),
        lambda reader: reader.most_distinctive_terms("title", 3),
        lambda reader: sorted(reader.terms_within("body_exact", "кітап", 2)),
        lambda reader: sorted(reader.terms_within("body", "кіта", 1, prefix=2)),
        lambda reader: [text for name, text in reader.all_terms() if name == "heading_lemma"],
        lambda reader: [term for term, _ in reader.iter_from("title", "ж") if term[0] == "title"],
        lambda reader: list(reader.terms_from("heading", b""))[:3],
    ):
        assert call(ours) == call(theirs) != []
    assert set(ours.indexed_field_names()) == {*NAMES, "date", "ordinal"}


def test_what_is_not_there(readers):
    ours, _ = readers
    with pytest.raises(TermNotFound):
        ours.postings("body", "жоқ")
    with pytest.raises(TermNotFound):
        ours.term_info("body", "жоқ")
    with pytest.raises(TermNotFound):
        ours.first_id("nofield", "жоқ")
    assert ours.frequency("body", "жоқ") == ours.doc_frequency("body", "жоқ") == 0
    assert ("body", "жоқ") not in ours
    assert ("nofield", "жоқ") not in ours


def test_columns(readers):
    ours, theirs = readers
    for name in ("article_id", "ordinal", "title", "heading", "language", "url"):
        assert ours.has_column(name)
        mine, other = ours.column_reader(name), theirs.column_reader(name)
        assert [mine[number] for number in range(62)] == [other[number] for number in range(62)]
    days = list(ours.column_reader("date"))
    assert days[0] == datetime.datetime(2022, 2, 2)
    assert None in days
    assert not ours.has_column("body")
    leaf = ours.readers[0]
    assert len(leaf.column_reader("ordinal")) == leaf.doc_count_all()


def test_vectors(opened):
    with opened.searcher() as searcher:
        number = searcher.document_number(article_id="first")
        assert list(searcher.vector_as("frequency", number, "body")) == [
            ("кітап", 1), ("оқушы", 1), ("оқы", 1), ("қала", 1), ("үлкен", 1),
        ]  # fmt: skip
        assert dict(searcher.vector_as("positions", number, "body_exact"))["қалада"] == [2]


def test_documents_and_counts(opened, plain):
    with opened.reader() as ours, plain.reader() as theirs:
        assert ours.doc_count() == ours.doc_count_all() == theirs.doc_count() == opened.doc_count()
        assert not ours.has_deletions()
        assert [number for number, _ in ours.iter_docs()] == list(range(ours.doc_count()))
        assert [each["section_id"] for each in ours.all_stored_fields()] == [
            each["section_id"] for each in theirs.all_stored_fields()
        ]
    assert opened.field_length("body") == plain.field_length("body")
    assert opened.max_field_length("body") == rounded(plain.max_field_length("body"))
    assert opened.doc_count_all() == plain.doc_count_all()
    assert not opened.is_empty()
    with pytest.raises(ReaderClosed):
        ours.readers[0].doc_count()


def test_an_empty_index(tmp_path):
    Index.create(tmp_path, ToyAnalyzer())
    index = open_dir(tmp_path, ToyAnalyzer())
    assert index.is_empty()
    assert index.doc_count() == 0
    with index.searcher() as searcher:
        assert searcher.up_to_date()
        assert len(searcher.search(query.Term("body", "су"))) == 0
        assert searcher.document(article_id="a") is None
        assert list(searcher.reader().lexicon("body")) == []
    index.optimize()


def test_readers_follow_commits_and_keep_what_is_unchanged(fresh):
    index, opened = fresh
    searcher = opened.searcher()
    (before,) = [leaf for leaf, _ in searcher.reader().leaf_readers()]
    assert searcher.up_to_date()
    assert searcher.refresh() is searcher
    generation, modified = opened.latest_generation(), opened.last_modified()
    build(index, article("new", "балық"))
    assert not searcher.up_to_date()
    assert opened.latest_generation() == generation + 1
    assert opened.last_modified() >= modified
    after = searcher.refresh()
    assert after.up_to_date()
    assert before in [leaf for leaf, _ in after.reader().leaf_readers()]
    assert [hit["article_id"] for hit in after.search(query.Term("body", "балық"))] == ["new"]
    with index.writer() as writer:
        writer.delete("first")
    last = after.refresh()
    assert before.is_closed  # its deletions are others now
    assert last.document(article_id="first") is None
    index.writer().commit()
    again = last.refresh()
    assert again.up_to_date()
    assert [leaf for leaf, _ in again.reader().leaf_readers()] == [
        leaf for leaf, _ in last.reader().leaf_readers()
    ]
    again.close()
    assert opened.up_to_date()
    assert opened.refresh() is opened


def test_deletions(fresh):
    index, opened = fresh
    with index.writer() as writer:
        writer.delete("first")
    with opened.searcher() as searcher:
        reader = searcher.reader()
        assert reader.has_deletions()
        assert reader.doc_count() == reader.doc_count_all() - 3
        assert [reader.is_deleted(number) for number in range(4)] == [True, True, True, False]
        assert len(searcher.search(query.Every(), limit=None)) == reader.doc_count()
        assert "first" not in {
            hit["article_id"] for hit in searcher.search(query.Term("body", "су"), limit=None)
        }
        assert searcher.document(article_id="first") is None
        assert next(iter(reader.all_doc_ids())) == 3


def test_the_schema_is_fixed(opened):
    for change in (
        lambda: opened.add_field("more", fields.TEXT()),
        lambda: opened.remove_field("body"),
        lambda: opened.schema.add("more", fields.TEXT()),
        lambda: opened.schema.remove("body"),
    ):
        with pytest.raises(fields.FieldConfigurationError, match="fields of a kzsearch index are fixed"):
            change()
    assert opened.schema.copy() == opened.schema
    assert not opened.schema["body_root"].supports("positions")
    assert isinstance(opened.schema["body"].format, formats.Positions)


def test_what_open_dir_refuses(tmp_path, clean):
    with pytest.raises(IndexNotFoundError):
        open_dir(tmp_path)
    with pytest.raises(AnalyzerMismatchError):
        open_dir(clean.path)
    with pytest.raises(AnalyzerMismatchError):
        open_dir(clean.path, ToyAnalyzer("2"))


def test_a_rebuilt_index_is_refused(fresh):
    index, opened = fresh
    Index.create(index.path, ToyAnalyzer("2"))
    for use in (opened.reader, opened.searcher, opened.writer):
        with pytest.raises(AnalyzerMismatchError):
            use()
    Index.create(index.path, ToyAnalyzer()).writer().commit()  # the lock is free


def test_the_ranking_of_kzsearch_is_the_default(opened):
    with opened.searcher() as searcher:
        assert isinstance(searcher.weighting, LuceneBM25)
