"""Test an installed kzsearch; wheels.py runs this in an empty venv, in isolated mode.

    python -I tests/smoke/smoke.py compiled|pure

The argument says whether the C extension must be installed. Prints the hits of some queries with their scores
as a line of JSON, which must be the same for both kinds of wheel.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import kzsearch
import kzsearch_analyzers

QUERIES = ("мектептеріміздің зертханалары", '"ұлыстың ұлы күні"', "аксак кулан", "кітап AND мектеп", "қаза*")
KZSEARCH = Path(sysconfig.get_path("scripts")) / "kzsearch"


def kzsearch_cli(*args: str, text: str | None = None) -> str:
    done = subprocess.run(
        [str(KZSEARCH), *args], text=True, capture_output=True, check=False, input=text, encoding="utf-8"
    )
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout


def hits(index: str, query: str) -> list[tuple[str, float]]:
    """Return the ids and scores of the hits, best first; fail if there are none."""
    found = json.loads(kzsearch_cli("search", index, query, "--json"))
    assert found["hits"], f"{query} finds nothing"
    return [(hit["section_id"], hit["score"]) for hit in found["hits"]]


def main() -> None:
    for package in (kzsearch, kzsearch_analyzers):
        home = Path(str(package.__file__)).parent
        assert "site-packages" in home.parts, (
            f"{package.__name__} does not come from the wheel but from {home}"
        )
        assert (home / "py.typed").is_file()
    try:
        __import__("analyzers")
    except ModuleNotFoundError:
        pass
    else:
        raise AssertionError(
            "the wheel installs a top-level package 'analyzers', expected only kzsearch_analyzers"
        )
    compiled = importlib.util.find_spec("kzsearch._native") is not None
    assert compiled == (sys.argv[1] == "compiled"), (
        f"the C extension is {'installed' if compiled else 'missing'}, expected a {sys.argv[1]} wheel"
    )
    assert kzsearch_analyzers.kazakh_analyzer().lemmas("мектептеріміздегі")[0] == "мектеп"
    assert kzsearch_analyzers.fold_key("Đorđe Café Ωμέγα"), "letters of foreign scripts have no fold key"
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        assert "Наурыз" in kzsearch_cli("demo", "--index", index)
        row = json.dumps({"id": "a", "title": "Мектеп", "text": "Мектептеріміздегі кітапханалар жаңарды."})
        kzsearch_cli("index", index, "-", text=row + "\n")
        print(json.dumps([hits(index, query) for query in QUERIES]))


if __name__ == "__main__":
    main()
