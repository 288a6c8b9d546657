"""The folder of an index as Whoosh sees it: create, open, read, write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoosh.index import FileIndex

from kzsearch.errors import IndexFormatError
from kzsearch.index.lock import DurableStorage, acquire_write_lock
from kzsearch.index.snapshot import Segment, open_segments
from kzsearch.whoosh.fields import build_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kzsearch.index.session import WriteSession
    from kzsearch.index.text_cache import WordSource


class Store:
    """An index on disk; opens files only for the segments and sessions it hands out."""

    def __init__(self, path: Path) -> None:
        try:
            self._index = FileIndex(DurableStorage(str(path)), schema=build_schema())
        except Exception as error:  # of a damaged file Whoosh and pickle make any error there is
            raise IndexFormatError(
                f"index {path} has a manifest but no readable table of contents ({error}); "
                f"build it anew: kzsearch index --rebuild {path} SOURCE..."
            ) from error

    @classmethod
    def create(cls, path: Path, before: Callable[[], None]) -> Store:
        """Make an empty index in a folder that exists; segments that lie there are forgotten.

        Args:
            path: The folder.
            before: Called when nobody else can write there any more, and before anything changes.

        Raises:
            IndexLockedError: Somebody is writing there.
        """
        storage = DurableStorage(str(path))
        lock = acquire_write_lock(storage, timeout_seconds=0)
        try:
            before()
            FileIndex.create(storage, build_schema())
        finally:
            lock.release()
        return cls(path)

    def segments(self) -> list[Segment]:
        """The segments as the last commit left them; close each."""
        return open_segments(self._index.reader())

    def begin(self, words: WordSource, timeout_seconds: float, memory_bytes: int) -> WriteSession:
        """Start a transaction; segments are written when they take so much memory.

        Raises:
            IndexLockedError: Somebody else has one for longer than the timeout.
        """
        from kzsearch.index.session import WriteSession  # Whoosh's side of it takes long to load

        return WriteSession(self._index, words, timeout_seconds, memory_bytes)
