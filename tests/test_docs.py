"""Test that the documentation is complete; docs/build.py tests its examples and links."""

import importlib
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

import kzsearch
import kzsearch.readers
import kzsearch_analyzers
from kzsearch.cli import program

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))  # the tools of docs/build.py are not installed

from kzdocs import accuracy, cli_reference, grammar_pages, picture  # noqa: E402
from kzdocs.examples import matches, run_page  # noqa: E402
from kzdocs.pages import PageError, examples  # noqa: E402

from kzsearch_analyzers.morphology.grammar import inflection  # noqa: E402

COMMANDS = dict(cli_reference.commands(program))
PACKAGES = (kzsearch, kzsearch.readers, kzsearch_analyzers)
PUBLIC = [(package, name) for package in PACKAGES for name in package.__all__ if not name.startswith("__")]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_are_commands() -> None:
    assert {"kzsearch index", "kzsearch search", "kzsearch analyze", "kzsearch demo"} <= COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_and_an_example(name: str) -> None:
    assert COMMANDS[name].help
    shown = cli_reference.help_text(name).partition("Example")[2]
    assert re.search(rf"^ +(.*\| )?{name}( |$)", shown, re.MULTILINE), f"{name} --help shows no example"
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


def test_reference_has_every_command_with_its_whole_help() -> None:
    page = cli_reference.render(program)
    for name in COMMANDS:
        assert f"## {name}\n\n```text\nUsage: {name} [" in page
        assert cli_reference.help_text(name) in page


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "kzsearch"])
def test_readme_has_each_command(name: str) -> None:
    assert f"`{name} " in README or f"`{name}`" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)\s]+)\)", README))))
def test_internal_links_of_the_readme_exist(link: str) -> None:
    if not link.startswith("https://"):
        path, _, anchor = link.partition("#")
        assert (ROOT / path).is_file()
        assert not anchor or f"# {anchor}" in (ROOT / path).read_text(encoding="utf-8").lower().replace(
            " ", "-"
        )


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make (\w+)", README, re.MULTILINE))))
def test_make_targets_of_the_readme_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("package", "name"), PUBLIC, ids=lambda value: getattr(value, "__name__", value))
def test_every_public_name_has_a_docstring(package: ModuleType, name: str) -> None:
    value = getattr(package, name)
    if inspect.isclass(value) or inspect.isroutine(value):
        assert _own_docstring(value), f"{package.__name__}.{name} has no docstring"
    for method, function in _public_methods(value):
        assert _own_docstring(function), f"{package.__name__}.{name}.{method} has no docstring"


def _own_docstring(value: object) -> bool:
    """Return whether the docstring is written by hand, not made by dataclass or inherited from an enum."""
    text = value.__doc__ or ""
    name = getattr(value, "__name__", "")
    return (
        bool(text)
        and not text.startswith(f"{name}(")
        and not (name and text == getattr(value, "__mro__", (0, 0))[1].__doc__)
    )


def _public_methods(value: object) -> Iterator[tuple[str, object]]:
    if inspect.isclass(value) and not issubclass(value, Exception):
        for name, member in vars(value).items():
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if not name.startswith("_") and (inspect.isfunction(function) or isinstance(function, property)):
                yield name, function


@pytest.mark.parametrize(("package", "name"), PUBLIC, ids=lambda value: getattr(value, "__name__", value))
def test_every_public_name_is_on_the_api_page(package: ModuleType, name: str) -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert re.search(rf"^\.\. auto\w+:: {name}\b", page, re.MULTILINE), (
        f"docs/api.md lacks {package.__name__}.{name}"
    )


def test_grammar_pages_have_every_row() -> None:
    pages = grammar_pages.pages()
    graph = inflection()
    for name in graph.suffixes:
        assert f"| `{name}` |" in pages["suffixes.md"]
    for edge in (edge for edges in graph.edges.values() for edge in edges):
        assert f"| {edge.example} < {edge.lemma} |" in pages["morphotactics.md"]
    for state in graph.states:
        assert f"| `{state}` |" in pages["states.md"]


def test_picture_shows_the_whole_word() -> None:
    drawn = picture.svg()
    letters = re.findall(r'class="kzw-letters">(\w+)<', drawn)
    assert "".join(letters) == picture.WORD
    assert len(letters) == 5


def test_accuracy_page_says_how_to_get_figures(tmp_path: Path) -> None:
    assert accuracy.COMMAND in accuracy.render(tmp_path / "none.json")


def test_accuracy_page_shows_figures_beside_the_best_peer(tmp_path: Path) -> None:
    measured = {
        "ktb": {"acc1": 94.04, "oracle": 99.1, "cand": 1.4, "any": {"F1": 90.2}},
        "kazqad_val.index_s": 9.5,
        "kazqad_val.cyrl": {"queries": 300, "ndcg10": 0.8, "r100": 0.95},
        "kazqad_val.arab": {"queries": 300, "ndcg10": 0.6, "r100": 0.9},
    }
    known = {"lemma": {"ktb": [89.8, 98.8, 87.6]}, "ir": {"kazqad_val": [0.69, 0.711]}}
    figures, peers = tmp_path / "accuracy.json", tmp_path / "peers.json"
    figures.write_text(json.dumps(measured), encoding="utf-8")
    peers.write_text(json.dumps(known), encoding="utf-8")
    page = accuracy.render(figures, peers)
    assert "| KTB | 94.0 | 89.8 | 99.1 | 98.8 | 1.40 | 90.2 | 87.6 |" in page
    assert "| kazqad_val | 300 | 0.800 | 0.711 | 0.950 |" in page
    assert "| arab | 0.600 | 75.0 % |" in page
    assert "| KTB | 94.0 | – |" in accuracy.render(figures, tmp_path / "none.json")


def test_every_page_is_read_by_the_runner() -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    found = {page.name: len(list(examples(page))) for page in pages}
    assert found["README.md"] >= 5
    assert found["getting-started.md"] >= 10


@pytest.mark.parametrize(
    ("wanted", "got", "same"),
    [
        (["a"], ["a "], True),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        ([], ["a"], False),
        (["3 of ... ms"], ["3 of 12 in 4 ms"], True),
        (["3 of ... ms"], ["3 of 12", "in 4 ms"], False),
        (["a", "...", "b"], ["a", "x", "y", "b"], True),
        (["score 14.29"], ["score 14.60"], True),
        (["score 14.29"], ["score 24.29"], False),
        (["kzsearch 0.1.0"], ["kzsearch 0.1.1"], False),
        (["2 hits"], ["3 hits"], False),
        (["a (b) [c]"], ["a (b) [c]"], True),
    ],
)
def test_outputs_are_compared_with_their_placeholders(wanted: list[str], got: list[str], same: bool) -> None:
    assert matches(wanted, got) is same


@pytest.mark.parametrize(
    ("page", "failure"),
    [
        ("```console\n$ echo a\na\n```\n```pycon\n>>> 1 + 1\n2\n```\n", ""),
        ("```console\n$ echo a\nb\n```\n", "unexpected output"),
        ("```console\n$ false\n```\n", "exit code 1"),
        ("```console\n$ false\n$ echo $?\n1\n```\n", ""),
        ("```pycon\n>>> 1 + 1\n3\n```\n", "unexpected output"),
        (
            "```pycon\n>>> [][0]\nTraceback (most recent call last):\n  ...\nIndexError: ...\n```\n",
            "",
        ),
        ("```{code-block} text\n:caption: a/b.txt\nбір\n```\n```console\n$ cat a/b.txt\nбір\n```\n", ""),
        ("```python\nprint(1)\n```\n", "fence"),
        ("```sh\nrm -rf x\n```\n", "would not be run"),
        ("```console\n$ echo a\n", "never closed"),
    ],
)
def test_runner_sees_what_is_wrong(page: str, failure: str, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(page, encoding="utf-8")
    report = run_page(file)
    if failure:
        assert len(report.failures) == 1
        assert failure in report.failures[0]
    else:
        assert not report.failures
        assert report.count


def test_accepting_writes_the_output_and_masks_timings(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("```console\n$ echo 'one in 12.5 ms'\nx\n$ echo two\n```\nend\n", encoding="utf-8")
    assert not run_page(file, accept=True).failures
    assert file.read_text(encoding="utf-8") == (
        "```console\n$ echo 'one in 12.5 ms'\none in ... ms\n$ echo two\ntwo\n```\nend\n"
    )
    assert not run_page(file).failures


def test_page_errors_name_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("a\n\n```console\nno prompt\n```\n", encoding="utf-8")
    with pytest.raises(PageError, match=r"page\.md:4: a console block begins with"):
        list(examples(file))


def test_docs_tools_import_nothing_at_a_distance() -> None:
    assert importlib.import_module("kzdocs").__file__ == str(DOCS / "kzdocs" / "__init__.py")
