"""Which program and which analyzer built an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from kzsearch.errors import AnalyzerMismatchError

if TYPE_CHECKING:
    from pathlib import Path

    from kzsearch.analysis import FullAnalyzer


@dataclass(frozen=True, slots=True)
class Manifest:
    """The origin of an index; a part of its table of contents.

    Attributes:
        analyzer: ``Analyzer.describe()``, for people.
        fingerprint: ``Analyzer.fingerprint()``, compared on opening.
        kzsearch: Version of the program that created the index.
        created: ISO 8601, UTC.
    """

    analyzer: str
    fingerprint: str
    kzsearch: str
    created: str

    @classmethod
    def of(cls, analyzer: FullAnalyzer) -> Manifest:
        """Return the manifest of an index that is created now."""
        from kzsearch import __version__

        return cls(
            analyzer=analyzer.describe(),
            fingerprint=analyzer.fingerprint(),
            kzsearch=__version__,
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
                f"this program has {analyzer.describe()} ({found[:12]}); {rebuild_remedy(path)}"
            )


def rebuild_remedy(path: Path) -> str:
    """Return what to do about an index that cannot be used as it is."""
    return f"build the index again: kzsearch index --rebuild {path} SOURCE..."
