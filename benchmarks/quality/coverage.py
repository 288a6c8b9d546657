"""Measure how much of running Kazakh text the lexicon covers, and list the forms that it lacks.

    python benchmarks/quality/coverage.py [--unknown 100] [WORDFREQ]

WORDFREQ has ``form<TAB>count`` a line; ../shared/data/corpus/wordfreq.tsv by default. Forms in Kazakh
Cyrillic letters are counted, weighted by their frequency:

    known     a reading by the lexicon or the irregular forms
    retyped   a known word typed without the Kazakh letters
    Russian   neither, but in the Russian dictionary
    guessed   none of these, but the guesser finds a stem
    nothing   no reading
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kzsearch_analyzers import Source, normalize
from kzsearch_analyzers.lookup.russian import russian_lemma
from kzsearch_analyzers.morphology.analyze import morphology
from kzsearch_analyzers.scripts.fold_lookup import fold_lookup
from kzsearch_analyzers.scripts.keyboards import is_keyboard_variant

WORDFREQ = Path(__file__).resolve().parents[3] / "shared" / "data" / "corpus" / "wordfreq.tsv"
KINDS = ("known", "retyped", "Russian", "guessed", "nothing")
_KAZAKH = re.compile("[а-яёәғқңөұүһі]+(?:-[а-яёәғқңөұүһі]+)*")


@dataclass
class Coverage:
    """Counts of tokens and of distinct forms by kind, and of each form that the lexicon lacks."""

    tokens: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    read: int = 0

    @property
    def read_share(self) -> float:
        """Return the percentage of running tokens with a reading from the lexicon or the guesser."""
        return 100 * self.read / max(1, self.tokens.total())

    def share(self, *kinds: str) -> float:
        """Return the percentage of running tokens of some kinds."""
        return 100 * sum(self.tokens[kind] for kind in kinds) / max(1, self.tokens.total())


def read_counts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the forms in Kazakh letters with their counts."""
    for line in path.read_text("utf-8").splitlines():
        form, count = line.split("\t")
        word = normalize(form).text
        if _KAZAKH.fullmatch(word):
            yield word, int(count)


def kind_of(word: str) -> str:
    """Return the kind of a word, one of ``KINDS``."""
    readings = morphology().readings(word)
    if any(r.source is not Source.GUESS for r in readings):
        return "known"
    if fold_lookup().find(word, lambda form: 0.0 if is_keyboard_variant(word, form) else None):
        return "retyped"
    if russian_lemma(word):
        return "Russian"
    return "guessed" if readings else "nothing"


def measure(counts: Iterable[tuple[str, int]]) -> Coverage:
    """Return the coverage of forms with their counts."""
    found = Coverage()
    for word, count in counts:
        kind = kind_of(word)
        found.tokens[kind] += count
        found.types[kind] += 1
        found.read += count * bool(morphology().readings(word))
        if kind in ("guessed", "nothing"):
            found.unknown[word] += count
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wordfreq", nargs="?", type=Path, default=WORDFREQ)
    parser.add_argument(
        "--unknown", type=int, default=100, metavar="N", help="print the N most frequent unknown forms"
    )
    args = parser.parse_args()
    if not args.wordfreq.exists():
        sys.exit(f"coverage: no {args.wordfreq}; give a file of form<TAB>count a line")
    found = measure(read_counts(args.wordfreq))
    print(f"{'':10}{'tokens':>12}{'%':>8}{'forms':>10}")
    for kind in KINDS:
        print(f"{kind:10}{found.tokens[kind]:12,}{found.share(kind):8.2f}{found.types[kind]:10,}")
    print(f"known from the lexicon: {found.share('known'):.2f} %")
    print(f"and with the guesser: {found.read_share:.2f} %")
    for word, count in found.unknown.most_common(args.unknown):
        readings = morphology().readings(word)
        print(f"{count}\t{word}\t{' '.join(dict.fromkeys(r.lemma for r in readings)) or '-'}")


if __name__ == "__main__":
    main()
