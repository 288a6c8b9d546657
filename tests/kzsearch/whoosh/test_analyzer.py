"""``KazakhAnalyzer`` in plain Whoosh indexes: tokens, queries, phrases, highlights."""

import pickle

import pytest
from toy import ToyAnalyzer
from whoosh import analysis, fields, formats, highlight, qparser, query
from whoosh.filedb.filestore import RamStorage
from whoosh.index import create_in, open_dir

from kzsearch import Layer
from kzsearch.whoosh import KazakhAnalyzer, KazakhPlugin, KazakhText, LuceneBM25

TOY = KazakhAnalyzer(analyzer=ToyAnalyzer())


def tokens(analyzer, text, *names, **options):
    return [tuple(getattr(token, name) for name in names) for token in analyzer(text, **options)]


def test_readings_of_a_word_have_one_position_and_the_offsets_of_the_word():
    found = tokens(
        TOY, "Оқу кітаптар", "text", "pos", "startchar", "endchar", "original",
        positions=True, chars=True, keeporiginal=True,
    )  # fmt: skip
    assert found == [
        ("оқу", 0, 0, 3, "Оқу"),
        ("оқы", 0, 0, 3, "Оқу"),
        ("кітап", 1, 4, 12, "кітаптар"),
    ]


def test_positions_and_offsets_begin_where_the_caller_says():
    found = tokens(TOY, "су тау", "pos", "startchar", positions=True, chars=True, start_pos=5, start_char=9)
    assert found == [(5, 9), (6, 12)]


def test_one_token_object_is_yielded_again_and_again():
    assert len({id(token) for token in TOY("оқу кітаптар су")}) == 1


@pytest.mark.parametrize(
    ("layer", "terms"),
    [
        ("exact", ["оқушы", "кітаптар"]),
        (Layer.LEMMA, ["оқушы", "кітап"]),
        ("root", ["оқы", "кітап"]),
        ("fold", ["окушы", "китаптар", "китап"]),
    ],
)
def test_layers(layer, terms):
    analyzer = KazakhAnalyzer(layer, ToyAnalyzer())
    assert [token.text for token in analyzer("оқушы кітаптар", mode="index")] == terms


def test_queries_get_the_best_reading_unless_a_highlighter_asks():
    assert tokens(TOY, "оқу", "text", mode="query") == [("оқу",)]
    assert tokens(TOY, "оқу", "text", mode="query", removestops=False) == [("оқу",), ("оқы",)]


def test_only_documents_get_what_a_mistyped_word_was_meant_for():
    analyzer = KazakhAnalyzer()
    written = {term for (term,) in tokens(analyzer, "кітаптра", "text", mode="index")}
    asked = {term for (term,) in tokens(analyzer, "кітаптра", "text", mode="query", removestops=False)}
    assert "кітап" in written
    assert asked < written


def test_other_options():
    assert tokens(TOY, "Кітаптар су", "text", tokenize=False) == [("кітаптар су",)]
    assert tokens(TOY, "Кітаптар", "text", no_morph=True) == [("кітаптар",)]
    assert tokens(TOY, "", "text") == []
    with pytest.raises(TypeError, match="not bytes"):
        list(TOY(b"abc"))
    with pytest.raises(ValueError, match="stem"):
        KazakhAnalyzer("stem")


def test_it_pickles_to_its_arguments_and_equals_its_copy():
    analyzer = KazakhAnalyzer("root")
    copy = pickle.loads(pickle.dumps(analyzer))
    assert copy == analyzer
    assert hash(copy) == hash(analyzer)
    assert copy != KazakhAnalyzer()
    assert len(pickle.dumps(analyzer)) < 120
    assert repr(analyzer) == "KazakhAnalyzer('root')"
    assert pickle.loads(pickle.dumps(TOY)) == TOY
    assert KazakhAnalyzer() != TOY


def test_filters_of_whoosh_can_follow():
    chain = TOY | analysis.StopFilter(stoplist=["су"], renumber=False)
    assert tokens(chain, "тау су кітаптар", "text", "pos", positions=True) == [("тау", 0), ("кітап", 2)]


@pytest.mark.parametrize(
    "format_", [formats.Existence, formats.Frequency, formats.Positions, formats.Characters]
)
def test_formats_of_whoosh_take_it(format_):
    words = {
        word: frequency for word, frequency, _, _ in format_().word_values("оқу оқыды", TOY, mode="index")
    }
    assert set(words) == {"оқу", "оқы"}
    assert format_ is formats.Existence or words["оқы"] == 2


BODIES = {
    "1": "Оқушы кітаптан оқу үшін қалада. Оқыды.",
    "2": "Кітаптар оқыды. Атты аттас.",
    "3": "Қаланың кітаптары су",
}


def plain_index(field, storage=None):
    schema = fields.Schema(id=fields.ID(stored=True), body=field)
    index = (storage or RamStorage()).create_index(schema)
    with index.writer() as writer:
        for number, body in BODIES.items():
            writer.add_document(id=number, body=body)
    return index


def search(index, text, plugin=False, **options):
    parser = qparser.QueryParser("body", index.schema)
    if plugin:
        parser.add_plugin(KazakhPlugin())
    with index.searcher() as searcher:
        return {hit["id"] for hit in searcher.search(parser.parse(text), **options)}


TEXT = fields.TEXT(analyzer=TOY, stored=True)


@pytest.mark.parametrize("field", [TEXT, KazakhText(analyzer=ToyAnalyzer(), stored=True)])
@pytest.mark.parametrize("plugin", [False, True])
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("кітаптарымыз", {"1", "2"}),
        ("кітаптарымыз қалада", {"1"}),
        ("кітап OR су", {"1", "2", "3"}),
        ("қала NOT кітап", {"3"}),
        ("қал*", {"1", "3"}),
        ("к?тап", {"1", "2"}),
        ("[а TO ат]", {"2"}),
        ('"кітаптарымыз оқыды"', {"1", "2"}),
        ('"атты аттас"', {"2"}),
        ('"су кітап"', set()),
        ('"қалада оқыды"~3', {"1"}),
        ("'кітап'", {"1", "2"}),
        ("", set()),
        ("?", set()),
    ],
)
def test_stock_parsers(field, plugin, text, ids):
    assert search(plain_index(field), text, plugin) == ids


def test_an_ambiguous_word():
    text, kazakh = plain_index(TEXT), plain_index(KazakhText(analyzer=ToyAnalyzer()))
    assert search(text, "оқу") == {"1"}  # the best reading alone
    assert search(text, "оқу", plugin=True) == search(kazakh, "оқу") == {"1", "2"}
    assert search(text, '"кітап оқу"') == search(kazakh, '"кітап оқу"') == {"1"}
    assert search(text, '"кітап оқу"', plugin=True) == {"1", "2"}


def test_what_the_plugin_makes():
    parser = qparser.QueryParser("body", fields.Schema(id=fields.ID, body=TEXT))
    parser.add_plugin(KazakhPlugin())
    parser.add_plugin(qparser.FuzzyTermPlugin())
    assert str(parser.parse("оқу^2 су")) == "(DisMax(body:оқу^2.0 body:оқы^2.0) AND body:су)"
    assert str(parser.parse('"кітап оқу"')) == 'body:"кітап оқу|оқы"'
    assert str(parser.parse('"оқу"')) == "DisMax(body:оқу body:оқы)"
    assert parser.parse("id:оқу") == query.Term("id", "оқу")
    assert parser.parse("оқу~2/1") == query.FuzzyTerm("body", "оқу", maxdist=2, prefixlength=1)
    assert str(parser.parse("су,тау")) == "(body:су AND body:тау)"
    assert str(parser.parse("NOT (оқу AND су)")) == "NOT (DisMax(body:оқу body:оқы) AND body:су)"
    assert list(parser.parse('"кітап оқу"').terms(phrases=True)) == [
        ("body", "кітап"), ("body", "оқу"), ("body", "оқы"),
    ]  # fmt: skip


def test_a_document_scores_for_the_best_reading():
    index = plain_index(TEXT)
    parser = qparser.QueryParser("body", index.schema)
    parser.add_plugin(KazakhPlugin())
    with index.searcher(weighting=LuceneBM25()) as searcher:
        scores = {hit["id"]: hit.score for hit in searcher.search(parser.parse("оқу"))}
        one = {
            term: {hit["id"]: hit.score for hit in searcher.search(query.Term("body", term))}
            for term in ("оқу", "оқы")
        }
    assert scores == {"1": max(one["оқу"]["1"], one["оқы"]["1"]), "2": one["оқы"]["2"]}


def test_a_phrase_needs_positions():
    index = plain_index(fields.TEXT(analyzer=TOY, phrase=False))
    with pytest.raises(query.QueryError, match="keeps no positions"):
        search(index, '"кітап оқу"', plugin=True)


FRAGMENTERS = [
    highlight.WholeFragmenter(),
    highlight.SentenceFragmenter(),
    highlight.ContextFragmenter(),
    highlight.PinpointFragmenter(),
]


@pytest.mark.parametrize("chars", [False, True])
@pytest.mark.parametrize("fragmenter", FRAGMENTERS, ids=lambda each: type(each).__name__)
def test_highlights_show_the_word_as_it_is_written(fragmenter, chars):
    index = plain_index(KazakhText(analyzer=ToyAnalyzer(), stored=True, chars=chars))
    with index.searcher() as searcher:
        results = searcher.search(qparser.QueryParser("body", index.schema).parse("оқу"), terms=True)
        results.fragmenter, results.formatter = fragmenter, highlight.UppercaseFormatter()
        assert "ОҚЫДЫ" in next(hit for hit in results if hit["id"] == "2").highlights("body")
        first = next(hit for hit in results if hit["id"] == "1").highlights("body")
        assert "ОҚУ" in first
        assert "ОҚЫДЫ" in first


def test_the_highlight_function():
    marked = highlight.highlight(
        BODIES["1"], {"оқы"}, TOY, highlight.WholeFragmenter(), highlight.UppercaseFormatter()
    )
    assert marked == "Оқушы кітаптан ОҚУ үшін қалада. ОҚЫДЫ."


def test_an_index_on_disk_is_opened_again(tmp_path):
    schema = fields.Schema(id=fields.ID(stored=True), body=TEXT, other=KazakhText(analyzer=ToyAnalyzer()))
    with create_in(tmp_path, schema).writer() as writer:
        writer.add_document(id="1", body="кітаптар", other="оқу")
    index = open_dir(tmp_path)
    assert index.schema["body"].analyzer == TOY
    assert search(index, "кітап") == {"1"}
    assert search(index, "other:оқыды") == {"1"}


def test_spelling_fields_keep_the_forms():
    index = plain_index(fields.TEXT(analyzer=TOY, spelling=True))
    with index.searcher() as searcher:
        assert "кітаптан" in searcher.suggest("body", "кітаптн")


def test_multifield_and_disjunctive_parsers():
    schema = fields.Schema(title=TEXT, body=TEXT)
    many = qparser.MultifieldParser(["title", "body"], schema, fieldboosts={"title": 2.0})
    many.add_plugin(KazakhPlugin())
    assert str(many.parse("оқу")) == (
        "(DisMax(title:оқу^2.0 title:оқы^2.0) OR DisMax(body:оқу body:оқы))"
    )  # fmt: skip
    best = qparser.DisMaxParser({"title": 1.0, "body": 1.0}, schema)
    best.add_plugin(KazakhPlugin())
    assert {str(term) for term in best.parse("оқу").leaves()} == {
        "title:оқу", "title:оқы", "body:оқу", "body:оқы",
    }  # fmt: skip


def test_kazakh_text_with_the_analyzer_of_the_package():
    index = plain_index(KazakhText(stored=True))
    assert search(index, "кітабым") == {"1", "2", "3"}
    assert search(index, '"кітабымды оқимын"', plugin=True) == {"1", "2"}
