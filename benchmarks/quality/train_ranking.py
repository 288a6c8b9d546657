"""Estimates the weights of readings (kazakh/model.tsv) from the dev halves of the lemma gold.

    python benchmarks/quality/train_ranking.py                 # five-fold cross-validation, then writes
    model.tsv python benchmarks/quality/train_ranking.py --check         # the cross-validation only

The model is log-linear over a word's readings (see ranking.py). A gold row says which lemma is right, not
which reading, so the likelihood of a row is the share of the weight that readings with that lemma have.
AdaGrad with L2; pure Python, seeded. Words are split by form, so that a fold never sees a form that it is
tested on.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold"
MODEL = ROOT / "analyzers" / "kzsearch_analyzers" / "kazakh" / "model.tsv"
SETS = {"ktb": 1.0, "klc": 1.0, "nouns": 0.25}
"""Gold files and the weight of a whole file against the others."""
L2, RATE, EPOCHS, FOLDS, SEED = 0.5, 0.3, 25, 5, 13
MIN_COUNT = 4
"""Neighbours in fewer candidate readings than this have no weight of their own but share that of ``?>?``."""

sys.path.insert(0, str(ROOT / "analyzers"))

from kzsearch_analyzers.kazakh.analyze import Morphology, morphology  # noqa: E402
from kzsearch_analyzers.kazakh.ranking import RARE, Model  # noqa: E402


@dataclass(frozen=True, slots=True)
class Item:
    """A gold row with the readings of its form: features and lemma of each, whether the lemma is right."""

    gold: str
    form: str
    weight: float
    lemmas: tuple[str, ...]
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def verbal_nouns(stem: str) -> set[str]:
    """The verbal nouns that count as the same lemma as a bare stem, as score_lemma.py has it."""
    if not stem:
        return set()
    if stem[-1] in "ыі":
        return {stem[:-1] + "у"}
    if stem[-1] == "й":
        return {stem[:-1] + "ю", stem + "у"}
    voiced = {"п": "б", "қ": "ғ", "к": "г"}.get(stem[-1])
    return {stem + "у"} | ({stem[:-1] + voiced + "у"} if voiced else set())


def same(a: str, b: str) -> bool:
    return a == b or a in verbal_nouns(b) or b in verbal_nouns(a)


def load_items(open_morphology: Morphology) -> list[Item]:
    """The gold rows for which there is something to choose."""
    items = []
    for name, share in SETS.items():
        rows = [line.split("\t") for line in (GOLD / f"{name}_dev.tsv").read_text("utf-8").splitlines()]
        total = sum(int(r[3]) for r in rows)
        for form, lemma, _, count in rows:
            readings = open_morphology.readings(form.lower())
            right = tuple(same(r.lemma, lemma.lower()) for r in readings)
            names = tuple(r.features for r in readings)
            items.append(
                Item(
                    name,
                    form.lower(),
                    share * int(count) * 10_000 / total,
                    tuple(r.lemma for r in readings),
                    names,
                    right,
                )
            )
    return items


def train(items: list[Item]) -> dict[str, float]:
    """Weights that make the gold lemmas likely."""
    items = with_rare(items)
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    rnd = random.Random(SEED)
    useful = [i for i in items if any(i.right) and not all(i.right)]
    mean = sum(i.weight for i in useful) / len(useful)
    for _ in range(EPOCHS):
        rnd.shuffle(useful)
        for item in useful:
            scores = [sum(weights[f] for f in names) for names in item.features]
            top = max(scores)
            exps = [math.exp(s - top) for s in scores]
            total = sum(exps)
            good = sum(e for e, ok in zip(exps, item.right, strict=False) if ok)
            step: dict[str, float] = defaultdict(float)
            for e, ok, names in zip(exps, item.right, item.features, strict=False):
                pull = (e / good if ok else 0.0) - e / total
                for f in names:
                    step[f] += pull
            scale = item.weight / mean
            for f, g in step.items():
                g = g * scale - L2 * weights[f] / len(useful)
                squares[f] += g * g
                weights[f] += RATE * g / math.sqrt(squares[f])
    return {f: w for f, w in weights.items() if abs(w) >= 0.005 or ">" in f}


def with_rare(items: list[Item]) -> list[Item]:
    """The items with rare neighbours renamed."""
    counts = Counter(f for item in items for names in item.features for f in names)
    rename = {f: RARE for f, n in counts.items() if n < MIN_COUNT and ">" in f}
    return [
        replace(item, features=tuple(tuple(rename.get(f, f) for f in names) for names in item.features))
        for item in items
    ]


def evaluate(
    items: list[Item], weights: dict[str, float], keep: float
) -> dict[str, tuple[float, float, float]]:
    """acc1, oracle and answers a word for each gold set, as score_lemma.py has them (forms in lower case)."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * 4)
    model = Model(weights)
    for item in items:
        scores = [model.weigh(names) for names in item.features]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        floor = max(scores, default=0.0) + math.log(keep)
        kept = [i for i in order if scores[i] >= floor]
        s = sums[item.gold]
        s[0] += item.weight
        s[1] += item.weight * (bool(kept) and item.right[kept[0]])
        s[2] += item.weight * any(item.right[i] for i in kept)
        s[3] += item.weight * max(1, len({item.lemmas[i] for i in kept}))
    return {name: (100 * s[1] / s[0], 100 * s[2] / s[0], s[3] / s[0]) for name, s in sums.items()}


def cross_validate(items: list[Item], keep: float) -> dict[str, tuple[float, ...]]:
    """The same figures, every form judged by weights that never saw it."""
    forms = sorted({i.form for i in items})
    random.Random(SEED).shuffle(forms)
    fold_of = {form: n % FOLDS for n, form in enumerate(forms)}
    parts = []
    for fold in range(FOLDS):
        weights = train([i for i in items if fold_of[i.form] != fold])
        held = [i for i in items if fold_of[i.form] == fold]
        parts.append((held, evaluate(held, weights, keep)))
    out: dict[str, tuple[float, ...]] = {}
    for name in SETS:
        mass = [sum(i.weight for i in held if i.gold == name) for held, _ in parts]
        out[name] = tuple(
            sum(m * figures[name][k] for m, (_, figures) in zip(mass, parts, strict=False)) / sum(mass)
            for k in range(3)
        )
    return out


def show(name: str, figures: Sequence[float], how: str) -> None:
    acc1, oracle, answers = figures
    print(f"{name:8s}{acc1:7.1f}{oracle:8.1f}{answers:6.2f}   {how}")


def write(weights: dict[str, float]) -> None:
    lines = ["# Weights of readings: feature, weight in nats. See train_ranking.py and ranking.py."]
    lines += [f"{f}\t{w:.2f}" for f, w in sorted(weights.items())]
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="cross-validate only, write nothing")
    parser.add_argument("--keep", type=float, default=Model({}).keep)
    args = parser.parse_args()
    if not GOLD.is_dir():
        sys.exit(f"train_ranking: no gold at {GOLD}; it lies beside the checkout, see ../shared/README.md")
    everything = Morphology(morphology().walker, Model({}, keep=1e-300))
    items = load_items(everything)
    print(f"{'':8s}{'acc1':>7s}{'oracle':>8s}{'cand':>6s}")
    for name, figures in cross_validate(items, args.keep).items():
        show(name, figures, "five-fold")
    weights = train(items)
    for name, figures in evaluate(items, weights, args.keep).items():
        show(name, figures, "on itself")
    if not args.check:
        write(weights)


if __name__ == "__main__":
    main()
