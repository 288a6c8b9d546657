"""Articles of files, folders and standard input, one after the other."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kzsearch.errors import SourceError
from kzsearch.readers.html import read_html
from kzsearch.readers.jsonl import read_jsonl
from kzsearch.readers.markdown import read_markdown
from kzsearch.readers.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kzsearch.article import Article

STDIN = "-"
"""The source that means JSON Lines on standard input."""

_WHOLE_FILE = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
_LINES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = (*_WHOLE_FILE, *sorted(_LINES))
"""The suffixes of readable files, in lower case."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    id: str
    size_bytes: int


class Sources:
    """The articles of files, folders and standard input; can be iterated over once.

    Attributes:
        total_bytes: Size of all sources; None when standard input is among them.
        bytes_read: How many of them were read so far.
    """

    def __init__(self, paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> None:
        """Find the files; they are read later.

        Folders are searched for files with a known suffix, in sorted order; hidden files and folders are
        skipped. A file that is found twice is read once.

        Raises:
            SourceError: A path does not exist, has an unknown suffix, or is a folder without readable files;
            or
                two files would get the same article id.
        """
        self._stdin = stdin
        parts: dict[str, _File | None] = {}
        for path in paths:
            if str(path) == STDIN:
                parts.setdefault(STDIN, None)
            else:
                for file in _find(Path(path)):
                    parts.setdefault(os.path.realpath(file.path), file)
        self._parts = list(parts.values())
        files = [part for part in self._parts if part is not None]
        _refuse_same_id(files)
        self.total_bytes = sum(file.size_bytes for file in files) if len(files) == len(self._parts) else None
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Article]:
        for part in self._parts:
            if part is None:
                yield from self._read_lines(self._stdin or sys.stdin.buffer, "<stdin>")
            else:
                yield from self._read_file(part)

    def _read_file(self, file: _File) -> Iterator[Article]:
        try:
            if file.path.suffix.lower() in _LINES:
                with file.path.open("rb") as stream:
                    yield from self._read_lines(stream, str(file.path))
            else:
                data = file.path.read_bytes()
                self.bytes_read += len(data)
                yield _WHOLE_FILE[file.path.suffix.lower()](_decode(data, file.path), file.id)
        except OSError as error:
            raise SourceError(f"{file.path} cannot be read: {error.strerror}") from error

    def _read_lines(self, stream: BinaryIO, name: str) -> Iterator[Article]:
        return read_jsonl(self._counted(stream), name)

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.bytes_read += len(line)
            yield line


def read_sources(paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> Iterator[Article]:
    """Iterate over the articles of files, folders and, for ``-``, JSON Lines on standard input.

    The id of an article that is one file of a folder is its path relative to that folder, with ``/``; of a
    file that is named itself, it is the file name.

    Raises:
        SourceError: A source cannot be found or read; the message says which.
    """
    return iter(Sources(paths, stdin=stdin))


def _find(path: Path) -> list[_File]:
    try:
        if path.is_dir():
            found = [
                _File(file, file.relative_to(path).as_posix(), file.stat().st_size) for file in _walk(path)
            ]
            if not found:
                raise SourceError(f"folder {path} has no readable files; expected {_suffixes()}")
            return found
        size_bytes = path.stat().st_size
    except FileNotFoundError:
        raise SourceError(f"no file or folder {path}; check the path (- reads standard input)") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    if path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{path}: unknown file suffix; expected {_suffixes()}; rename the file, or pipe JSON Lines to -"
        )
    return [_File(path, path.name, size_bytes)]


def _walk(folder: Path) -> Iterator[Path]:
    """Iterate over the readable files below a folder, sorted by path; links to folders are not followed."""
    found = []
    for parent, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(parent, name)
            for name in files
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        ]
    yield from sorted(found, key=lambda file: file.parts)


def _raise(error: OSError) -> None:
    raise error


def _refuse_same_id(files: Iterable[_File]) -> None:
    """Refuse two files that would be the same article. JSON Lines have ids of their own."""
    seen: dict[str, Path] = {}
    for file in files:
        if file.path.suffix.lower() in _LINES:
            continue
        other = seen.setdefault(file.id, file.path)
        if other != file.path:
            raise SourceError(
                f"{other} and {file.path} would both be article {file.id!r}; pass their common folder instead"
            )


def _suffixes() -> str:
    return " ".join(SUFFIXES)


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "WINDOWS-1251"
        raise SourceError(
            f"{path}: byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8; "
            f"convert the file, for example: iconv -f {encoding} -t UTF-8 {path}"
        ) from None
