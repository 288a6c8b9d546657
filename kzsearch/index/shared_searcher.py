"""The searcher that the threads of a program share: always of the last commit."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kzsearch.search.searcher import Searcher

_FileState: TypeAlias = "tuple[int, int, int] | None"


class SharedSearcher:
    """Opens a searcher at the first use, and again after each commit. Thread-safe.

    A searcher that was replaced is not closed but forgotten: its files are closed when the last thread has
    finished with it.

    Args:
        toc: The file that every commit replaces.
        open_searcher: Returns a searcher of the last commit.
    """

    def __init__(self, toc: Path, open_searcher: Callable[[], Searcher]) -> None:
        self._toc = toc
        self._open_searcher = open_searcher
        self._opening = Lock()
        self._current: tuple[_FileState, Searcher] | None = None

    def get(self) -> Searcher:
        """Return a searcher of the last commit. Cost: some 2 µs if there was none since the last call."""
        current = self._current
        if current is not None and current[0] == self._state() is not None:
            return current[1]
        return self.refresh()[1]

    def refresh(self) -> tuple[bool, Searcher]:
        """Return whether the searcher had to be opened, and the searcher."""
        with self._opening:
            current, state = self._current, self._state()  # before it is opened: a later commit is seen
            if current is not None and current[0] == state is not None:
                return False, current[1]
            searcher = self._open_searcher()
            self._current = state, searcher
            return True, searcher

    def _state(self) -> _FileState:
        """Return what changes whenever another file takes the place; None if there is none."""
        try:
            status = self._toc.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
