"""Check the lexicon's files, and fix what needs no judgement.

    python tests/lexicon_lint.py          # lists the problems; exit code 1 if there are any
    python tests/lexicon_lint.py --fix    # sorts rows and flags, adds headers, removes exact duplicates

A file has a row ``lemma<TAB>pos[<TAB>flags]`` for each lexeme, sorted by the Kazakh alphabet, after a comment
that names its origin. A lemma with a part of speech is in one file only.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kzsearch_analyzers.errors import GrammarError
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.morphology.lexicon import parse_lexeme
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.text.tokenizer import tokenize

FOLDER = Path(__file__).resolve().parents[1] / "analyzers" / "kzsearch_analyzers" / "morphology" / "lexicon"
HEADER = (
    "# {title}. Written for kzsearch, MIT. Columns: lemma, part of speech, "
    "flags where the word departs from the rules of lexicon.py."
)
PLURAL_POS = frozenset({"n", "adj", "num", "adv"})
"""Parts of speech whose plurals are forms of a lemma; a name may have a plural as its lemma (Филиппиндер)."""

NOT_PLURALS = frozenset(["астар", "гендер", "қарыздар", "салдар", "твиттер"])
"""Lemmas that end like a plural but are none: Persian -дар, a root, a name."""

_ALPHABET = "-аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: chr(0x100 + rank) for rank, letter in enumerate(_ALPHABET)}
_PLURAL = re.compile("[лдт][ае]р$")


@dataclass(frozen=True)
class Entry:
    """A row of a file, unparsed."""

    file: str
    line: int
    text: str

    @property
    def lemma(self) -> str:
        return self.text.split("\t")[0]

    @property
    def key(self) -> tuple[str, str]:
        """Lemma and part of speech, which identify a lexeme."""
        lemma, pos, *_ = (*self.text.lower().split("\t"), "")
        return lemma, pos

    def problem(self, message: str) -> str:
        return f"{self.file}:{self.line}: {message}: {self.text!r}"


def sort_key(text: str) -> tuple[str, str]:
    """Return the sort key of a row: by the Kazakh alphabet, capitals as small letters."""
    return "".join(_ORDER.get(c, c) for c in text.split("\t")[0].lower()), text


def is_row(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def read_entries(folder: Path) -> dict[str, list[Entry]]:
    """Return the rows by file name."""
    return {
        path.name: [
            Entry(path.name, number, line)
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if is_row(line)
        ]
        for path in sorted(folder.glob("*.tsv"))
    }


def check_rows(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the problems of single rows: syntax, part of speech, flags."""
    for entry in entries:
        cells = entry.text.split("\t")
        if any(not cell or cell != cell.strip() for cell in cells):
            yield entry.problem("empty cell or space at an edge")
            continue
        try:
            lexeme = parse_lexeme(entry.text, f"{entry.file}:{entry.line}", {})
        except (GrammarError, ValueError) as error:
            yield entry.problem(str(error))
            continue
        names = [name for name, _ in lexeme.flags]
        if names != sorted(set(names)):
            yield entry.problem("flags twice or not in alphabetical order")


def check_spelling(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lemmas that are not NFC, mix scripts, or are not one token of the tokenizer."""
    for entry in entries:
        if entry.text != unicodedata.normalize("NFC", entry.text):
            yield entry.problem("not NFC")
        odd = sorted({c for c in entry.lemma.lower() if c.isalpha() and c not in _ALPHABET})
        if odd:
            yield entry.problem(f"not in Kazakh letters, see {' '.join(f'U+{ord(c):04X} {c}' for c in odd)}")
            continue
        terms = [token.term for token in tokenize(normalize(entry.lemma))]
        if terms != [entry.lemma.lower()]:
            yield entry.problem(f"no text can give this lemma, the tokenizer reads {' | '.join(terms)}")


def check_order(name: str, entries: list[Entry]) -> Iterator[str]:
    """Yield the first row of a file that is out of order."""
    for before, entry in pairwise(entries):
        if sort_key(entry.text) < sort_key(before.text):
            yield entry.problem(
                f"{name} is not sorted; run python tests/lexicon_lint.py --fix; comes after {before.lemma!r}"
            )
            return


def check_duplicates(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the rows whose lemma and part of speech another row of any file has."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            yield entry.problem(f"{entry.key[0]} {entry.key[1]} is in {first.file}:{first.line} already")


def check_plurals(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lemmas that are the plural of another lemma with a part of speech of PLURAL_POS."""
    for entry in entries:
        lemma, pos = entry.key
        if pos not in PLURAL_POS or lemma in NOT_PLURALS or not _PLURAL.search(lemma):
            continue
        readings = (c.reading() for c in morphology().segmenter.known(lemma))
        bases = sorted({r.lemma for r in readings if r.tags == ("pl",) and r.pos in PLURAL_POS})
        if bases:
            yield entry.problem(f"the plural of {' '.join(bases)}")


def check_header(path: Path) -> Iterator[str]:
    """Yield a problem for a file without a header comment."""
    if not path.read_text("utf-8").startswith("# "):
        yield f"{path.name}:1: no header comment; run python tests/lexicon_lint.py --fix"


def lint(folder: Path = FOLDER) -> list[str]:
    """Return the problems of all files."""
    files = read_entries(folder)
    everything = [entry for entries in files.values() for entry in entries]
    return [
        *(problem for name in files for problem in check_header(folder / name)),
        *check_rows(everything),
        *check_spelling(everything),
        *(problem for name, entries in files.items() for problem in check_order(name, entries)),
        *check_duplicates(everything),
        *check_plurals(everything),
    ]


def fix(folder: Path = FOLDER) -> list[str]:
    """Sort every file, add headers, remove exact duplicates also across files; return what was done.

    Of equal rows in several files, the one in the smallest file is kept: the special list, not the general.
    """
    files = {path: path.read_text("utf-8").splitlines() for path in sorted(folder.glob("*.tsv"))}
    owner: dict[str, Path] = {}
    for path, lines in sorted(files.items(), key=lambda item: (len(item[1]), item[0])):
        for line in filter(is_row, lines):
            owner.setdefault(_canonical(line), path)
    did = []
    for path, lines in files.items():
        rows = sorted({_with_ordered_flags(line): None for line in filter(is_row, lines)}, key=sort_key)
        kept = _without_repeats(line for line in rows if owner[_canonical(line)] == path)
        comments = [line for line in lines if line.startswith("#")]
        head = [] if comments else [HEADER.format(title=path.stem.replace("_", " ").capitalize())]
        new = "\n".join([*head, *comments, *kept]) + "\n"
        if new != "\n".join(lines) + "\n":
            path.write_text(new, "utf-8")
            removed = sum(map(is_row, lines)) - len(kept)
            did.append(f"{path.name}: {len(kept)} rows in order, {removed} duplicates removed")
    return did


def _with_ordered_flags(line: str) -> str:
    lemma, *rest = line.split("\t")
    return "\t".join([lemma, *(" ".join(sorted(cell.split())) for cell in rest)])


def _canonical(line: str) -> str:
    """Return a key that exact duplicates share, regardless of capitals and of the order of flags."""
    try:
        lexeme = parse_lexeme(line, "", {})
    except (GrammarError, ValueError):
        return line
    return f"{lexeme.lemma}\t{lexeme.pos}\t{sorted(lexeme.flags)}"


def _without_repeats(lines: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for line in lines:
        kept.setdefault(_canonical(line), line)
    return list(kept.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fix", action="store_true", help="sort, add headers, remove exact duplicates")
    if parser.parse_args().fix:
        for line in fix():
            print(line)
    problems = lint()
    counts: dict[str, int] = defaultdict(int)
    for problem in problems:
        print(problem)
        counts[problem.split(":")[0]] += 1
    if problems:
        sys.exit(
            f"lexicon_lint: {len(problems)} problems; "
            + ", ".join(f"{f} {n}" for f, n in sorted(counts.items()))
        )


if __name__ == "__main__":
    main()
