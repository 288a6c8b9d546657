"""Measure how much nDCG@10 is kept when the documents are in another script and the topics in Cyrillic.

    python benchmarks/quality/documents.py [SCHEME...]

The script table of ../shared/tools/gauge.py rewrites the topics with variants.py; this rewrites titles and
texts of the documents instead. It builds an index of 9,700 documents for each scheme in about half a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure import KZSEARCH, REWRITTEN_SET, SCHEMES, TOOLS, run, score, shared

_FIELDS = ("title", "text")


def documents() -> Iterator[dict[str, str]]:
    """Yield the passages of the set and the distractors."""
    folder = shared("data/ir")
    for path in (folder / REWRITTEN_SET / "corpus.jsonl", folder / "distractors.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def rewritten(found: list[dict[str, str]], scheme: str) -> list[dict[str, str]]:
    """Return the documents with title and text rewritten by variants.py, line by line."""
    lines = [(n, key, line) for n, d in enumerate(found) for key in _FIELDS for line in d[key].split("\n")]
    topics = "".join(f"{i}\t{line}\n" for i, (_, _, line) in enumerate(lines))
    spelled = run(sys.executable, TOOLS / "variants.py", scheme, text=topics).split("\n")
    texts: dict[tuple[int, str], list[str]] = {}
    for (n, key, _), line in zip(lines, spelled, strict=False):
        texts.setdefault((n, key), []).append(line.split("\t", 1)[1])
    return [d | {key: "\n".join(texts[n, key]) for key in _FIELDS} for n, d in enumerate(found)]


def ndcg(found: list[dict[str, str]], work: Path, scheme: str) -> float:
    """Return the nDCG@10 of the Cyrillic topics over some documents."""
    source = work / f"{scheme}.jsonl"
    source.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in found), "utf-8")
    index = work / scheme
    run(*KZSEARCH, "index", index, source)
    return score(index, shared("data/ir") / REWRITTEN_SET, work / f"{scheme}.run")["ndcg10"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scheme", nargs="*", default=SCHEMES, help=" ".join(SCHEMES))
    schemes = parser.parse_args().scheme
    found = list(documents())
    with tempfile.TemporaryDirectory() as name:
        base = ndcg(found, Path(name), "cyrl")
        print(
            f"{'script of documents':20s} {'nDCG@10':>8s} {'kept':>7s}   "
            f"({REWRITTEN_SET}, Cyrillic = {base:.3f})"
        )
        for scheme in schemes:
            value = ndcg(rewritten(found, scheme), Path(name), scheme)
            print(f"{scheme:20s} {value:8.3f} {100 * value / base:6.1f}%", flush=True)


if __name__ == "__main__":
    main()
