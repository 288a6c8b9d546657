"""``kzsearch.json``, the table of contents: what belongs to an index at one moment.

One JSON file, which every commit replaces in one step (an atomic rename): a reader sees the state before or
the state after, never a mixture. It names the segments with their deletions, the manifest, and a generation
that grows with each commit; a checksum covers all of it. Nothing in it is code.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import chain, starmap
from typing import TYPE_CHECKING, NoReturn

from kzsearch.errors import IndexFormatError, IndexNotFoundError
from kzsearch.index.manifest import Manifest, rebuild_remedy
from kzsearch.schema import INDEX_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TOC_NAME = "kzsearch.json"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as the table of contents names it.

    Attributes:
        name: Of its file, without the extension.
        sections: Number of documents, deleted ones included; their numbers are ``range(sections)``.
        checksum: CRC-32 of the directory of the file: tells files apart that were swapped.
        deleted: Deleted documents as half-open ranges, ascending, with gaps between them.
    """

    name: str
    sections: int
    checksum: int
    deleted: tuple[tuple[int, int], ...] = ()

    def deleted_documents(self) -> Iterator[int]:
        """Iterate over the numbers of the deleted documents, ascending."""
        return chain.from_iterable(starmap(range, self.deleted))


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """The state of an index after a commit.

    Attributes:
        manifest: Who built it.
        generation: Number of the commit; the creation of an index counts as one.
        segments: In the order of their creation.
    """

    manifest: Manifest
    generation: int = 1
    segments: tuple[SegmentEntry, ...] = field(default=())


def ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return ascending numbers as half-open ranges."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number:
            found[-1] = found[-1][0], number + 1
        else:
            found.append((number, number + 1))
    return tuple(found)


def write_toc(folder: Path, toc: TableOfContents) -> None:
    """Replace the table of contents of a folder atomically, and return when it is on the disk."""
    content = {"format": INDEX_FORMAT, **asdict(toc)}
    content["checksum"] = _checksum(content)
    temporary = folder / f"{TOC_NAME}.{os.getpid()}.tmp"
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / TOC_NAME)
    sync_folder(folder)


def sync_file(path: Path) -> None:
    """Return when the content of a file has reached the disk."""
    with path.open("rb+") as stream:  # Windows syncs only files that are open for writing
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the names of the files in a folder have reached the disk; Windows cannot and need not."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_toc(folder: Path) -> TableOfContents:
    """Read the table of contents of the index in a folder.

    Raises:
        IndexNotFoundError: There is no index.
        IndexFormatError: The file is damaged or of another format version.
    """
    file = folder / TOC_NAME
    try:
        data = json.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise IndexNotFoundError(
            f"no kzsearch index at {folder}; build one: kzsearch index {folder} SOURCE..."
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        _damaged(file, f"it cannot be read ({error})", error)
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        _damaged(file, "it states no format version")
    if data["format"] != INDEX_FORMAT:
        raise IndexFormatError(
            f"index {folder} has format {data['format']}, this program reads {INDEX_FORMAT}; "
            f"{rebuild_remedy(folder)}"
        )
    found, expected = data.pop("checksum", None), _checksum(data)
    if found != expected:
        _damaged(file, f"it states checksum {found}, its content has {expected}")
    try:
        segments = tuple(
            SegmentEntry(
                str(each["name"]),
                int(each["sections"]),
                int(each["checksum"]),
                tuple((int(start), int(stop)) for start, stop in each["deleted"]),
            )
            for each in data["segments"]
        )
        return TableOfContents(Manifest(**data["manifest"]), int(data["generation"]), segments)
    except (KeyError, TypeError, ValueError) as error:
        _damaged(file, f"an entry is missing or of a wrong type ({error!r})", error)


def _checksum(content: object) -> str:
    """Return the SHA-256 of the content in one canonical form, however the file is indented."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _damaged(file: Path, found: str, error: Exception | None = None) -> NoReturn:
    raise IndexFormatError(
        f"{file} is no table of contents: {found}; {rebuild_remedy(file.parent)}"
    ) from error
