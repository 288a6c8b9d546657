"""Estimate the weights of the disambiguation model (morphology/model.tsv) from the dev sets of lemmas.

    python benchmarks/quality/train_ranking.py            # cross-validates, then writes model.tsv
    python benchmarks/quality/train_ranking.py --check    # cross-validates only

The model is log-linear over the readings of a word (disambiguation.py). A gold row has the right lemma, not
the right reading, so its likelihood is the probability of all readings with that lemma. Trained by AdaGrad
with L2 regularisation; seeded. Cross-validated by form, so that no form is in both training and test set, and
by token, as in new sentences.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "data" / "gold"
MODEL = ROOT / "analyzers" / "kzsearch_analyzers" / "morphology" / "model.tsv"
SETS = {"ktb": 1.0, "klc": 1.0, "nouns": 0.25}
"""Gold files, with the total weight of each."""
L2, RATE, EPOCHS, FOLDS, SEED = 0.5, 0.3, 14, 5, 13
MIN_COUNT = 4
"""Features in fewer readings share the weight of a rare feature; see disambiguation.rare_feature."""

sys.path.insert(0, str(ROOT / "analyzers"))

from kzsearch_analyzers.morphology.analyze import Morphology, morphology  # noqa: E402
from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel, rare_feature  # noqa: E402


@dataclass(frozen=True, slots=True)
class Item:
    """A gold row with the lemma and features of each reading of its form, and whether the lemma is right."""

    gold: str
    form: str
    lemma: str
    count: int
    weight: float
    lemmas: tuple[str, ...]
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def verbal_nouns(stem: str) -> set[str]:
    """Return the verbal nouns that score_lemma.py counts as the same lemma as a verb stem."""
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
    """Return the gold rows with all readings of their forms."""
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
                    lemma.lower(),
                    int(count),
                    share * int(count) * 10_000 / total,
                    tuple(r.lemma for r in readings),
                    names,
                    right,
                )
            )
    return items


def train(items: list[Item]) -> dict[str, float]:
    """Return the weights that maximise the likelihood of the gold lemmas."""
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
    return {f: w for f, w in weights.items() if abs(w) >= 0.005 or rare_feature(f) != f}


def with_rare(items: list[Item]) -> list[Item]:
    """Return the items with rare features replaced."""
    counts = Counter(f for item in items for names in item.features for f in names)
    rename = {f: rare_feature(f) for f, n in counts.items() if n < MIN_COUNT}
    return [
        replace(item, features=tuple(tuple(rename.get(f, f) for f in names) for names in item.features))
        for item in items
    ]


Answers = list[tuple[Item, list[str]]]
"""Gold rows with the lemmas that a model returns for their forms, best first."""


def answer(items: list[Item], weights: dict[str, float], keep: float) -> Answers:
    """Return the lemmas that a model with these weights gives; the form itself where it gives none."""
    model = DisambiguationModel(weights)
    answers = []
    for item in items:
        scores = [model.score(names) for names in item.features]
        floor = max(scores, default=0.0) + math.log(keep)
        order = sorted((i for i, s in enumerate(scores) if s >= floor), key=lambda i: -scores[i])
        answers.append((item, list(dict.fromkeys(item.lemmas[i] for i in order)) or [item.form]))
    return answers


Fold = tuple[list[Item], list[Item]]
"""Training rows, test rows."""


def folds_by_form(items: list[Item]) -> Iterator[Fold]:
    """Yield folds in which no test form is in the training set: accuracy on new words."""
    forms = sorted({i.form for i in items})
    random.Random(SEED).shuffle(forms)
    fold_of = {form: n % FOLDS for n, form in enumerate(forms)}
    for fold in range(FOLDS):
        yield [i for i in items if fold_of[i.form] != fold], [i for i in items if fold_of[i.form] == fold]


def folds_by_token(items: list[Item]) -> Iterator[Fold]:
    """Yield folds of tokens: accuracy on new sentences, with known frequent words."""
    rnd = random.Random(SEED)
    parts = [Counter(rnd.randrange(FOLDS) for _ in range(i.count)) for i in items]
    for fold in range(FOLDS):
        held = [replace(i, weight=i.weight * p[fold] / i.count) for i, p in zip(items, parts, strict=True)]
        rest = [replace(i, weight=i.weight - h.weight) for i, h in zip(items, held, strict=True)]
        yield [i for i in rest if i.weight > 0], [i for i in held if i.weight > 0]


def cross_validate(folds: Iterable[Fold], keep: float) -> Answers:
    """Return the answers to the test rows of each fold, by weights trained on its training rows."""
    return [found for rest, held in folds for found in answer(held, train(rest), keep)]


def show(answers: Answers, how: str) -> None:
    """Print acc1, oracle, lemmas a word and pairs F1 (any) of each gold set, as in score_lemma.py."""
    for name in SETS:
        rows = [(item, lemmas) for item, lemmas in answers if item.gold == name]
        total = sum(item.weight for item, _ in rows)
        acc1 = sum(item.weight * same(lemmas[0], item.lemma) for item, lemmas in rows) / total
        oracle = sum(item.weight * any(same(x, item.lemma) for x in lemmas) for item, lemmas in rows) / total
        mean = sum(item.weight * len(lemmas) for item, lemmas in rows) / total
        print(f"{name:8s}{100 * acc1:7.1f}{100 * oracle:8.1f}{mean:6.2f}{pairs_f1(rows):9.1f}   {how}")


def pairs_f1(rows: Answers) -> float:
    """Return the F1, in percent, of finding pairs of forms with a shared lemma by a shared answer."""
    most_frequent: dict[str, Item] = {}
    answers = {}
    for item, lemmas in rows:
        answers[item.form] = lemmas
        if item.form not in most_frequent or item.weight > most_frequent[item.form].weight:
            most_frequent[item.form] = item
    gold, found = defaultdict(set), defaultdict(set)
    for form, item in most_frequent.items():
        gold[item.lemma].add(form)
        for lemma in answers[form]:
            found[lemma].add(form)
    true, given = pairs(gold), pairs(found)
    return 200 * len(true & given) / (len(true) + len(given))


def pairs(groups: dict[str, set[str]]) -> set[tuple[str, str]]:
    return {pair for forms in groups.values() for pair in combinations(sorted(forms), 2)}


def write(weights: dict[str, float]) -> None:
    lines = [
        "# Weights of the disambiguation model: feature, weight in nats. Described in disambiguation.py;",
        "# written by benchmarks/quality/train_ranking.py.",
    ]
    lines += [f"{f}\t{w:.2f}" for f, w in sorted(weights.items())]
    MODEL.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="cross-validate only, write nothing")
    parser.add_argument("--keep", type=float, default=DisambiguationModel({}).keep)
    args = parser.parse_args()
    if not GOLD.is_dir():
        sys.exit(f"train_ranking: no gold at {GOLD}; it is beside the checkout, see ../shared/README.md")
    everything = Morphology(morphology().segmenter, DisambiguationModel({}, keep=1e-300))
    items = load_items(everything)
    print(f"{'':8s}{'acc1':>7s}{'oracle':>8s}{'cand':>6s}{'pairs F1':>9s}")
    show(cross_validate(folds_by_form(items), args.keep), "five-fold, by form")
    show(cross_validate(folds_by_token(items), args.keep), "five-fold, by token")
    weights = train(items)
    show(answer(items, weights, args.keep), "on the training set")
    if not args.check:
        write(weights)


if __name__ == "__main__":
    main()
