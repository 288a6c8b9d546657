"""The write lock of an index: one writer at a time, in any process."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from kzsearch.errors import IndexLockedError

if TYPE_CHECKING:
    from pathlib import Path

LOCK_NAME = "write.lock"
_RETRY_SECONDS = 0.05


class WriteLock:
    """Holds the lock from ``acquire`` to ``release``; the system releases it when the process dies.

    Attributes:
        process: The id of the process that took the lock; a child that was forked has a copy of this object.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        self.process = os.getpid()

    @classmethod
    def acquire(cls, folder: Path, timeout_seconds: float) -> WriteLock:
        """Take the lock of the index in a folder.

        Raises:
            IndexLockedError: Another writer holds it for longer than the timeout.
        """
        descriptor = os.open(folder / LOCK_NAME, os.O_CREAT | os.O_RDWR, 0o644)
        lock = None
        try:
            if _lock_in_time(descriptor, timeout_seconds):
                lock = cls(descriptor)
        finally:
            if lock is None:
                os.close(descriptor)
        if lock is None:
            raise IndexLockedError(
                f"index {folder} is being written by another writer; try again after its commit, "
                "or wait longer: Index.writer(timeout_seconds=...)"
            )
        return lock

    @property
    def is_held(self) -> bool:
        """Whether this process holds the lock."""
        return self._descriptor is not None and self.process == os.getpid()

    def release(self) -> None:
        """Let other writers in; may be called again.

        In a child of the process that took it, this only closes the child's copy: the parent keeps the lock.
        """
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            if self.process == os.getpid():
                _unlock(descriptor)
            os.close(descriptor)


def _lock_in_time(descriptor: int, timeout_seconds: float) -> bool:
    deadline = time.monotonic() + timeout_seconds
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_RETRY_SECONDS)
    return True


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
