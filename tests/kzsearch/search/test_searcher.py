import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ToyAnalyzer, article, articles, build, found, odd_queries

from kzsearch import Field, Index, Layer, Ranking
from kzsearch.search.compiler import PREFIX_TERMS


@pytest.fixture
def library(index):
    build(
        index,
        article("a", "кітап оқыды", "су мен тау", title="Оқушы"),
        article("b", "оқыды кітаптан", "кітап мен оқу", heading="Қала"),
        article("c", "Кітаптар қалада", title="Су жолы"),
        article("d", "ат"),
    )
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ат", {"d#0"}),
        ("кітаптың", set()),
        ("кітаптарымыз", {"a#0", "b#0", "b#1", "c#0"}),
        ("қалада", {"b#0", "b#1", "c#0"}),
        ("heading:қалада", {"b#0", "b#1"}),
        ("body:қалада", {"c#0"}),
        ("title:су", {"c#0"}),
        ("су", {"a#1", "c#0"}),
        ("оқушы", {"a#0", "a#1", "b#0", "b#1"}),  # by the root of the word
        ("кiтап", set()),
        ("китап", {"a#0", "b#0", "b#1", "c#0"}),  # by the fold
        ("су тау", {"a#1", "c#0"}),
        ("су AND тау", {"a#1"}),
        ("су -тау", {"c#0"}),
        ("кітап -(оқу OR қала)", set()),
        ("кітап AND NOT heading:қала", {"a#0", "c#0"}),
        ("-кітап", set()),
        ("", set()),
        ("(су AND тау) OR ат", {"a#1", "d#0"}),
    ],
)
def test_operators(library, query, expected):
    assert set(found(library, query)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"кітап оқу"', {"a#0"}),  # кітап оқыды: any form, also where a form has several lemmas
        ('"оқу кітап"', {"b#0"}),
        ('"оқыды кітаптар"', {"b#0"}),
        ('"кітап мен оқу"', {"b#1"}),
        ('"кітап мен"', {"b#1"}),
        ('"мен кітап"', set()),
        ('"мен тау"', {"a#1"}),
        ('"кітап"', {"a#0", "b#1"}),  # a single word: this very form
        ('"КІТАП"', {"a#0", "b#1"}),
        ('title:"су жолы"', {"c#0"}),
        ('body:"су жолы"', set()),
        ('"жолы кітаптар"', set()),  # not across fields
        ('"кітап жоқ"', set()),
        ('"кітап оқу" AND title:оқушы', {"a#0"}),
        ('кітап -"кітап оқу"', {"b#0", "b#1", "c#0"}),
    ],
)
def test_phrases(library, query, expected):
    assert set(found(library, query)) == expected


def test_a_phrase_needs_all_its_words_in_one_run(index):
    build(
        index,
        article("a", "су су тау"),
        article("b", "су тау су"),
        article("c", "тау су"),
        article("d", "су тау"),
    )
    assert set(found(index, '"су тау"')) == {"a#0", "b#0", "d#0"}
    assert found(index, '"су су"') == ["a#0"]
    assert found(index, '"су тау су"') == ["b#0"]
    assert found(index, '"су су су"') == []


def test_a_phrase_scores_as_its_words(library):
    with library.searcher() as searcher:
        phrase, words = (searcher.search(query).hits for query in ('"кітап оқу"', "кітап оқу"))
    assert phrase[0].score == {hit.section_id: hit.score for hit in words}["a#0"]


def test_prefixes(library):
    assert set(found(library, "кітаптар*")) == {"c#0"}
    assert set(found(library, "кіт*")) == {"a#0", "b#0", "b#1", "c#0"}
    assert set(found(library, "title:оқ*")) == {"a#0", "a#1"}
    assert set(found(library, "жо* AND кіт*")) == {"c#0"}
    assert found(library, "китап*") == []
    assert found(library, "жоқ*") == []


def test_an_asterisk_within_a_word_is_anything(index):
    build(index, article("a", "кітап"), article("b", "кітаптар"), article("c", "кілт"), article("d", "кіт"))
    assert sorted(found(index, "кі*п")) == ["a#0", "b#0"]  # the lemma of b ends so
    assert sorted(found(index, "к*т")) == ["c#0", "d#0"]
    assert sorted(found(index, "К*Т*Р")) == ["b#0"]
    assert found(index, "кі*жоқ") == []
    with index.searcher() as searcher:
        (hit,) = searcher.search("к*лт").hits
    assert [hit.text[mark.start : mark.end] for mark in hit.highlights] == ["кілт"]


def test_a_prefix_is_expanded_to_the_most_frequent_terms(index):
    build(
        index,
        *(article(f"once{n:03}", f"мм{n:03}") for n in range(PREFIX_TERMS + 9)),
        *(article(f"twice{n:03}", f"мм9{n:02}") for n in range(9)),
        *(article(f"again{n:03}", f"мм9{n:02}") for n in range(9)),
    )
    ids = found(index, "мм*")
    assert len(ids) == 18 + PREFIX_TERMS - 9
    assert {section_id for section_id in ids if not section_id.startswith("once")} >= {
        "twice008#0",
        "again000#0",
    }


def test_terms_of_deleted_sections_are_not_found(library):
    with library.writer() as writer:
        writer.delete("d")
        writer.update(article("c", "жол"))
    assert found(library, "ат қалада тау") == ["a#1", "b#0", "b#1"]
    assert "c#0" not in found(library, "кіт*")
    assert found(library, '"кітаптар қала"') == []


def test_hits_are_ordered_by_score_then_id_then_ordinal(index):
    build(index, article("б", "су", "су"), article("a", "су", "тау су"), article("в", "су су"))
    assert found(index, "су") == ["в#0", "a#0", "б#0", "б#1", "a#1"]


def test_more_words_and_heavier_fields_rank_higher(index):
    build(
        index,
        article("form", "тау кітаптан", title="жол"),
        article("other-form", "тау кітаптар", title="жол"),
        article("both", "су кітаптан", title="жол"),
        article("title", "тау ат", title="кітаптан"),
        article("kin", "тау оқушы", title="жол"),
        article("word", "тау оқыды", title="жол"),
    )
    assert found(index, "body:кітаптан су")[0] == "both#0"
    assert found(index, "кітаптан") == ["title#0", "both#0", "form#0", "other-form#0"]
    assert found(index, "оқыды") == ["word#0", "kin#0"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(articles("abcdefgh"), max_size=8, unique_by=lambda each: each.id), st.integers(0, 7), odd_queries
)
def test_pages_are_slices_of_one_long_list(tmp_path_factory, some, limit, odd_query):
    index = Index.create(tmp_path_factory.mktemp("index"), ToyAnalyzer())
    build(index, *some)
    with index.searcher() as searcher:
        for query in ("су кітап оқу", "ат*", odd_query):
            for search in (searcher.search, searcher.search_articles):
                whole = search(query, limit=1000)
                assert len(whole.hits) == whole.total
                for offset in (0, 1, limit, 50):
                    page = search(query, limit=limit, offset=offset)
                    assert page.hits == whole.hits[offset : offset + limit]
                    assert (page.total, page.offset, page.query) == (whole.total, offset, query)
            articles_found = searcher.search_articles(query, limit=limit).hits
            assert searcher.rank(query, limit) == [(hit.article_id, hit.score) for hit in articles_found]


def test_articles_are_groups_of_sections(index):
    build(
        index,
        article("b", "су", "тау", "су су", "су тау", "су ат тау жол"),
        article("a", "су"),
        article("c", "жол"),
    )
    with index.searcher() as searcher:
        page = searcher.search_articles("су")
        sections = searcher.search("су").hits
    assert (page.total, [hit.article_id for hit in page.hits]) == (2, ["b", "a"])
    best = page.hits[0]
    assert [section.section_id for section in best.sections] == ["b#2", "b#0", "b#3"]
    assert best.score == best.sections[0].score
    assert best.sections == tuple(hit for hit in sections if hit.article_id == "b")[:3]
    assert page.hits[1].sections == tuple(hit for hit in sections if hit.article_id == "a")


def test_articles_of_equal_score_come_by_id(index):
    build(index, *(article(article_id, "су") for article_id in "гавб"))
    with index.searcher() as searcher:
        assert [hit.article_id for hit in searcher.search_articles("су", limit=2, offset=1).hits] == [
            "б",
            "в",
        ]
        assert [article_id for article_id, _ in searcher.rank("су", 3)] == ["а", "б", "в"]


def test_limits(library):
    with library.searcher() as searcher:
        page = searcher.search("кітап", limit=0)
        assert (page.total, page.hits) == (4, ())
        assert searcher.search_articles("кітап", limit=0).total == 3
        assert searcher.rank("кітап", 0) == []
        assert page.took_ms >= 0
        for wrong in ({"limit": -1}, {"offset": -1}):
            for search in (searcher.search, searcher.search_articles):
                with pytest.raises(ValueError, match="limit and offset must not be negative"):
                    search("су", **wrong)
        with pytest.raises(ValueError, match="limit=-1"):
            searcher.rank("су", -1)


def test_a_closed_searcher_says_so(library):
    searcher = library.searcher()
    searcher.close()
    searcher.close()
    with pytest.raises(ValueError, match="closed"):
        searcher.search("су")


def test_an_empty_index_answers(index):
    with index.searcher() as searcher:
        assert searcher.search('су "су тау" су* су AND тау').total == 0
        assert searcher.search_articles("су").hits == ()
        assert searcher.rank("су", 10) == []


def test_the_ranking_decides_what_is_searched(library):
    titles = Ranking(fields={Field.TITLE: 1.0}, layers={Layer.LEMMA: 1.0})
    with library.searcher(titles) as searcher:
        assert [hit.section_id for hit in searcher.search("су").hits] == ["c#0"]
        assert searcher.search("китап").total == 0
        assert searcher.search('"су жолы" оқушы').total == 3
        assert searcher.search("body:су").total == 0
    exact = Ranking(layers={Layer.EXACT: 1.0})
    with library.searcher(exact) as searcher:
        assert searcher.search("кітаптарымыз").total == 0
        assert [hit.score for hit in searcher.search('"кітап мен оқу"').hits] > [0]


@settings(max_examples=50, deadline=None)
@given(odd_queries | st.text())
def test_any_query_is_answered(shared, query):
    page = shared.search(query)
    assert page.total >= len(page.hits)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    index = Index.create(tmp_path_factory.mktemp("shared"), ToyAnalyzer())
    build(index, article("a", "a ә OR NOT", title="title", heading="body"), article("b", "x a AND"))
    with index.searcher() as searcher:
        yield searcher


@pytest.mark.parametrize(
    ("query", "exact", "lemma", "fold"),
    [
        ("қор", "қор", "қорды", "көр"),
        ("көрді", "көрді", "көрген", "кор"),
        ("тұр", "тұр", "тұрған", "түр"),
        ("ұлттың", "ұлттың", "ұлтқа", "үлт"),
        ("qala", "қала", "қаланы", "қалә"),
    ],
)
def test_the_stricter_the_match_the_higher_its_score(tmp_path, query, exact, lemma, fold):
    """Of the same word, in sections that are alike otherwise."""
    index = Index.create(tmp_path / "index")
    build(index, *(article(word, f"{word} дала") for word in (fold, lemma, exact)))
    with index.searcher() as searcher:
        scores = {hit.article_id: hit.score for hit in searcher.search(query).hits}
    assert scores[exact] > scores[lemma] > scores[fold] > 0
