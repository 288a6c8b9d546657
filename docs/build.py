"""Builds the documentation, and fails on anything that is wrong with it.

    python docs/build.py               # generate, run all examples, build HTML
    python docs/build.py --accept      # write the outputs of the examples into the pages; read the diff
    python docs/build.py --only html   # one step: generate, examples or html

1. Generates docs/_generated/: the command-line reference from the program, the grammar from its tables,
   pictures and tables from the analyzer.
2. Runs every example of README.md and docs/*.md, and those of the docstrings, and compares what they print.
3. Builds docs/_build/html with Sphinx, all warnings being errors.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
GENERATED = DOCS / "_generated"
HTML = DOCS / "_build" / "html"
sys.path.insert(0, str(DOCS))

from kzdocs.examples import Report, run_docstrings, run_page  # noqa: E402 - beside this file, not installed

if TYPE_CHECKING:
    from collections.abc import Callable


def generated_files() -> dict[str, str]:
    """Path below docs/_generated -> text. Pages end in .md; what other pages include ends otherwise."""
    from kzdocs import accuracy, alphabets, cli_reference, grammar_pages, layers, picture

    from kzsearch.cli import program

    files = {"cli.md": cli_reference.render(program)}
    files |= {f"grammar/{name}": text for name, text in grammar_pages.pages().items()}
    files |= {"word.svg": picture.svg(), "tokens.inc": layers.tokens(), "spellings.inc": layers.spellings()}
    files["accuracy.inc"] = accuracy.render()
    files |= {"schemes.inc": alphabets.schemes(), "letters.inc": alphabets.letters()}
    files |= {"spellings-read.inc": alphabets.special(), "shared.inc": alphabets.shared_spellings()}
    return files


def generate() -> list[str]:
    """Writes the generated files, and only them; returns failures, of which there are none: errors raise."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    for name, text in generated_files().items():
        file = GENERATED / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return []


def example_pages() -> list[Path]:
    """The pages written by hand."""
    return [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


def run_examples(accept: bool) -> list[str]:
    """Runs the examples, a process for each page; returns what failed."""
    pending: list[Future[Report]] = []
    with ProcessPoolExecutor() as pool:
        pending = [pool.submit(run_page, page, accept) for page in example_pages()]
        pending.append(pool.submit(run_docstrings, ("kzsearch_analyzers", "kzsearch")))
    reports = [future.result() for future in pending]
    if not sum(report.count for report in reports):
        return ["no example was found; something is wrong with the runner"]
    print(f"  {sum(report.count for report in reports)} examples on {len(reports)} pages")
    return [failure for report in reports for failure in report.failures]


def build_html() -> list[str]:
    """Runs Sphinx; returns what failed."""
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-E", "-b", "html"]
    command += ["-d", str(DOCS / "_build" / "doctrees"), str(DOCS), str(HTML)]
    # Whoosh 2.7.4 warns of itself when it is first compiled.
    environment = os.environ | {"PYTHONWARNINGS": "ignore::SyntaxWarning"}
    code = subprocess.run(command, env=environment, check=False).returncode
    return [f"sphinx: exit code {code}"] if code else []


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--accept", action="store_true", help="write the outputs of the examples into the pages"
    )
    parser.add_argument("--only", choices=("generate", "examples", "html"), help="one step")
    options = parser.parse_args()
    steps: dict[str, Callable[[], list[str]]] = {
        "generate": generate,
        "examples": lambda: run_examples(options.accept),
        "html": build_html,
    }
    failed = False
    for name, step in steps.items():
        if options.only in (None, name):
            start = time.perf_counter()
            print(f"docs: {name}", flush=True)
            failures = step()
            failed = failed or bool(failures)
            print("\n".join(failures) or f"  done in {time.perf_counter() - start:.1f} s", flush=True)
    print("docs: failed" if failed else f"docs: {HTML.relative_to(ROOT)}/index.html")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
