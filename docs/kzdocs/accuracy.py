"""Make the tables of measured figures from the file that ``shared/tools/gauge.py --json`` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kzdocs.tables import table

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "build" / "accuracy.json"
PEERS = ROOT.parent / "shared" / "data" / "peers.json"
COMMAND = "python3 ../shared/tools/gauge.py --kzsearch .venv/bin/kzsearch --json build/accuracy.json"

_LEMMA_SETS = {"ktb": "KTB", "klc": "KLC", "nouns": "nouns"}
_MISSING = f"""\
:::{{note}}
These pages were built without measured figures. To include them, run this in the root of the checkout, with
the evaluation data in `../shared`, and build the pages again:

```sh
mkdir -p build
{COMMAND}
python docs/build.py
```
:::
"""


def render(figures: Path = FIGURES, peers: Path = PEERS) -> str:
    """Return the tables as Markdown, or without figures a note that says how to measure them."""
    if not figures.is_file():
        return _MISSING
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    known: dict[str, Any] = json.loads(peers.read_text(encoding="utf-8")) if peers.is_file() else {}
    return "\n".join(
        (_lemmas(found, known.get("lemma", {})), _retrieval(found, known.get("ir", {})), _scripts(found))
    )


def _lemmas(found: dict[str, Any], peers: dict[str, list[float]]) -> str:
    rows = []
    for name, title in _LEMMA_SETS.items():
        if name in found:
            ours = found[name]
            theirs = [f"{figure:.1f}" for figure in peers.get(name, ())] or ["–"] * 3
            rows.append(
                (
                    title,
                    *(f"{ours['acc1']:.1f}", theirs[0]),
                    *(f"{ours['oracle']:.1f}", theirs[1]),
                    f"{ours['cand']:.2f}",
                    *(f"{ours['any']['F1']:.1f}", theirs[2]),
                )
            )
    head = ("gold", "acc1", "best peer", "oracle", "best peer", "lemmas a word", "pairs F1, any", "best peer")
    return f"### Lemmas\n\n{table(head, rows)}"


def _retrieval(found: dict[str, Any], peers: dict[str, list[float]]) -> str:
    rows = []
    for key, ours in found.items():
        name, _, variant = key.partition(".")
        if variant == "cyrl":
            best = max(peers.get(name, ()), default=None)
            rows.append(
                (
                    name,
                    str(ours["queries"]),
                    f"{ours['ndcg10']:.3f}",
                    f"{best:.3f}" if best else "–",
                    f"{ours['r100']:.3f}",
                )
            )
    return f"### Retrieval\n\n{table(('set', 'queries', 'nDCG@10', 'best peer', 'recall@100'), rows)}"


def _scripts(found: dict[str, Any]) -> str:
    base = found.get("kazqad_val.cyrl", {}).get("ndcg10")
    rows = [
        (key.partition(".")[2], f"{ours['ndcg10']:.3f}", f"{100 * ours['ndcg10'] / base:.1f} %")
        for key, ours in found.items()
        if base and key.startswith("kazqad_val.") and not key.endswith((".cyrl", ".index_s"))
    ]
    found_table = table(("queries", "nDCG@10", "kept"), rows)
    return f"### Queries in other scripts and on other keyboards\n\n{found_table}"
