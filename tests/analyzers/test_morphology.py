"""Readings: tables of cases, and of forms that must not be read as a lemma."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.analyze import Morphology, morphology
from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel, disambiguation_model
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import lexicon
from kzsearch_analyzers.morphology.reading import Reading

TESTS = Path(__file__).resolve().parents[1]
POSITIVE = ("nominal", "verbal", "derivation", "compounds", "names", "numbers")
XFAIL, RARE = "XFAIL ", "RARE "


@dataclass(frozen=True)
class Case:
    """A row of a case table.

    Attributes:
        tags: None where the table does not check them.
        rare: The grammar must allow the reading, but disambiguation may drop it.
    """

    surface: str
    lemma: str
    tags: tuple[str, ...] | None
    note: str
    rare: bool


def rows(name: str) -> list:
    """Return the rows of a table as test parameters."""
    params = []
    for number, line in enumerate((TESTS / "cases" / f"{name}.tsv").read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.removeprefix(XFAIL).removeprefix(RARE).split("\t")
        note = cells[-1]
        marks = [pytest.mark.xfail(reason=note)] if line.startswith(XFAIL) else []
        expected = 3 if name == "reject" else 4
        if len(cells) != expected or not all(cells):
            raise ValueError(
                f"cases/{name}.tsv:{number}: {len(cells)} columns, expected {expected}: {line!r}"
            )
        tags = None if name == "reject" or cells[2] == "-" else tuple(cells[2].split())
        case = Case(cells[0], cells[1], () if tags == ("0",) else tags, note, line.startswith(RARE))
        params.append(pytest.param(case, marks=marks, id=f"{case.surface}<{case.lemma}"))
    return params


@cache
def everything() -> Morphology:
    """Return a morphology that drops no unlikely readings: all that the grammar allows."""
    return Morphology(
        morphology().segmenter, DisambiguationModel(disambiguation_model().weights, keep=1e-300)
    )


def spelled_out(readings: tuple[Reading, ...]) -> str:
    return (
        "; ".join(f"{r.lemma} {r.pos} {' '.join(r.tags) or '0'} ({r.source.value})" for r in readings)
        or "nothing"
    )


@pytest.mark.parametrize("case", [p for name in POSITIVE for p in rows(name)])
def test_lemma_is_among_the_readings(case: Case) -> None:
    readings = (everything() if case.rare else morphology()).readings(case.surface)
    assert case.lemma in {r.lemma for r in readings}, (
        f"{case.surface}: expected {case.lemma}, got {spelled_out(readings)}; "
        f"without the limit {spelled_out(everything().readings(case.surface))}"
    )
    if case.tags is not None:
        found = {r.tags for r in everything().readings(case.surface) if r.lemma == case.lemma}
        assert case.tags in found, f"{case.surface}: {case.lemma} read as {sorted(found)}"


@pytest.mark.parametrize("case", rows("reject"))
def test_form_is_not_read_as_the_lemma(case: Case) -> None:
    """A guessed homonym of another part of speech (a verb қол) is no reading of the lemma."""
    known = {x.pos for x in lexicon().lexemes(case.lemma)}
    wrong = tuple(r for r in everything().readings(case.surface) if r.lemma == case.lemma and r.pos in known)
    assert known, f"{case.lemma} is not in the lexicon: the case proves nothing"
    assert not wrong, f"{case.surface} must not be {case.lemma} ({case.note}): {spelled_out(wrong)}"


@pytest.mark.parametrize("case", [p for name in POSITIVE for p in rows(name) if not p.marks])
def test_readings_spell_the_word(case: Case) -> None:
    for reading in everything().readings(case.surface):
        if reading.morphs and reading.source.value != "form":
            spelled = reading.stem + "".join(reading.morphs)
            # a particle after the hyphen is not part of the reading: келген-ді
            assert spelled == case.surface or (
                case.surface.startswith(spelled + "-") and reading.lemma == case.lemma
            )
            assert len(reading.morphs) == len(reading.suffixes) == len(reading.tags)
        assert reading.stem
        assert reading.lemma == reading.lemma.lower()


def test_no_case_is_lost() -> None:
    assert sum(len(rows(name)) for name in POSITIVE) >= 528
    assert len(rows("reject")) >= 144


def test_tables_use_tags_of_the_grammar() -> None:
    known = {s.tag for s in inflection().suffixes.values()}
    used = {t for name in POSITIVE for p in rows(name) for t in p.values[0].tags or ()}
    assert used <= known


def test_every_tag_of_the_grammar_has_a_case() -> None:
    used = {t for name in POSITIVE for p in rows(name) for t in p.values[0].tags or ()}
    assert {s.tag for s in inflection().suffixes.values()} - used == set()


FIRST = {
    "алма": "алма",  # also "do not take", but nobody who searches for it means that
    "кітап": "кітап",
    "балалар": "бала",
    "мектептеріміздегі": "мектеп",
    "келеді": "кел",
    "оқыды": "оқы",
    "халқы": "халық",
    "біздің": "біз",
    "болып": "бол",
    "жылдары": "жыл",
    "келеміз": "кел",
    "бардыңыз": "бар",
}


@pytest.mark.parametrize(("word", "lemma"), FIRST.items())
def test_first_lemma_of_unmistakable_words(word: str, lemma: str) -> None:
    assert kazakh_analyzer().lemmas(word)[0] == lemma
