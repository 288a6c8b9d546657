"""Estimate the probabilities of suffixes (spelling/transitions.tsv) from counts of word forms.

    python benchmarks/quality/estimate_transitions.py            # writes transitions.tsv
    python benchmarks/quality/estimate_transitions.py --check    # fails where it would write another table

The counts (../shared/data/corpus/wordfreq.tsv) are divided among the readings of a form by the disambiguation
model. No gold is read. Run it after train_ranking.py, whose weights it uses.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTS = ROOT.parent / "shared" / "data" / "corpus" / "wordfreq.tsv"
TABLE = ROOT / "analyzers" / "kzsearch_analyzers" / "spelling" / "transitions.tsv"
MINIMUM = 3.0
"""Occurrences of a pair with a row of its own."""
HEAD = """\
# Log-probabilities of the suffixes that follow a stem or a suffix, estimated from the counts of word forms in
# 2 million tokens of news, law, reviews and fiction. Written by benchmarks/quality/estimate_transitions.py.
# before: the part of speech of the stem, or a suffix. after: a suffix, or $ for the end of the word.
# ? and ?: pairs without a row. nats: natural logarithm of the probability.
# example: the form that contributes most. count: occurrences of the pair.
# before	after	nats	example	count
"""

sys.path.insert(0, str(ROOT / "analyzers"))

from kzsearch_analyzers.morphology.analyze import morphology  # noqa: E402
from kzsearch_analyzers.morphology.reading import Source  # noqa: E402

Pair = tuple[str, str]


def count_pairs() -> tuple[dict[Pair, float], dict[Pair, str]]:
    """Return the expected occurrences of each pair, and the form that contributes most to each."""
    counts: dict[Pair, float] = defaultdict(float)
    examples: dict[Pair, tuple[float, str]] = {}
    for line in COUNTS.read_text("utf-8").splitlines():
        form, count = line.split("\t")
        readings = [r for r in morphology().known(form) if r.source is Source.LEXICON]
        total = sum(math.exp(r.weight) for r in readings)
        for r in readings:
            share = int(count) * math.exp(r.weight) / total
            chain = (r.pos, *r.suffixes, "$")
            for pair in pairwise(chain):
                counts[pair] += share
                examples[pair] = max(examples.get(pair, (0.0, "")), (share, form))
    return counts, {pair: form for pair, (_, form) in examples.items()}


def render() -> str:
    """Return the text of the table."""
    counts, examples = count_pairs()
    totals: dict[str, float] = defaultdict(float)
    for (before, _), count in counts.items():
        totals[before] += count
    kept = {pair: count for pair, count in counts.items() if count >= MINIMUM}
    nats = {(a, b): math.log(count / totals[a]) for (a, b), count in kept.items()}
    rows = [f"?\t?\t{min(nats.values()):.2f}\t-\t-"]
    rows += [f"{a}\t{b}\t{nats[a, b]:.2f}\t{examples[a, b]}\t{kept[a, b]:.0f}" for a, b in sorted(kept)]
    return HEAD + "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    if not COUNTS.is_file():
        sys.exit(f"estimate_transitions: no counts at {COUNTS}; they are beside the checkout (../shared)")
    found = render()
    if not check:
        TABLE.write_text(found, "utf-8")
    elif TABLE.read_text("utf-8") != found:
        sys.exit(f"estimate_transitions: {TABLE} is out of date; run it without --check")
    print(f"{found.count(chr(10)) - HEAD.count(chr(10))} rows")


if __name__ == "__main__":
    main()
