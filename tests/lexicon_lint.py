"""Checks the lexicon's files, and puts in order what needs no thought.

    python tests/lexicon_lint.py          # lists what is wrong, exit code 1 if anything is
    python tests/lexicon_lint.py --fix    # sorts rows and flags, adds headers, removes exact duplicates

A file is ``lemma<TAB>pos[<TAB>flags]``, one lemma a line, in the order of the Kazakh alphabet, under a
comment that says where it comes from. A lemma with one part of speech stands in one file only.
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
HEADER = "# {title}. Written for kzsearch, MIT. Rows: lemma, part of speech, flags that depart from rules."
PLURAL_POS = frozenset({"n", "adj", "num", "adv"})
"""Parts of speech of which a plural is a form; names may be plurals for good (Филиппиндер)."""

NOT_PLURALS = frozenset(["астар", "гендер", "қарыздар", "салдар", "твиттер"])
"""Words that merely end like a plural: a Persian -дар, a root, a name."""

_ALPHABET = "-аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: chr(0x100 + rank) for rank, letter in enumerate(_ALPHABET)}
_PLURAL = re.compile("[лдт][ае]р$")


@dataclass(frozen=True)
class Entry:
    """A row of a file as it is written."""

    file: str
    line: int
    text: str

    @property
    def lemma(self) -> str:
        return self.text.split("\t")[0]

    @property
    def key(self) -> tuple[str, str]:
        """What may stand only once: lemma and part of speech."""
        lemma, pos, *_ = (*self.text.lower().split("\t"), "")
        return lemma, pos

    def problem(self, message: str) -> str:
        return f"{self.file}:{self.line}: {message}: {self.text!r}"


def sort_key(text: str) -> tuple[str, str]:
    """The order of a row: the Kazakh alphabet, capitals as small letters."""
    return "".join(_ORDER.get(c, c) for c in text.split("\t")[0].lower()), text


def is_row(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def read_entries(folder: Path) -> dict[str, list[Entry]]:
    """The rows of each file."""
    return {
        path.name: [
            Entry(path.name, number, line)
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if is_row(line)
        ]
        for path in sorted(folder.glob("*.tsv"))
    }


def check_rows(entries: Iterable[Entry]) -> Iterator[str]:
    """What is wrong with single rows: syntax, part of speech, flags."""
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
    """Lemmas that are not NFC, mix scripts, or that no text can give: they must tokenise as one token."""
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
    """The first row of a file that is out of order."""
    for before, entry in pairwise(entries):
        if sort_key(entry.text) < sort_key(before.text):
            yield entry.problem(
                f"{name} is not sorted; run python tests/lexicon_lint.py --fix; comes after {before.lemma!r}"
            )
            return


def check_duplicates(entries: Iterable[Entry]) -> Iterator[str]:
    """Rows with a lemma and part of speech that another row has, in whatever file."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            yield entry.problem(f"{entry.key[0]} {entry.key[1]} is in {first.file}:{first.line} already")


def check_plurals(entries: Iterable[Entry]) -> Iterator[str]:
    """Lemmas that are the plural of another lemma of the same part of speech."""
    for entry in entries:
        lemma, pos = entry.key
        if pos not in PLURAL_POS or lemma in NOT_PLURALS or not _PLURAL.search(lemma):
            continue
        readings = (c.reading() for c in morphology().segmenter.known(lemma))
        bases = sorted({r.lemma for r in readings if r.tags == ("pl",) and r.pos in PLURAL_POS})
        if bases:
            yield entry.problem(f"the plural of {' '.join(bases)}")


def check_header(path: Path) -> Iterator[str]:
    """A file that does not say where it comes from."""
    if not path.read_text("utf-8").startswith("# "):
        yield f"{path.name}:1: no header comment; run python tests/lexicon_lint.py --fix"


def lint(folder: Path = FOLDER) -> list[str]:
    """Everything that is wrong."""
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
    """Sorts every file, adds the header, removes exact duplicates also across files; says what it did.

    Of equal rows in several files the one in the smallest file stays: special lists beat general ones.
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
    """What makes rows exact duplicates: the lexeme, whatever the capitals and the order of flags."""
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
