"""Measure how many different words share a fold key, over the forms of ../shared/data/corpus/wordfreq.tsv.

    python benchmarks/quality/fold_collisions.py [N]

Two forms collide when the lexicon knows both, their keys are equal and they have no lemma in common. (A form
that it does not know is in most cases the other typed without Kazakh letters, which the key should merge.)
Prints the share of forms and of running tokens that collide with another, the share of tokens that are not
the most frequent word of their key, and the N most frequent collisions.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kzsearch_analyzers import fold_key
from kzsearch_analyzers.morphology.analyze import morphology

WORDS = Path(__file__).resolve().parents[3] / "shared/data/corpus/wordfreq.tsv"

Form = tuple[str, int]
"""A form with its frequency."""


def read_forms() -> Iterator[Form]:
    """Yield the forms of WORDS."""
    for line in WORDS.read_text("utf-8").splitlines():
        form, count = line.split("\t")
        yield form, int(count)


def unrelated_forms(forms: list[Form]) -> list[Form]:
    """Return the forms of one key that have no lemma in common with some other, the most frequent first."""
    lemmas = {form: {r.lemma for r in morphology().known(form)} for form, _ in forms}
    known = [(form, count) for form, count in forms if lemmas[form]]
    unrelated = [f for f in known if any(lemmas[f[0]].isdisjoint(lemmas[g]) for g, _ in known)]
    return sorted(unrelated, key=lambda f: (-f[1], f[0]))


def collisions(forms: Iterable[Form]) -> list[list[Form]]:
    """Return the groups that collide, those with most tokens outside their most frequent form first."""
    groups: dict[str, list[Form]] = defaultdict(list)
    for form, count in forms:
        groups[fold_key(form)].append((form, count))
    found = [unrelated_forms(group) for group in groups.values() if len(group) > 1]
    return sorted((group for group in found if group), key=lambda group: -_rarer(group))


def _rarer(group: list[Form]) -> int:
    return sum(count for _, count in group[1:])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shown", nargs="?", type=int, default=20, metavar="N")
    shown = parser.parse_args().shown
    if not WORDS.exists():
        sys.exit(f"fold_collisions: no {WORDS}; it is beside the checkout, see ../shared/README.md")
    forms = list(read_forms())
    tokens = sum(count for _, count in forms)
    found = collisions(forms)
    colliding = sum(map(len, found))
    running = sum(count for group in found for _, count in group)
    print(f"forms {len(forms)}, of them colliding {colliding}: {colliding / len(forms):.2%}")
    print(f"running tokens {tokens}, of them colliding {running}: {running / tokens:.2%}")
    rarer = sum(map(_rarer, found)) / tokens
    print(f"not the most frequent word of their key: {rarer:.2%} of the running tokens")
    for group in found[:shown]:
        print(fold_key(group[0][0]), " ".join(f"{form}:{count}" for form, count in group), sep="\t")


if __name__ == "__main__":
    main()
