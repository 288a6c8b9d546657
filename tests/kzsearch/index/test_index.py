import datetime
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ToyAnalyzer, article, articles, build, found

from kzsearch import (
    Article,
    DuplicateArticleError,
    Index,
    IndexLockedError,
    Layer,
    Section,
)


class Broken(ToyAnalyzer):
    def analyze(self, text):
        if "боп" in text:
            raise RuntimeError(text)
        return super().analyze(text)


def test_what_goes_in_comes_out(index):
    whole = Article(
        "abai",
        "Абай жолы",
        (Section("", "кіріспе"), Section("Бала", "кітап\nоқыды", ("Бірінші", "Бала"))),
        datetime.date(1942, 5, 1),
        "https://example.kz/a?b=ә",
        "kk",
        {"author": "Әуезов", "pages": [1, 2], "rating": 4.5, "deep": {"x": None}, "yes": True},
    )
    build(index, whole)
    with index.searcher() as searcher:
        (hit,) = searcher.search("кітаптар").hits
    assert (hit.article_id, hit.section_id, hit.ordinal) == ("abai", "abai#1", 1)
    assert (hit.title, hit.heading, hit.path, hit.text) == (
        "Абай жолы",
        "Бала",
        ("Бірінші", "Бала"),
        "кітап\nоқыды",
    )
    assert (hit.date, hit.url, hit.language) == (whole.date, whole.url, "kk")
    assert hit.extra == whole.extra
    assert hit.score > 0


def test_missing_values_stay_missing(index):
    build(index, article("a", "су"))
    with index.searcher() as searcher:
        (hit,) = searcher.search("су").hits
    assert (hit.date, hit.url, hit.language, hit.path, dict(hit.extra)) == (None, "", "", (), {})


@pytest.mark.parametrize(
    "article_id",
    ["a b", "a\tb\n", " ", "#", "a#0", "ә" * 5000, "\ud800", "💧", "\x00", "../..", "AND", "é", "e\u0301"],
)
def test_an_id_is_any_text(index, article_id):
    others = [article(f"{article_id}{suffix}", "тау") for suffix in (" ", "x")]
    build(index, article(article_id, "су"), *others)
    with index.writer() as writer, pytest.raises(DuplicateArticleError):
        writer.add(article(article_id, "жол"))
    with index.writer() as writer:
        writer.update(article(article_id, "су су", "жол"))
    assert found(index, "су") == [f"{article_id}#0"]
    assert found(index, "жол") == [f"{article_id}#1"]
    with index.writer() as writer:
        assert writer.delete(article_id)
        assert not writer.delete(article_id)
    assert found(index, "су жол") == []
    assert len(found(index, "тау")) == 2


@pytest.mark.parametrize(
    "text", ["\ud800су \udfff су", "\x00", "су\ufffe", "ә" * 100_000, "<b>&amp;", "су " * 5000]
)
def test_a_text_is_any_text(index, text):
    build(index, article("a", text + " тау", title=text, heading=text))
    with index.searcher() as searcher:
        (hit,) = searcher.search("body:тау").hits
    assert (hit.text, hit.title, hit.heading) == (text + " тау", text, text)


def test_an_article_without_sections_is_found_by_its_title(index):
    build(index, Article("a", "Үлкен тау", ()), Article("b", "", ()))
    assert found(index, "тау") == ["a#0"]
    assert index.info().sections == 2


def test_the_id_of_a_new_article_must_be_new(index):
    build(index, article("a", "су"))
    with index.writer() as writer:
        writer.add(article("b", "су"))
        for taken in "ab":
            with pytest.raises(DuplicateArticleError, match=f"article '{taken}'; replace it with update"):
                writer.add(article(taken, "тау"))
        writer.delete("a")
        writer.add(article("a", "тау"))
    assert found(index, "су") == ["b#0"]
    assert found(index, "тау") == ["a#0"]


def test_within_one_writer_the_last_word_counts(index):
    with index.writer() as writer:
        writer.update(article("a", "су", "тау"))
        writer.update(article("a", "жол"))
        writer.update(article("b", "су"))
        assert writer.delete("b")
        assert not writer.delete("b")
    assert found(index, "су тау жол") == ["a#0"]
    assert (index.info().articles, index.info().sections) == (1, 1)


def test_changes_are_seen_after_the_commit_by_new_searchers(index):
    with index.searcher() as before, index.writer() as writer:
        writer.add(article("a", "су"))
        assert found(index, "су") == []
        writer.commit()
        assert before.search("су").total == 0
        assert found(index, "су") == ["a#0"]


def test_an_old_searcher_outlives_later_commits(index):
    build(index, article("a", "су"))
    with index.searcher() as searcher:
        with index.writer() as writer:
            writer.delete("a")
            writer.add(article("b", "су"))
            writer.commit(optimize=True)
        assert [hit.article_id for hit in searcher.search("су").hits] == ["a"]


def test_cancel_and_exceptions_leave_the_index_as_it_was(index):
    build(index, article("a", "су"))
    with index.writer() as writer:
        writer.delete("a")
        writer.cancel()
    with pytest.raises(DuplicateArticleError):
        build(index, article("b", "тау"), article("a", "жол"))
    assert found(index, "су тау") == ["a#0"]
    build(index, article("b", "тау"))


def test_a_failing_analysis_changes_nothing(tmp_path):
    index = Index.create(tmp_path, Broken())
    build(index, article("a", "су"))
    with index.writer() as writer:
        for change in (writer.add, writer.update):
            with pytest.raises(RuntimeError):
                change(article("b" if change == writer.add else "a", "тау", "боп"))
    assert found(index, "су тау") == ["a#0"]


def test_a_writer_is_used_once(index):
    with index.writer() as writer:
        writer.commit()
        for use in (
            writer.commit,
            writer.cancel,
            lambda: writer.add(article("a")),
            lambda: writer.delete("a"),
        ):
            with pytest.raises(ValueError, match="committed or cancelled"):
                use()


def test_one_writer_at_a_time(index):
    with index.writer():
        for attempt in (index.writer, lambda: Index.create(index.path, ToyAnalyzer())):
            with pytest.raises(IndexLockedError, match="is being written by another writer"):
                attempt()
        with pytest.raises(IndexLockedError):
            index.writer(timeout_seconds=0.1)
    index.writer().cancel()


def test_create_replaces_and_open_or_create_does_not(index):
    build(index, article("a", "су"))
    assert found(Index.open_or_create(index.path, ToyAnalyzer()), "су") == ["a#0"]
    fresh = Index.create(index.path, ToyAnalyzer())
    assert found(fresh, "су") == []
    build(fresh, article("b", "су"))
    assert found(Index.open(index.path, ToyAnalyzer()), "су") == ["b#0"]
    assert len(list(index.path.glob("*.kzs"))) == 1


def test_open_or_create_makes_folders(tmp_path):
    index = Index.open_or_create(str(tmp_path / "deep" / "er"), ToyAnalyzer())
    assert found(index, "су") == []


def test_info(index):
    assert index.info().terms == dict.fromkeys(Layer, 0)
    build(index, article("a", "кітаптар кітаптан", "оқу", title="кітап"))
    build(index, article("b", "оқу"))
    info = index.info()
    assert (info.articles, info.sections, info.format, info.analyzer) == (2, 3, 4, "toy-1")
    assert info.terms == {Layer.EXACT: 4, Layer.LEMMA: 3, Layer.ROOT: 2, Layer.FOLD: 5}
    assert info.size_bytes == sum(file.stat().st_size for file in index.path.iterdir())
    assert (info.path, info.fingerprint) == (index.path, ToyAnalyzer().fingerprint())


def test_the_default_analyzer_knows_kazakh(tmp_path):
    index = Index.create(tmp_path)
    build(index, article("a", "Мектептеріміздің кітаптары"))
    assert found(Index.open(tmp_path), "мектеп AND кітап") == ["a#0"]


def test_indexing_and_searching_import_no_whoosh(tmp_path):
    code = """if True:
        import sys
        from kzsearch import Article, Index, Section
        index = Index.create(sys.argv[1])
        with index.writer() as writer:
            writer.add(Article("a", "Абай", (Section("", "Абай жолы"),)))
        with index.searcher() as searcher:
            assert searcher.search("абайдың").total == 1
        sys.exit(any(name.partition(".")[0] == "whoosh" for name in sys.modules))"""
    subprocess.run([sys.executable, "-c", code, tmp_path / "index"], check=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(articles("abcd") | st.sampled_from("abcd"), max_size=5), max_size=5), st.booleans())
def test_after_any_history_the_index_holds_the_last_versions(tmp_path_factory, history, optimize):
    """Each batch is a commit; an article updates, an id deletes."""
    index = Index.create(tmp_path_factory.mktemp("index"), ToyAnalyzer())
    expected = {}
    for batch in history:
        with index.writer() as writer:
            for change in batch:
                if isinstance(change, Article):
                    writer.update(change)
                    expected[change.id] = change
                else:
                    assert writer.delete(change) == (expected.pop(change, None) is not None)
            writer.commit(optimize=optimize)
    words = {}
    for each in expected.values():
        for position, section in enumerate(each.sections or [Section("", "")]):
            for word in {*each.title.split(), *section.heading.split(), *section.text.split()}:
                words.setdefault(word, set()).add(f"{each.id}#{position}")
    info = index.info()
    assert info.articles == len(expected)
    assert info.sections == sum(max(1, len(each.sections)) for each in expected.values())
    for word in ("су", "кітап", "оқу", "ат", "қаланың"):
        assert set(found(index, f'"{word}"')) == words.get(word, set())
