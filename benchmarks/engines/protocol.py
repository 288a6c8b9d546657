"""The operations of an engine in the comparison. An adapter only translates: no caches, no work left out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

K1, B = 1.2, 0.75
"""The parameters of BM25 that tantivy and FTS5 do not let anybody change, so all engines use them."""
BUFFER_MB = 128
"""Of postings in memory while an index is built, where an engine has such a setting."""


class Operation(Enum):
    """A kind of query."""

    OR = "or"
    """Sections with any of the words, the ten best by BM25."""
    AND = "and"
    """The ten best sections with all of the words."""
    PHRASE = "phrase"
    """The ten best sections with the two words side by side."""
    PREFIX = "prefix"
    """Ten sections with a word that begins so; some engines rank them, some do not."""
    MISS = "miss"
    """A word that is nowhere: what a call costs before any posting is read."""


class Group(Enum):
    """Set-ups that index the same terms, so that their figures compare."""

    WORDS = "words"
    """One field, one layer: lower-case words."""
    COMPLETE = "complete"
    """Title, heading and body in all layers of the Kazakh analyzer."""


@dataclass(frozen=True, slots=True)
class Document:
    """A section as a set-up gets it: for ``Group.WORDS`` only lower-case words with single blanks."""

    id: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask; the words are lower-case and distinct."""

    operation: Operation
    words: tuple[str, ...]


class Engine(ABC):
    """An index that one engine built in a folder, open for searching."""

    group: ClassVar[Group] = Group.WORDS
    operations: ClassVar[frozenset[Operation]] = frozenset(Operation)
    note: ClassVar[str] = ""
    """What somebody who reads the figures must know."""

    @staticmethod
    @abstractmethod
    def version() -> str:
        """Of the engine, as its package says."""

    @staticmethod
    @abstractmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        """Index with one thread, positions and stored text where the engine has them, and commit."""

    @abstractmethod
    def __init__(self, folder: Path) -> None:
        """Open the index for searching."""

    @abstractmethod
    def prepare(self, query: Query) -> Any:
        """The query as this engine's search call takes it; not timed."""

    @abstractmethod
    def search(self, prepared: Any, limit: int) -> Any:
        """The best sections, best first, as the engine numbers them; this is what is timed."""

    @abstractmethod
    def ids(self, found: Any) -> list[str]:
        """``Document.id`` of what ``search`` returned; not timed."""

    @abstractmethod
    def count(self, prepared: Any) -> int:
        """All sections that match; not timed."""

    @abstractmethod
    def close(self) -> None:
        """Let the files go."""
