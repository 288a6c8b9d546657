"""Whoosh's ways to write: afterwards the index is as readable to kzsearch as before."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import VOCABULARY, ToyAnalyzer, all_scores, article, build, found
from whoosh import query, writing
from whoosh.fields import FieldConfigurationError, UnknownFieldError
from whoosh.index import LockError

from kzsearch import Article, DuplicateArticleError, Index, IndexLockedError, Section
from kzsearch.whoosh import LuceneBM25, open_dir

BIRD = {"body": "балапан ұшты"}


def same(first, second):
    """Whether two indexes give the same for every word, to the last digit."""
    return all(all_scores(first, word) == pytest.approx(all_scores(second, word)) for word in VOCABULARY)


def hits(opened, some_query):
    with opened.searcher() as searcher:
        return sorted(hit["section_id"] for hit in searcher.search(some_query, limit=None))


def test_what_is_added_through_whoosh_is_found_by_kzsearch(fresh):
    index, opened = fresh
    with opened.writer() as writer:
        writer.add_document(
            article_id="new", title="Құстар", heading="Бірінші", body="Балапан ұшты", path=["Бірінші"],
            date=datetime.datetime(2024, 3, 1, 12), url="https://a.kz", language="kk", extra={"pages": 3},
        )  # fmt: skip
        writer.add_document(article_id="new", heading="Екінші", body="Тырна ұшты")
        writer.add_document(article_id="other", title="Бос")
    with index.searcher() as searcher:
        (hit,) = searcher.search("балапан").hits
        assert [each.section_id for each in searcher.search("title:құстар").hits] == ["new#0", "new#1"]
        assert found(index, "title:бос") == ["other#0"]
    assert (hit.title, hit.heading, hit.path) == ("Құстар", "Бірінші", ("Бірінші",))
    assert (hit.date, hit.url, hit.language) == (datetime.date(2024, 3, 1), "https://a.kz", "kk")
    assert hit.extra == {"pages": 3}
    assert hit.snippet.text == "Балапан ұшты"


def test_both_writers_make_the_same_index(tmp_path, clean):
    copy = Index.create(tmp_path, ToyAnalyzer())
    with (
        open_dir(clean.path, ToyAnalyzer()).reader() as reader,
        open_dir(tmp_path, ToyAnalyzer()).writer() as writer,
    ):
        for stored in reader.all_stored_fields():
            writer.add_document(**stored)
    assert same(copy, clean)
    with copy.searcher() as ours, clean.searcher() as theirs:
        assert ours.search("су OR кітап", limit=99).hits == theirs.search("су OR кітап", limit=99).hits


@pytest.mark.parametrize("date", ["2024-03-01", "2024-03-01T10:00:00", datetime.date(2024, 3, 1), None, ""])
def test_dates(fresh, date):
    index, opened = fresh
    with opened.writer() as writer:
        writer.add_document(article_id="new", date=date, **BIRD)
    with index.searcher() as searcher:
        assert searcher.search("балапан").hits[0].date == (datetime.date(2024, 3, 1) if date else None)


def test_groups_and_ordinals(fresh):
    index, opened = fresh
    with opened.writer() as writer:
        with writer.group():
            writer.add_document(article_id="new", body="екінші", ordinal=1)
            writer.add_document(article_id="new", body="бірінші", ordinal=0, title="Тақырып")
        with writer.group():
            writer.add_document(article_id="next", body="бірінші")
    assert found(index, "бірінші") == ["next#0", "new#0"] or found(index, "бірінші") == ["new#0", "next#0"]
    assert found(index, "екінші") == ["new#1"]
    assert found(index, "title:тақырып") == ["new#0", "new#1"]


def test_an_article_is_replaced_with_all_its_sections(fresh):
    index, opened = fresh
    with opened.writer() as writer:
        writer.update_document(article_id="first", title="Жаңа", body="балапан")
        writer.add_document(article_id="first", body="тырна")
        writer.update_document(article_id="absent", body="қарға")
    assert sorted(found(index, "балапан тырна қарға")) == ["absent#0", "first#0", "first#1"]
    assert found(index, "title:кітаптары") == []
    with opened.writer() as writer:
        writer.update_document(article_id="first", body="балапан")
        writer.update_document(article_id="first", body="қарға")
    assert sorted(found(index, "балапан тырна қарға")) == ["absent#0", "first#0"]


def test_deletions(fresh):
    index, opened = fresh
    sections = opened.doc_count()
    with opened.writer() as writer:
        assert writer.delete_by_term("article_id", "first") == 3
        assert writer.delete_by_query(query.Term("title", "жоқ")) == 0
        assert writer.is_deleted(0)
        assert writer.has_deletions()
        assert writer.deleted_count() == 3
        assert writer.reader().doc_count() == sections - 3
        writer.add_document(article_id="first", **BIRD)
    assert found(index, "балапан") == ["first#0"]
    assert opened.doc_count() == sections - 2
    with index.writer() as writer:
        assert writer.delete("first")
    opened.delete_by_query(query.Term("body", "су"))
    assert found(index, "body:су") == []
    assert hits(opened, query.Term("body", "су")) == []


def test_one_section_of_an_article_is_deleted(fresh):
    index, opened = fresh
    with opened.searcher() as searcher:
        number = searcher.document_number(article_id="first", ordinal=1)
    writer = opened.writer()
    writer.delete_document(number)
    writer.commit()
    assert [each for each in found(index, "title:кітаптары") if each.startswith("first")] == [
        "first#0",
        "first#2",
    ]
    opened.optimize()
    assert [each for each in found(index, "title:кітаптары") if each.startswith("first")] == [
        "first#0",
        "first#2",
    ]
    with index.writer() as writer:
        assert writer.delete("first")


@pytest.mark.parametrize(
    "options",
    [{}, {"optimize": True}, {"mergetype": writing.OPTIMIZE}, {"mergetype": writing.MERGE_SMALL},
     {"mergetype": writing.NO_MERGE}, {"merge": False}],
)  # fmt: skip
def test_commits(fresh, options):
    index, opened = fresh
    build(index, article("a-tern", "балапан"))
    writer = opened.writer()
    writer.delete_by_term("article_id", "first")
    writer.add_document(article_id="new", **BIRD)
    writer.commit(**options)
    assert writer.is_closed
    assert sorted(found(index, "балапан")) == ["a-tern#0", "new#0"]
    if options.get("optimize") or options.get("mergetype") is writing.OPTIMIZE:
        assert opened.doc_count_all() == opened.doc_count()
        assert len(index._directory.toc().segments) == 1
    with index.writer() as writer:  # kzsearch goes on where Whoosh ended
        writer.delete("new")
    assert found(index, "балапан") == ["a-tern#0"]


def test_clear_keeps_only_what_is_new(fresh):
    index, opened = fresh
    writer = opened.writer()
    writer.add_document(article_id="new", **BIRD)
    writer.commit(mergetype=writing.CLEAR)
    assert opened.doc_count() == 1
    assert found(index, "балапан су кітап") == ["new#0"]


def test_options_of_a_context_manager(fresh):
    _, opened = fresh
    with opened.writer(optimize=True, limitmb=1, procs=2, multisegment=True, timeout=1.0) as writer:
        writer.add_document(article_id="new", **BIRD)
    assert len(opened.directory.toc().segments) == 1
    with pytest.raises(TypeError, match="codec"):
        opened.writer(codec=None)


def test_cancelled_changes_are_forgotten(fresh):
    index, opened = fresh
    before = opened.latest_generation()
    writer = opened.writer()
    writer.add_document(article_id="new", **BIRD)
    writer.delete_by_term("article_id", "first")
    writer.cancel()
    with pytest.raises(ZeroDivisionError), opened.writer() as writer:
        writer.add_document(article_id="new", extra={"n": 1 / 0}, **BIRD)
    assert found(index, "балапан") == []
    assert opened.latest_generation() == before
    for call in (writer.commit, writer.cancel, lambda: writer.add_document(article_id="x"), writer.reader):
        with pytest.raises(writing.IndexingError, match="committed or cancelled"):
            call()


def test_one_writer_at_a_time(fresh):
    index, opened = fresh
    writer = opened.writer()
    for error in (LockError, IndexLockedError):
        with pytest.raises(error, match="another writer"):
            opened.writer(timeout=0.01)
    with pytest.raises(IndexLockedError):
        index.writer()
    writer.cancel()
    with index.writer(), pytest.raises(LockError):
        opened.writer()


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"article_id": "first"}, DuplicateArticleError, "replace it with update_document"),
        ({"body": "су"}, TypeError, "needs an article_id"),
        ({"article_id": 7}, TypeError, "needs an article_id"),
        ({"article_id": ""}, ValueError, "article_id is empty"),
        ({"article_id": "new", "body_lemma": "су"}, UnknownFieldError, "body_lemma"),
        ({"article_id": "new", "_boost": 2.0}, UnknownFieldError, "_boost"),
        ({"article_id": "new", "price": 3}, UnknownFieldError, "'extra' holds"),
    ],
)
def test_what_add_document_refuses(fresh, fields, error, message):
    index, opened = fresh
    with opened.writer() as writer:
        with pytest.raises(error, match=message):
            writer.add_document(**fields)
        writer.add_document(article_id="good", **BIRD)
    assert found(index, "балапан") == ["good#0"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ["су", "тау"]}, "field body is"),
        ({"path": "су"}, "field path is"),
        ({"extra": 3}, "field extra is"),
        ({"extra": {"a": object()}}, "JSON"),
    ],
)
def test_values_of_a_wrong_type(fresh, fields, message):
    _, opened = fresh
    writer = opened.writer()
    writer.add_document(article_id="new", **fields)
    with pytest.raises(TypeError, match=message):
        writer.commit()
    assert writer.is_closed
    opened.writer().cancel()


def test_sections_of_an_article_that_contradict_each_other(fresh):
    index, opened = fresh
    with opened.writer() as writer:
        writer.add_document(article_id="new", title="бір", **BIRD)
        with pytest.raises(ValueError, match="differ in title: 'бір' and 'екі'"):
            writer.add_document(article_id="new", title="екі")
        writer.add_document(article_id="next", **BIRD)
        with pytest.raises(DuplicateArticleError):
            writer.add_document(article_id="new", **BIRD)
    assert sorted(found(index, "балапан")) == ["new#0", "next#0"]


def test_other_things_that_a_writer_refuses(fresh):
    _, opened = fresh
    writer = opened.writer()
    with pytest.raises(FieldConfigurationError, match="fixed"):
        writer.add_field("more", None)
    with pytest.raises(FieldConfigurationError, match="fixed"):
        writer.remove_field("body")
    with pytest.raises(ValueError, match="cannot be undone"):
        writer.delete_document(0, delete=False)
    with pytest.raises(writing.IndexingError, match="no document 999"):
        writer.delete_document(999)
    with pytest.raises(ValueError, match="merge policy"):
        writer.commit(mergetype=lambda _, segments: segments)
    assert writer.is_closed


def test_async_writer(fresh):
    index, opened = fresh
    other = index.writer()
    waiting = writing.AsyncWriter(opened, delay=0.01)
    waiting.add_document(article_id="new", **BIRD)
    waiting.delete_by_term("article_id", "first")
    waiting.commit()
    other.cancel()
    waiting.join()
    assert found(index, "балапан") == ["new#0"]
    assert hits(opened, query.Term("article_id", "first")) == []


def test_buffered_writer(fresh):
    index, opened = fresh
    buffered = writing.BufferedWriter(opened, period=None, limit=3)
    buffered.add_document(article_id="new", title="Құс", date=datetime.date(2024, 3, 1), **BIRD)
    with buffered.searcher(weighting=LuceneBM25()) as searcher:
        assert [hit["article_id"] for hit in searcher.search(query.Term("body", "балапан"))] == ["new"]
        assert len(searcher.search(query.Term("body", "су"), limit=None)) > 3
    assert found(index, "балапан") == []
    buffered.update_document(article_id="new", body="тырна")
    buffered.update_document(article_id="first", body="балапан")
    buffered.close()
    assert found(index, "балапан") == ["first#0"]
    assert found(index, "тырна") == ["new#0"]
    assert found(index, "title:кітаптары") == [
        each for each in found(index, "title:кітаптары") if "first" not in each
    ]


def test_a_reader_is_copied(fresh, clean):
    index, opened = fresh
    with open_dir(clean.path, ToyAnalyzer()).reader() as reader, opened.writer() as writer:
        writer.add_reader(reader)
    assert same(index, clean)


ids = st.sampled_from(["a", "b", "c", "d"])
changes = st.lists(
    st.one_of(
        st.tuples(st.just("update"), ids, st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3)),
        st.tuples(st.just("delete"), ids, st.just([])),
        st.tuples(st.sampled_from(["commit", "optimize", "cancel", "kzsearch"]), st.just(""), st.just([])),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(changes)
def test_any_changes_leave_the_index_that_kzsearch_would_have_made(tmp_path_factory, some):
    folder = tmp_path_factory.mktemp("index")
    index, expected, committed = Index.create(folder, ToyAnalyzer()), {}, {}
    opened = open_dir(folder, ToyAnalyzer())
    writer = opened.writer()
    for kind, article_id, texts in [*some, ("commit", "", [])]:
        if kind == "update":
            writer.update_document(article_id=article_id, body=texts[0])
            for text in texts[1:]:
                writer.add_document(article_id=article_id, body=text)
            expected[article_id] = texts
        elif (
            kind == "delete" and article_id in committed and expected.get(article_id) is committed[article_id]
        ):
            writer.delete_by_term("article_id", article_id)
            del expected[article_id]
        elif kind in ("commit", "optimize", "cancel", "kzsearch"):
            if kind == "cancel":
                writer.cancel()
                expected = dict(committed)
            else:
                writer.commit(optimize=kind == "optimize")
            if kind == "kzsearch":
                with index.writer() as own:
                    own.update(Article("d", "", (Section("", "балапан"),)))
                expected["d"] = ["балапан"]
            committed = dict(expected)
            writer = opened.writer()
    writer.cancel()
    fresh_index = Index.create(tmp_path_factory.mktemp("fresh"), ToyAnalyzer())
    build(fresh_index, *(article(article_id, *texts) for article_id, texts in expected.items()))
    opened.optimize()
    assert same(index, fresh_index)
    assert opened.doc_count() == sum(map(len, expected.values()))
