"""Measure the figures of the gates: run the scorers of ../shared/tools on the command-line program.

Each figure is measured once a session.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
TOOLS = SHARED / "tools"
KZSEARCH = [sys.executable, "-m", "kzsearch"]
RETRIEVAL_SETS = {"kazqad_val": True, "ud_lemma": False}
"""Names of sets -> whether their index also gets the distractors."""
REWRITTEN_SET = "kazqad_val"
SCHEMES = (
    "latn-2021", "latn-2018", "latn-2017", "latn-qazaqparat", "ascii", "rukb", "homoglyph", "arab", "typo",
    "upper", "nfd",
)  # fmt: skip
DEPTH = 100


@dataclass(frozen=True)
class Threshold:
    """A row of thresholds.tsv: the least accepted value of a figure, and where it comes from."""

    figure: str
    minimum: float
    source: str


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Return the rows of thresholds.tsv."""
    lines = (HERE / "thresholds.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(Threshold(figure, float(minimum), source) for figure, minimum, source in rows)


def threshold_params(prefix: str) -> list:
    """Return the thresholds of figures with a prefix as test parameters."""
    return [pytest.param(t, id=t.figure) for t in thresholds() if t.figure.startswith(prefix)]


measured: dict[str, float] = {}
"""All figures of the session by name, with a threshold or without."""


def check(threshold: Threshold) -> None:
    """Fail the test if the figure is below its minimum."""
    value = measured[threshold.figure]
    assert value >= threshold.minimum, (
        f"{threshold.figure} is {value:.2f}, at least {threshold.minimum:g} expected ({threshold.source})"
    )


def shared(name: str) -> Path:
    """Return the path of data beside the checkout; without it skip the test, or fail it in CI."""
    path = SHARED / name
    if not path.exists():
        message = f"not measured: no {path}; see ../shared/README.md"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


def run(*command: str | Path, text: str | None = None) -> str:
    """Return the output of a command; fail the test with the end of its output if the command fails."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(c) for c in command],
        input=text,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, (
        f"{shlex.join(map(str, command))}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
    )
    return done.stdout


@cache
def measure_lemmas(name: str) -> None:
    """Measure lemmas on one gold file: acc1, oracle, and F1 of conflation by the first lemma and by any."""
    gold = shared(f"data/gold/{name}_dev.tsv")
    command = shlex.join([*KZSEARCH, "analyze", "--lemmas"])
    scored = json.loads(run(sys.executable, shared("tools/score_lemma.py"), "--gold", gold, "--cmd", command))
    measured.update(
        {f"{name}.acc1": scored["acc1"], f"{name}.oracle": scored["oracle"], f"{name}.cand": scored["cand"]}
    )
    measured.update({f"{name}.first_F1": scored["first"]["F1"], f"{name}.any_F1": scored["any"]["F1"]})


@cache
def measure_retrieval() -> None:
    """Measure the ranking on each set, and on one of them with topics in every script.

    Each index is built once.
    """
    folder = shared("data/ir")
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        work = Path(name)
        for _ in pool.map(lambda chosen: _build(folder, work, chosen), RETRIEVAL_SETS):
            pass
        jobs = [
            *((chosen, "cyrl") for chosen in RETRIEVAL_SETS),
            *((REWRITTEN_SET, scheme) for scheme in SCHEMES),
        ]
        scores = dict(zip(jobs, pool.map(lambda job: _score(folder, work, *job), jobs), strict=True))
    base = scores[REWRITTEN_SET, "cyrl"]["ndcg10"]
    for (chosen, scheme), scored in scores.items():
        if scheme == "cyrl":
            measured.update({f"{chosen}.{key}": scored[key] for key in ("ndcg10", "r10", "mrr10", "r100")})
        else:
            measured[f"{chosen}.{scheme}.kept"] = 100 * scored["ndcg10"] / base


def _build(folder: Path, work: Path, chosen: str) -> None:
    sources = [
        folder / chosen / "corpus.jsonl",
        *([folder / "distractors.jsonl"] if RETRIEVAL_SETS[chosen] else []),
    ]
    run(*KZSEARCH, "index", work / chosen, *sources)


def _score(folder: Path, work: Path, chosen: str, scheme: str) -> dict[str, float]:
    topics = folder / chosen / "topics.tsv"
    if scheme != "cyrl":
        rewritten = run(sys.executable, TOOLS / "variants.py", scheme, text=topics.read_text("utf-8"))
        topics = work / f"{chosen}.{scheme}.tsv"
        topics.write_text(rewritten, "utf-8")
    return score(work / chosen, folder / chosen, work / f"{chosen}.{scheme}.run", topics)


def score(index: Path, data: Path, out: Path, topics: Path | None = None) -> dict[str, float]:
    """Return the figures of score_ir.py for an index and a set, by default with the set's own topics."""
    topics = topics or data / "topics.tsv"
    run(*KZSEARCH, "search", index, "--topics", topics, "--run", out, "-n", str(DEPTH))
    scorer = [sys.executable, shared("tools/score_ir.py")]
    scored = json.loads(run(*scorer, "--qrels", data / "qrels.tsv", "--run", out, "--topics", topics))
    assert scored["queries"] > 100, "a gate that checks nothing must not pass"
    return dict(scored)
