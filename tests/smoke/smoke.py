"""The smoke test of an installed kzsearch: wheels.py runs it in an empty venv, in isolated mode."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import kzsearch
import kzsearch_analyzers

KZSEARCH = Path(sysconfig.get_path("scripts")) / "kzsearch"


def kzsearch_cli(*args: str, text: str | None = None) -> str:
    done = subprocess.run(
        [str(KZSEARCH), *args], text=True, capture_output=True, check=False, input=text, encoding="utf-8"
    )
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout


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
        raise AssertionError("the wheel claims the top-level name 'analyzers'")
    assert kzsearch_analyzers.kazakh_analyzer().lemmas("мектептеріміздегі")[0] == "мектеп"
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        row = json.dumps({"id": "a", "title": "Мектеп", "text": "Мектептеріміздегі кітапханалар жаңарды."})
        kzsearch_cli("index", index, "-", text=row + "\n")
        found = json.loads(kzsearch_cli("search", index, "кітапхана", "--json"))
        assert found["total"] == 1, found
        assert found["hits"][0]["article_id"] == "a", found
    assert "Наурыз" in kzsearch_cli("demo")
    print(f"smoke: {kzsearch_cli('--version').strip()} on {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
