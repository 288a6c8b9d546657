"""Define the paths of the corpus, of the indexes and figures, and of the published tables."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "corpus" / "kk.jsonl"
OUT = ROOT / "build" / "engines"
PUBLISHED = ROOT / "docs" / "engines"
