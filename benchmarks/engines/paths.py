"""Where a comparison finds its corpus and leaves its indexes and figures."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "corpus" / "kk.jsonl"
OUT = ROOT / "build" / "engines"
PUBLISHED = ROOT / "docs" / "engines"
