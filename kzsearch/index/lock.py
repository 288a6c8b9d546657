"""Files that survive a power cut (Whoosh itself never syncs), and the lock of those who write them."""

from __future__ import annotations

import os
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import LockBase, try_for

from kzsearch.errors import IndexLockedError


def sync_file(path: Path) -> None:
    """Return when the content of a file has reached the disk."""
    with path.open("rb+") as stream:  # Windows syncs only what could be written
        os.fsync(stream.fileno())


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Renames, which is how Whoosh publishes a table of contents, are atomic and lasting."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Give a file its final name once it is on the disk."""
        folder = Path(self.folder)
        sync_file(folder / oldname)
        super().rename_file(oldname, newname, safe=safe)
        if os.name != "nt":  # a folder cannot be opened there
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def acquire_write_lock(storage: FileStorage, timeout_seconds: float) -> LockBase:
    """Take the lock that writers of stock Whoosh take, too; the caller must ``release`` it.

    Raises:
        IndexLockedError: Somebody holds it for longer than the timeout.
    """
    lock = storage.lock("MAIN_WRITELOCK")
    if not try_for(lock.acquire, timeout=timeout_seconds, delay=0.05):
        raise IndexLockedError(
            f"index {storage.folder} is being written by somebody else; try again when they have committed, "
            "or wait longer: Index.writer(timeout_seconds=...)"
        )
    return lock
