"""Define the operations of an engine; an adapter only translates, without caches or omitted work."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

K1, B = 1.2, 0.75
"""The parameters of BM25 that are fixed in tantivy and FTS5, so all engines use them."""
BUFFER_MB = 128
"""Size of the indexing buffer, for engines with such a setting."""


class Operation(Enum):
    """A kind of query."""

    OR = "or"
    """Sections with any of the words, the ten best by BM25."""
    AND = "and"
    """The ten best sections with all of the words."""
    PHRASE = "phrase"
    """The ten best sections with the two words next to each other, in order."""
    PREFIX = "prefix"
    """Ten sections with a word that has this prefix; only some engines rank them."""
    MISS = "miss"
    """A word that no section has: the cost of a call without any postings."""


class Group(Enum):
    """Configurations that index the same terms, so that their figures are comparable."""

    WORDS = "words"
    """One field and one layer with lower-case words."""
    COMPLETE = "complete"
    """Title, heading and body in all layers of the Kazakh analyzer."""


@dataclass(frozen=True, slots=True)
class Document:
    """A section to index; for ``Group.WORDS`` its text has only lower-case words with single blanks."""

    id: str
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query of one kind; its words are lower-case and distinct."""

    operation: Operation
    words: tuple[str, ...]


class Engine(ABC):
    """An index of one engine, open for searching."""

    group: ClassVar[Group] = Group.WORDS
    operations: ClassVar[frozenset[Operation]] = frozenset(Operation)
    note: ClassVar[str] = ""
    """What a reader of the figures must know, without a full stop."""

    @staticmethod
    @abstractmethod
    def version() -> str:
        """Return the version of the engine's package."""

    @staticmethod
    @abstractmethod
    def build(documents: Iterable[Document], folder: Path) -> None:
        """Index with one thread, with positions and stored text where the engine has them, and commit."""

    @abstractmethod
    def __init__(self, folder: Path) -> None:
        """Open the index for searching."""

    @abstractmethod
    def prepare(self, query: Query) -> Any:
        """Return the query in the form that ``search`` needs; not timed."""

    @abstractmethod
    def search(self, prepared: Any, limit: int) -> Any:
        """Return the best sections, best first, in the engine's own form; only this method is timed."""

    @abstractmethod
    def ids(self, found: Any) -> list[str]:
        """Return the ``Document.id`` of each section that ``search`` returned; not timed."""

    @abstractmethod
    def count(self, prepared: Any) -> int:
        """Return the number of all matching sections; not timed."""

    @abstractmethod
    def close(self) -> None:
        """Close the files of the index."""
