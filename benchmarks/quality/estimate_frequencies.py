"""Estimate the frequency classes of lexemes (morphology/frequency.tsv) from counts of forms in running text.

    python benchmarks/quality/estimate_frequencies.py

The counts (../shared/data/corpus/wordfreq.tsv) do not say which reading a form has in the text. Expectation
maximisation distributes the count of each form over its readings, by a fixed cost a suffix and the lexeme
counts of the previous round. Only a coarse class is kept: 0 below MINIMUM, then one more for each factor of
four. No annotated text is read. Run train_ranking.py afterwards, which estimates the weight of each class.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTS = ROOT.parent / "shared" / "data" / "corpus" / "wordfreq.tsv"
TABLE = ROOT / "analyzers" / "kzsearch_analyzers" / "morphology" / "frequency.tsv"
ROUNDS, SMOOTHING, MINIMUM, TOP_CLASS = 6, 0.5, 3.0, 7
SUFFIX_COST = 2.0
"""Nats; 0 moves counts of long stems (``ұйымдастыр``) to the short stems inside them (``ұйымдас``)."""

sys.path.insert(0, str(ROOT / "analyzers"))

from kzsearch_analyzers.morphology.analyze import Morphology, morphology  # noqa: E402
from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel  # noqa: E402
from kzsearch_analyzers.morphology.reading import Source  # noqa: E402

Lexeme = tuple[str, str]


def load_forms() -> list[tuple[float, list[tuple[Lexeme, float]]]]:
    """Return the count of every known form, with the prior share of each of its lexemes."""
    everything = Morphology(morphology().segmenter, DisambiguationModel({}, keep=1e-300))
    forms = []
    for line in COUNTS.read_text("utf-8").splitlines():
        form, count = line.split("\t")
        shares: dict[Lexeme, float] = defaultdict(float)
        for reading in everything.known(form):
            if reading.source in (Source.LEXICON, Source.FORM):
                shares[reading.lemma, reading.pos] += math.exp(-SUFFIX_COST * len(reading.morphs))
        if shares:
            forms.append((float(count), list(shares.items())))
    return forms


def estimate(forms: list[tuple[float, list[tuple[Lexeme, float]]]]) -> dict[Lexeme, float]:
    """Return the expected counts of lexemes."""
    counts: dict[Lexeme, float] = defaultdict(float)
    for turn in range(ROUNDS):
        following: dict[Lexeme, float] = defaultdict(float)
        for count, shares in forms:
            weighed = [(lexeme, w * ((counts[lexeme] + SMOOTHING) if turn else 1.0)) for lexeme, w in shares]
            total = sum(w for _, w in weighed)
            for lexeme, w in weighed:
                following[lexeme] += count * w / total
        counts = following
    return counts


def frequency_class(count: float) -> int:
    """Return 0 below MINIMUM, else one more than the number of factors of four above it."""
    return 0 if count < MINIMUM else min(TOP_CLASS, 1 + int(math.log(count / MINIMUM, 4)))


def main() -> None:
    if not COUNTS.is_file():
        sys.exit(f"estimate_frequencies: no counts at {COUNTS}; they are beside the checkout (../shared)")
    classes = {lexeme: frequency_class(c) for lexeme, c in estimate(load_forms()).items()}
    rows = sorted((lemma, pos, n) for (lemma, pos), n in classes.items() if n)
    head = (
        "# Frequency classes of lexemes: lemma, part of speech, class.",
        f"# 0 = rare, without a row; each class up to {TOP_CLASS} is 4 times as frequent as the one below.",
        "# Written by benchmarks/quality/estimate_frequencies.py.",
    )
    TABLE.write_text("\n".join([*head, *(f"{a}\t{b}\t{n}" for a, b, n in rows)]) + "\n", "utf-8")
    print(f"{len(rows)} lexemes with a class above 0")


if __name__ == "__main__":
    main()
