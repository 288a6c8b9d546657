"""Ordinary calls of Whoosh on an index of kzsearch: what a plain Whoosh index of the same sections gives."""

import datetime

import pytest
from toy import ToyAnalyzer, all_scores
from whoosh import collectors, highlight, qparser, query, scoring, sorting
from whoosh.searching import NoTermsException

from kzsearch.schema import LAYERED_FIELDS
from kzsearch.whoosh import KazakhPlugin, LuceneBM25

T = query.Term
DAYS = [datetime.date(2023, 1, 15), datetime.date(2024, 5, 1), datetime.date(2024, 12, 31)]

QUERIES = [
    T("body", "су"),
    T("body_exact", "кітаптар"),
    T("body_fold", "китап"),
    T("title_root", "оқы"),
    T("article_id", "first"),
    T("article_id", "nobody"),
    T("nofield", "су"),
    T("ordinal", 1),
    T("date", datetime.datetime(2024, 5, 1)),
    query.And([T("body", "су"), T("body", "тау")]),
    query.Or([T("body", "су"), T("title", "ат"), T("heading", "жол")]),
    query.DisjunctionMax([T("body", "оқу"), T("body", "оқы")]),
    query.And([T("body", "су"), query.Not(T("body", "тау"))]),
    query.AndNot(T("body", "тау"), T("body", "оқушы")),
    query.AndMaybe(T("body", "су"), T("body", "тау")),
    query.Require(T("body", "су"), T("title", "ат")),
    query.Otherwise(T("body", "жоқ"), T("body", "су")),
    query.Not(T("body", "су")),
    query.Every(),
    query.Every("title"),
    query.Every("date"),
    query.NullQuery,
    query.ConstantScoreQuery(T("body", "су")),
    query.Prefix("body", "қа"),
    query.Prefix("article_id", "a1"),
    query.Wildcard("body", "*т*"),
    query.Wildcard("body", "к?тап"),
    query.Regex("body", "^(су|тау)$"),
    query.FuzzyTerm("body", "кітаб"),
    query.FuzzyTerm("body_exact", "кітаптра", maxdist=2, prefixlength=3),
    query.Variations("body", "су"),
    query.TermRange("body", "а", "к"),
    query.TermRange("article_id", "a1", "a2", startexcl=True, endexcl=True),
    query.TermRange("body", None, "к"),
    query.NumericRange("ordinal", 1, 2),
    query.NumericRange("ordinal", None, 0),
    query.NumericRange("ordinal", 0, 2, startexcl=True, endexcl=True),
    query.DateRange("date", datetime.datetime(2024, 1, 1), datetime.datetime(2024, 12, 30)),
    query.DateRange("date", datetime.datetime(2024, 1, 1), None),
    query.DateRange("date", None, datetime.datetime(2023, 12, 31)),
    query.Phrase("body", ["кітап", "оқу", "су"]),
    query.Phrase("body", ["су", "кітап"], slop=3),
    query.Phrase("title", ["қала", "кітап"]),
    query.Phrase("body_exact", ["атты", "аттас"]),
    query.Phrase("body", ["жоқ", "су"]),
    query.Sequence([T("body", "үлкен"), T("body", "кітап")]),
    query.Ordered([T("body", "су"), T("body", "тау")]),
    query.SpanFirst(T("body", "су"), limit=2),
    query.SpanNear(T("body", "су"), T("body", "тау"), slop=2),
    query.SpanNear2([T("body", "су"), T("body", "тау")], slop=2, ordered=False),
    query.SpanOr([T("body", "су"), T("body", "тау")]),
    query.SpanNot(T("body", "су"), T("body", "тау")),
    query.SpanContains(query.SpanNear(T("body", "су"), T("body", "тау"), slop=3), T("body", "кітап")),
    query.SpanBefore(T("body", "су"), T("body", "тау")),
    query.SpanCondition(T("body", "су"), T("body", "тау")),
    query.NestedParent(T("ordinal", 0), T("body", "су")),
    query.NestedChildren(T("ordinal", 0), T("body", "су")),
]


def ids(index, some_query, **options):
    with index.searcher() as searcher:
        return [hit["section_id"] for hit in searcher.search(some_query, limit=None, **options)]


@pytest.mark.parametrize("some_query", QUERIES, ids=str)
def test_queries(opened, plain, some_query):
    assert sorted(ids(opened, some_query)) == sorted(ids(plain, some_query))


def test_most_queries_find_something(opened):
    assert sum(bool(ids(opened, each)) for each in QUERIES) > 50


TEXTS = [
    "су", "су тау", "су OR тау", "кітаптарымыз", "оқу", "оқу -су", "NOT су", "су ANDMAYBE тау", "title:ат су",
    "(су OR тау) title:ат", '"кітап оқу"', '"су кітап"~3', "қал*", "к?тап", "[а TO к]", "{а TO к}", "[қ TO]",
    "*:*", "title:*", "article_id:first", "article_id:a1*", "ordinal:1", "ordinal:[1 TO 2]", "ordinal:{0 TO}",
    "date:20240501", "date:2024", "date:[20240101 TO 20241230]", "date:[2024 TO]", "date:2024-05", "су^2 тау",
    "'су тау'", "", "жоқ", "nofield:су", "body_fold:китап", "body_root:оқушы", "(", '"',
]  # fmt: skip


@pytest.mark.parametrize("plugin", [False, True])
@pytest.mark.parametrize("text", TEXTS)
def test_parsed_queries(opened, plain, text, plugin):
    found = []
    for index in (opened, plain):
        for default in ("body", "body_exact"):
            parser = qparser.QueryParser(default, index.schema)
            if plugin:
                parser.add_plugin(KazakhPlugin())
            parser.add_plugin(qparser.PlusMinusPlugin())
            found.append(sorted(ids(index, parser.parse(text))))
    assert found[:2] == found[2:]


@pytest.mark.parametrize("text", TEXTS)
def test_multifield_and_simple_parsers(opened, plain, text):
    found = [
        sorted(ids(index, parser.parse(text)))
        for index in (opened, plain)
        for parser in (
            qparser.MultifieldParser(["title", "heading", "body"], index.schema),
            qparser.SimpleParser("body", index.schema),
            qparser.DisMaxParser({"title": 2.0, "body": 1.0}, index.schema),
        )
    ]
    assert found[:3] == found[3:]


def test_stored_fields_cannot_be_searched(opened):
    with pytest.raises(qparser.QueryParserError, match="'language' is stored, not searched"):
        qparser.QueryParser("body", opened.schema).parse("су language:kk")


@pytest.mark.parametrize(
    "text", ["су", "кітаптан", "оқу", "оқушы қалада", "кітап оқу қала ат су тау жол үлкен"]
)
def test_all_layers_together_score_as_kzsearch_does(clean, opened, text):
    parser = qparser.MultifieldParser(list(LAYERED_FIELDS), opened.schema, group=qparser.OrGroup)
    parser.add_plugin(KazakhPlugin())
    with opened.searcher() as searcher:
        theirs = {hit["section_id"]: hit.score for hit in searcher.search(parser.parse(text), limit=None)}
        best = [hit.score for hit in searcher.search(parser.parse(text), limit=5)]
    ours = all_scores(clean, text)
    assert len(ours) > 5
    assert theirs == pytest.approx(ours, rel=1e-6)  # Whoosh adds up some unions in 32 bits
    assert best == pytest.approx(list(ours.values())[:5], rel=1e-6)


@pytest.mark.parametrize(
    "weighting", [scoring.BM25F, scoring.TF_IDF, scoring.Frequency, scoring.PL2, LuceneBM25]
)
def test_weightings_of_whoosh(opened, plain, weighting):
    some = query.Or([T("body", "су"), T("title", "ат")])
    with opened.searcher(weighting=weighting()) as one, plain.searcher(weighting=weighting()) as other:
        ours, theirs = (
            {hit["section_id"]: hit.score for hit in each.search(some, limit=None)} for each in (one, other)
        )
        best = one.search(some, limit=5).scored_length()
    assert ours.keys() == theirs.keys()
    assert best == 5
    if weighting in (scoring.TF_IDF, scoring.Frequency):
        assert ours == pytest.approx(theirs)


MANY = query.Or([T("body", "су"), T("body", "тау"), T("body", "кітап")])
FIRST_HALF = query.Prefix("article_id", "a1")


@pytest.mark.parametrize(
    "options",
    [
        {"filter": FIRST_HALF},
        {"mask": FIRST_HALF},
        {"filter": FIRST_HALF, "mask": T("body", "ат")},
        {"scored": False},
        {"terms": True},
        {"optimize": False},
    ],
    ids=str,
)
def test_search_options(opened, plain, options):
    assert sorted(ids(opened, MANY, **options)) == sorted(ids(plain, MANY, **options))


SORTS = [
    "article_id", "ordinal", "date", "language", "url", "title", "heading",
    sorting.FieldFacet("date", reverse=True), sorting.FieldFacet("ordinal", reverse=True),
    sorting.FieldFacet("title", reverse=True), sorting.FieldFacet("article_id", reverse=True),
    sorting.StoredFieldFacet("title"),
    sorting.QueryFacet({"a": FIRST_HALF, "b": T("body", "су")}, other="z"),
    sorting.RangeFacet("ordinal", 0, 4, 2),
]  # fmt: skip


@pytest.mark.parametrize(
    "key", SORTS, ids=lambda each: each if isinstance(each, str) else type(each).__name__
)
@pytest.mark.parametrize("reverse", [False, True])
def test_sorting(opened, plain, key, reverse):
    def keys(index):
        every = query.Every() if str(key) != "date" else query.Every("date")
        options = {"sortedby": [key, "article_id", "ordinal"], "reverse": reverse}
        return ids(index, every, **options)

    if isinstance(key, sorting.FieldFacet) and key.fieldname == "date":
        with_date, all_of_them = query.Every("date"), query.Every()
        options = {"sortedby": [key, "article_id", "ordinal"]}
        ours = ids(opened, with_date, **options)
        assert ours == ids(plain, with_date, **options)
        assert ids(opened, all_of_them, **options)[: len(ours)] == ours  # what has no date comes last
    else:
        assert keys(opened) == keys(plain)


def test_sections_are_sorted_by_score_and_field(opened):
    key = sorting.MultiFacet([sorting.FieldFacet("language"), sorting.ScoreFacet()])
    with opened.searcher() as searcher:
        hits = searcher.search(MANY, sortedby=key, limit=None)
        languages = [hit.get("language", "") for hit in hits]
    assert languages == sorted(languages)
    assert len(set(languages)) == 3


DATES = {
    datetime.datetime(2022, 2, 2),
    *(datetime.datetime.combine(day, datetime.time()) for day in DAYS),
}
GROUPS = [
    ("article_id", None), ("ordinal", None), ("date", None), ("language", None), ("title", None),
    (sorting.FieldFacet("body", allow_overlap=True), None), (sorting.StoredFieldFacet("url"), None),
    ("article_id", sorting.Count), ("ordinal", sorting.UnorderedList),
    (sorting.DateRangeFacet("date", datetime.datetime(2022, 1, 1), datetime.datetime(2025, 1, 1),
                            datetime.timedelta(days=365)), sorting.Count),
    (sorting.RangeFacet("ordinal", 0, 4, 2), sorting.Count),
]  # fmt: skip


@pytest.mark.parametrize(("facet", "maptype"), GROUPS)
def test_grouping(opened, plain, facet, maptype):
    def sizes(index):
        with index.searcher() as searcher:
            groups = searcher.search(MANY, groupedby=facet, maptype=maptype, limit=None).groups()
            return {key: group if isinstance(group, int) else len(group) for key, group in groups.items()}

    if facet == "date":  # Whoosh cannot name the group of sections without a date
        ours = sizes(opened)
        assert ours.pop(None) > 0
        assert set(ours) <= DATES
    else:
        assert sizes(opened) == sizes(plain)
        assert len(sizes(opened)) > 1


@pytest.mark.parametrize("limit", [None, 5])
def test_collapsing(opened, limit):
    with opened.searcher() as searcher:
        hits = searcher.search(MANY, collapse="article_id", limit=limit)
        found = [hit["article_id"] for hit in hits]
        two = searcher.search(MANY, collapse="article_id", collapse_limit=2, limit=None)
        by_day = searcher.search(MANY, collapse="article_id", collapse_order="ordinal", limit=None)
        assert len(found) == len(set(found))
        assert len(two) > len(found)
        assert {hit["section_id"] for hit in by_day} != {hit["section_id"] for hit in two}


def test_pages_and_collectors(opened):
    with opened.searcher() as searcher:
        everything = [hit["section_id"] for hit in searcher.search(MANY, limit=None)]
        page = searcher.search_page(MANY, 2, pagelen=4)
        assert [hit["section_id"] for hit in page] == everything[4:8]
        assert page.total == len(everything)
        collector = collectors.TimeLimitCollector(searcher.collector(limit=10), timelimit=60.0)
        searcher.search_with_collector(MANY, collector)
        assert [hit["section_id"] for hit in collector.results()] == everything[:10]
        found = searcher.find("body", "су", limit=None)
        assert found.estimated_length() >= len(found) > 0


def test_matched_terms(opened):
    with opened.searcher() as searcher:
        results = searcher.search(MANY, terms=True, limit=None)
        assert ("body", "су".encode()) in results.matched_terms()
        for hit in results:
            assert hit.matched_terms()
        with pytest.raises(NoTermsException):
            searcher.search(MANY).matched_terms()


@pytest.mark.parametrize("text", ["оқу", "кітаптар", '"кітап оқу"', "қал*", "кіт?п"])
@pytest.mark.parametrize("name", ["body", "title", "heading"])
def test_highlights(opened, plain, text, name):
    def marked(index):
        parser = qparser.QueryParser(name, index.schema)
        parser.add_plugin(KazakhPlugin())
        with index.searcher() as searcher:
            results = searcher.search(parser.parse(text), limit=None)
            results.fragmenter, results.formatter = (
                highlight.WholeFragmenter(),
                highlight.UppercaseFormatter(),
            )
            return {hit["section_id"]: hit.highlights(name) for hit in results}

    found = marked(opened)
    assert found == marked(plain)
    assert all(any(letter.isupper() for letter in each) for each in found.values())


def test_a_layer_highlights_the_stored_text(opened):
    with opened.searcher() as searcher:
        (hit,) = searcher.search(query.And([T("body_exact", "атты"), T("article_id", "first")]))
        assert hit.highlights("body_exact", text=hit["body"]).startswith("<b")
        with pytest.raises(KeyError, match="not stored"):
            hit.highlights("body_exact")


@pytest.mark.parametrize("name", ["body", "title_exact", "body_root"])
def test_more_like_this(opened, name):
    with opened.searcher() as searcher:
        number = searcher.document_number(article_id="first")
        similar = searcher.more_like(number, name, top=5)
        assert number not in {hit.docnum for hit in similar}
        assert searcher.key_terms([number], name, numterms=3)
        hit = searcher.search(T("article_id", "first"))[0]
        assert hit.more_like_this(name, top=5).scored_length() == similar.scored_length()
        assert searcher.search(MANY).key_terms(name, docs=5, numterms=3)
    assert similar.scored_length() > 0


def test_key_terms_are_those_of_plain_whoosh(opened, plain):
    def terms(index):
        with index.searcher() as searcher:
            (number,) = searcher.document_numbers(article_id="first", ordinal=1)
            return dict(searcher.key_terms([number], "body")), dict(
                searcher.key_terms_from_text("body", "оқу су")
            )

    for ours, theirs in zip(terms(opened), terms(plain), strict=True):
        assert ours == pytest.approx(theirs)


def test_suggestions_and_corrections(opened, plain):
    with opened.searcher() as one, plain.searcher() as other:
        assert one.suggest("body_exact", "кітаптр") == other.suggest("body_exact", "кітаптр") != []
    for index in (opened, plain):
        with index.searcher() as searcher:
            assert searcher.reader().corrector("title").suggest("китап", maxdist=1) == ["кітап"]
            parser = qparser.QueryParser("body_exact", index.schema)
            parser.add_plugin(KazakhPlugin())
            correction = searcher.correct_query(parser.parse('үлкін "кітаптр су"'), 'үлкін "кітаптр су"')
            assert correction.string == 'үлкен "кітап су"'


def test_documents(opened, plain):
    for index in (opened, plain):
        with index.searcher() as searcher:
            assert [each["ordinal"] for each in searcher.documents(article_id="first")] == [0, 1, 2]
            assert searcher.document(article_id="first", ordinal=2)["body"] == "Атты аттас жол"
            assert searcher.document(article_id="nobody") is None
            assert searcher.document_number(article_id="nobody") is None
            assert len(list(searcher.documents())) == index.doc_count()


def test_what_is_stored(opened):
    with opened.searcher() as searcher:
        assert searcher.document(article_id="first", ordinal=2) == {
            "article_id": "first",
            "ordinal": 2,
            "section_id": "first#2",
            "title": "Қаланың кітаптары",
            "heading": "Су",
            "body": "Атты аттас жол",
            "path": ("Оқу", "Су"),
            "date": datetime.datetime(2022, 2, 2),
            "url": "https://example.org/first",
            "language": "kk",
            "extra": {"pages": 7},
        }


def test_fields_parse_with_the_analyzer_of_the_index(opened):
    assert opened.schema["body"].analyzer.analyzer.fingerprint() == ToyAnalyzer().fingerprint()
    assert str(qparser.QueryParser("body_lemma", opened.schema).parse("кітаптар")) == "body_lemma:кітап"
