"""The grammar tables: their examples, and the phonology that interprets them."""

import pytest

from kzsearch_analyzers.errors import GrammarError
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.morphology.compounds import compound_readings
from kzsearch_analyzers.morphology.generate import forms_of
from kzsearch_analyzers.morphology.grammar import Edge, inflection, load_grammar
from kzsearch_analyzers.morphology.guesser import may_be_word
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon, stems_of
from kzsearch_analyzers.morphology.phonology import Harmony, Template, archiphonemes, harmony_of, letter_class
from kzsearch_analyzers.morphology.word_families import word_families
from kzsearch_analyzers.tables import Row, read_rows

EDGES = [edge for edges in inflection().edges.values() for edge in edges]
DERIVATIONS = read_rows("morphology/grammar/derivation.tsv", 6)


@pytest.mark.parametrize("edge", EDGES, ids=lambda e: f"{e.suffix.id}-{e.example}")
def test_example_of_each_edge_analyses_with_its_suffix(edge: Edge) -> None:
    segmenter = morphology().segmenter
    candidates = segmenter.known(edge.example)
    found = {(c.stem.lexeme.lemma, step.morph.suffix.id) for c in candidates for step in c.chain.steps} | {
        (r.lemma, s) for r in compound_readings(edge.example, morphology()) for s in r.suffixes
    }
    found |= {
        (r.lemma, edge.suffix.id) for r in morphology().known(edge.example) if edge.suffix.tag in r.tags
    }
    assert (edge.lemma, edge.suffix.id) in found


@pytest.mark.parametrize("row", DERIVATIONS, ids=lambda r: f"{r.cells[3]}<{r.cells[4]}")
def test_example_of_each_derivation_has_its_base(row: Row) -> None:
    grammar = load_grammar("morphology/grammar/derivation_suffixes.tsv", "morphology/grammar/derivation.tsv")
    lexemes = lexicon().lexemes(row.cells[4]) or [Lexeme(row.cells[4], pos) for pos in ("n", "adj", "v")]
    tag = grammar.suffixes[row.cells[1]].tag
    forms = {form for lexeme in lexemes for form in forms_of(lexeme, [tag], grammar)}
    assert row.cells[3] in forms
    assert word_families().key(row.cells[3]) != row.cells[3]


@pytest.mark.parametrize(
    "row", read_rows("morphology/grammar/archiphonemes.tsv", 18), ids=lambda r: r.cells[0]
)
def test_each_archiphoneme_has_an_example_that_analyses(row: Row) -> None:
    assert morphology().known(row.cells[16]), row.cells[16]


@pytest.mark.parametrize(
    ("text", "harmony"),
    [
        ("бала", Harmony.BACK),
        ("мектеп", Harmony.FRONT),
        ("келу", Harmony.FRONT),
        ("бару", Harmony.BACK),
        ("тарихи", Harmony.BACK),
        ("әдеби", Harmony.FRONT),
        ("институт", Harmony.EITHER),
        ("министр", Harmony.EITHER),
        ("роль", Harmony.EITHER),
        ("сүю", Harmony.FRONT),
        ("қою", Harmony.BACK),
        ("академия", Harmony.BACK),
    ],
)
def test_harmony(text: str, harmony: Harmony) -> None:
    assert harmony_of(text) is harmony


@pytest.mark.parametrize(
    ("text", "name"),
    [("бала", "V"), ("тау", "R"), ("қар", "R"), ("қол", "L"), ("ән", "M"), ("сөз", "Z"), ("автомобиль", "L")],
)
def test_letter_class(text: str, name: str) -> None:
    assert letter_class(text) == name


@pytest.mark.parametrize(
    ("lexeme", "stems"),
    [
        (Lexeme("кітап", "n"), {"кітап", "кітаб"}),
        (Lexeme("банк", "n", (("voice", "no"),)), {"банк"}),
        (Lexeme("орын", "n", (("elide", "yes"),)), {"орын", "орн"}),
        (Lexeme("халық", "n", (("elide", "yes"),)), {"халық", "халығ", "халқ"}),
        (Lexeme("оқы", "v"), {"оқы", "оқ"}),
        (Lexeme("қой", "v"), {"қой", "қо"}),
        (Lexeme("тап", "v"), {"тап", "таб", "тау"}),
        (Lexeme("шық", "v"), {"шық", "шығ"}),
        (Lexeme("роль", "n"), {"роль", "рол"}),
        (Lexeme("факт", "n", (("alt", "факті"),)), {"факт", "факті"}),
    ],
)
def test_stems(lexeme: Lexeme, stems: set[str]) -> None:
    assert {s.text for s in stems_of(lexeme)} == stems


@pytest.mark.parametrize(
    ("template", "left", "harmony", "spelled"),
    [
        ("{L}{A}р", "V", Harmony.BACK, "лар"),
        ("{L}{A}р", "K", Harmony.FRONT, "тер"),
        ("{s}{I}", "V", Harmony.BACK, "сы"),
        ("{s}{I}", "S", Harmony.FRONT, "і"),
        ("{s}{I}", "K", Harmony.FRONT, None),
        ("{i}м{I}з", "V", Harmony.FRONT, "міз"),
        ("{Y}т{I}н", "I", Harmony.BACK, "итын"),
        ("{Y}", "J", Harmony.BACK, "я"),
        ("{v}", "J", Harmony.FRONT, "ю"),
    ],
)
def test_realize(template: str, left: str, harmony: Harmony, spelled: str | None) -> None:
    row = Row("test.tsv", 1, (template,))
    assert Template.parse(template, row, 0).realize(left, harmony) == spelled


def test_error_for_an_unknown_archiphoneme_names_place_and_known_ones() -> None:
    with pytest.raises(GrammarError, match=r"nominal.tsv:14:2: unknown archiphoneme \{X\}; known: A B D"):
        Template.parse("{X}р", Row("nominal.tsv", 14, ("pl", "{X}р")), 1)


def test_archiphonemes_cover_every_name_used() -> None:
    used = {p for s in inflection().suffixes.values() for archi, p in s.template.pieces if archi}
    assert used <= set(archiphonemes())


@pytest.mark.parametrize("row", read_rows("morphology/grammar/clitics.tsv", 3), ids=lambda r: r.cells[1])
def test_example_of_each_clitic_has_the_lemma_of_its_word(row: Row) -> None:
    assert row.cells[1].endswith("-" + row.cells[0])
    assert row.cells[2] in morphology().lemmas(row.cells[1]).lemmas


@pytest.mark.parametrize("row", read_rows("morphology/grammar/clusters.tsv", 2), ids=lambda r: r.cells[0])
def test_example_of_each_cluster_is_a_word_that_ends_so(row: Row) -> None:
    assert row.cells[1].endswith(row.cells[0])
    assert row.cells[1] in lexicon()
    assert may_be_word(row.cells[1])


@pytest.mark.parametrize("stem", ["уйғурл", "динозаврн", "минөттг", "ъ", "б", "ств", "мктп"])
def test_stems_that_no_word_can_be(stem: str) -> None:
    assert not may_be_word(stem)
