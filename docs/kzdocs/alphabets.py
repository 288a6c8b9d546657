"""Make Markdown tables of the transliteration schemes, read with the analyzer's own readers."""

from __future__ import annotations

from kzdocs.tables import code, codes, table
from kzsearch_analyzers.scripts.orthography import COLUMNS, Orthography, orthography, scheme_list
from kzsearch_analyzers.tables import read_rows

_OTHERS = [scheme for scheme in scheme_list() if scheme.name != "cyrl"]


def schemes() -> str:
    """Return a table of the schemes with an example of each."""
    rows = [(code(row.cells[0]), row.cells[1], row.cells[3]) for row in read_rows("scripts/schemes.tsv", 4)]
    return table(("scheme", "what it is", "example"), rows)


def letters() -> str:
    """Return a table of the spellings of every Cyrillic letter in every scheme."""
    tables = [orthography(scheme.name) for scheme in _OTHERS]
    alphabet = [letter for letter in tables[0].write if len(letter) == 1]
    rows = [(letter, *(_spellings(letter, one) for one in tables)) for letter in alphabet]
    return table(("", *(scheme.name.removeprefix("latn-") for scheme in _OTHERS)), rows)


def _spellings(letter: str, scheme: Orthography) -> str:
    return ", ".join(rule.spelling or "–" for rule in reversed(scheme.write[letter]))


def special() -> str:
    """Return a table of the rules with context, several letters or marks, or for one direction only."""
    rows = []
    for scheme in _OTHERS:
        for row in read_rows(f"scripts/tables/{scheme.name}.tsv", COLUMNS):
            letters, spelling, way, left, right, note, example, _ = row.cells
            if way != "both" or left + right != "--" or len(letters) > 1:
                rows.append((code(scheme.name), code(letters), code(spelling), way, note, example))
    return table(("scheme", "Cyrillic", "spelling", "direction", "when", "example"), rows)


def shared_spellings() -> str:
    """Return a table of each scheme's spellings for several letters, and of the letters that it omits."""
    rows = []
    for scheme in _OTHERS:
        one = orthography(scheme.name)
        several = {
            spelling: [option.letters for option in options if option.listed]
            for spelling, options in one.read.items()
        }
        shared = [f"`{s}` {' '.join(found)}" for s, found in several.items() if len(found) > 1]
        unwritten = [c for c, rules in one.write.items() if not rules[0].spelling]
        rows.append((code(scheme.name), "; ".join(shared) or "none", codes(unwritten) or "none"))
    return table(("scheme", "one spelling, several letters", "not written"), rows)
