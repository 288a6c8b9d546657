"""The lexicon has no lint problems, and the lint finds planted ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import lexicon_lint
import pytest
from lexicon_lint import FOLDER, Entry, fix, lint, read_entries

from kzsearch_analyzers.morphology.lexicon import lexicon, stems_of
from kzsearch_analyzers.tables import read_rows

ENTRIES = [entry for entries in read_entries(FOLDER).values() for entry in entries]
SHOWN = 30


def report(problems: list[str]) -> str:
    more = f"\n... and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    return (
        f"{len(problems)} problems; python tests/lexicon_lint.py --fix mends some\n"
        + "\n".join(problems[:SHOWN])
        + more
    )


@pytest.mark.parametrize(
    "check",
    [
        lexicon_lint.check_rows,
        lexicon_lint.check_spelling,
        lexicon_lint.check_duplicates,
        lexicon_lint.check_plurals,
    ],
)
def test_rows(check: Callable) -> None:
    problems = list(check(ENTRIES))
    assert not problems, report(problems)


@pytest.mark.parametrize("name", sorted(read_entries(FOLDER)))
def test_file_is_sorted_and_has_a_header(name: str) -> None:
    problems = [
        *lexicon_lint.check_order(name, read_entries(FOLDER)[name]),
        *lexicon_lint.check_header(FOLDER / name),
    ]
    assert not problems, report(problems)


def test_lexicon_is_complete() -> None:
    assert len(lexicon()) >= 42_000


def test_every_stem_is_found_under_its_spelling() -> None:
    """A look-up applies the rules of stems_of backwards: both must agree."""
    lost = [
        f"{stem.text} ({lexeme.lemma} {lexeme.pos})"
        for lexeme in lexicon()
        for stem in stems_of(lexeme)
        if not any(stem in lexicon().stems(stem.text, following) for following in "аыиуюя")
    ]
    assert not lost, report(lost)


def test_irregular_forms_are_distinct() -> None:
    keys = [row.cells for row in read_rows("morphology/grammar/irregular_forms.tsv", 4)]
    assert len(keys) == len(set(keys))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small files with one mistake of each kind."""
    (tmp_path / "nouns.tsv").write_text("үй\tn\nқала\tn\nқалалар\tn\nқала\tn\nорын\tn\telide=yes\n", "utf-8")
    (tmp_path / "more.tsv").write_text("# More. MIT.\nорын\tn\nқала\tn\nмысаlы\tadv\nсөз\tx\n", "utf-8")
    return tmp_path


def test_lint_reports_each_mistake(folder: Path) -> None:
    problems = "\n".join(lint(folder))
    for message in (
        "nouns.tsv:1: no header",
        "more.tsv:5: ",
        "U+006C l",
        "nouns.tsv:2: nouns.tsv is not sorted",
        "nouns.tsv:4: қала n is in more.tsv:3 already",
        "nouns.tsv:5: орын n is in more.tsv:2 already",
        "nouns.tsv:3: the plural of қала",
    ):
        assert message in problems


def test_fix_sorts_and_removes_only_exact_duplicates(folder: Path) -> None:
    assert len(fix(folder)) == 2
    rows = (folder / "nouns.tsv").read_text("utf-8").splitlines()
    assert rows[0].startswith("# Nouns.")
    assert rows[1:] == ["қалалар\tn", "орын\tn\telide=yes", "үй\tn"]  # the smaller file keeps қала
    assert (folder / "more.tsv").read_text("utf-8").splitlines() == [
        "# More. MIT.", "қала\tn", "мысаlы\tadv", "орын\tn", "сөз\tx",
    ]  # fmt: skip
    assert fix(folder) == []


def test_fix_orders_flags(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("# Names.\nМарк\tnp\tvoice=no kind=ant\n", "utf-8")
    fix(tmp_path)
    assert (tmp_path / "names.tsv").read_text("utf-8").endswith("Марк\tnp\tkind=ant voice=no\n")


def test_letters_sort_as_in_the_alphabet() -> None:
    words = ["ат", "әже", "ғалым", "қала", "ң", "орын", "өзен", "ұл", "үй", "хат", "һ", "ізгі", "я"]
    mixed = words[::2] + words[1::2]
    assert sorted(mixed, key=lexicon_lint.sort_key) == words


def test_entry_names_its_place() -> None:
    assert Entry("a.tsv", 3, "қала\tn").problem("odd") == "a.tsv:3: odd: 'қала\\tn'"
