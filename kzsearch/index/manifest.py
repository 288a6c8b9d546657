"""``kzsearch.json``: what wrote the index beside it. Read before Whoosh unpickles anything."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from kzsearch.errors import AnalyzerMismatchError, IndexFormatError, IndexNotFoundError
from kzsearch.schema import INDEX_FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from kzsearch.analysis import FullAnalyzer

MANIFEST_NAME = "kzsearch.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of an index.

    Attributes:
        format: ``INDEX_FORMAT`` of the program that created the index.
        analyzer: ``FullAnalyzer.describe()``, for people.
        fingerprint: ``FullAnalyzer.fingerprint()``, compared on opening.
        kzsearch: Version of the program that created the index.
        created: ISO 8601, UTC.
    """

    format: int
    analyzer: str
    fingerprint: str
    kzsearch: str
    created: str

    @classmethod
    def of(cls, analyzer: FullAnalyzer) -> Manifest:
        """The manifest of an index that is created now."""
        return cls(
            format=INDEX_FORMAT,
            analyzer=analyzer.describe(),
            fingerprint=analyzer.fingerprint(),
            kzsearch=_program_version(),
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        )

    def check(self, analyzer: FullAnalyzer, path: Path) -> None:
        """Make sure that queries are analysed as the index was.

        Raises:
            AnalyzerMismatchError: The fingerprints differ.
        """
        found = analyzer.fingerprint()
        if found != self.fingerprint:
            raise AnalyzerMismatchError(
                f"index {path} was built with analyzer {self.analyzer} ({self.fingerprint[:12]}), "
                f"this program has {analyzer.describe()} ({found[:12]}); {_remedy(path)}"
            )


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of the index in a folder.

    Raises:
        IndexNotFoundError: There is none.
        IndexFormatError: It is damaged or of another format version.
    """
    file = path / MANIFEST_NAME
    try:
        data = json.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise IndexNotFoundError(
            f"no kzsearch index at {path}; build one: kzsearch index {path} SOURCE..."
        ) from None
    except (OSError, ValueError) as error:
        raise IndexFormatError(f"{file} cannot be read ({error}); {_remedy(path)}") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise IndexFormatError(f"{file} is not a manifest: it states no format version; {_remedy(path)}")
    if data["format"] != INDEX_FORMAT:
        raise IndexFormatError(
            f"index {path} has format {data['format']}, this program reads {INDEX_FORMAT}; {_remedy(path)}"
        )
    texts = [data.get(key) for key in ("analyzer", "fingerprint", "kzsearch", "created")]
    if not all(isinstance(text, str) for text in texts):
        raise IndexFormatError(f"{file} lacks an entry; {_remedy(path)}")
    return Manifest(data["format"], *map(str, texts))


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest of a folder in one step: readers see the old one or the new one, never a half."""
    temporary = path / f"{MANIFEST_NAME}.{os.getpid()}.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(asdict(manifest), stream, ensure_ascii=False, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path / MANIFEST_NAME)


def _program_version() -> str:
    from importlib import metadata  # slow to load, and needed by those who create an index only

    try:
        return metadata.version("kzsearch")
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"


def _remedy(path: Path) -> str:
    return f"build it anew: kzsearch index --rebuild {path} SOURCE..."
