"""Files, folders and standard input as one stream of articles."""

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

    from kzsearch.model import Article

STDIN = "-"
"""The source that stands for JSON Lines on standard input."""

_WHOLE_FILE = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
_LINES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = (*_WHOLE_FILE, *sorted(_LINES))
"""Of the files that can be read, in lower case."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    id: str
    size_bytes: int


class Sources:
    """Articles of files, folders and standard input; iterate to read them, once.

    Attributes:
        total_bytes: Size of all sources; None when standard input is among them.
        bytes_read: How much of it the articles given so far take.
    """

    def __init__(self, paths: Sequence[str | Path], *, stdin: BinaryIO | None = None) -> None:
        """Find the files, without reading them.

        Folders are searched for files with a known suffix, in sorted order; hidden ones are skipped. A file
        that is found twice is read once.

        Raises:
            SourceError: A path is missing, of an unknown kind, or holds nothing to read, or two files
                would get the same article id.
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
    """Articles of files, folders and, for ``-``, JSON Lines on standard input.

    The id of an article that is a file of its own is the path relative to the folder that was given, with
    ``/``; for a file that was given itself it is the file's name.

    Raises:
        SourceError: Something cannot be found or read; the message says what and where.
    """
    return iter(Sources(paths, stdin=stdin))


def _find(path: Path) -> list[_File]:
    try:
        if path.is_dir():
            found = [
                _File(file, file.relative_to(path).as_posix(), file.stat().st_size) for file in _walk(path)
            ]
            if not found:
                raise SourceError(f"folder {path} holds nothing to read; expected files {_suffixes()}")
            return found
        size_bytes = path.stat().st_size
    except FileNotFoundError:
        raise SourceError(f"no file or folder {path}; check the path (- reads standard input)") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    if path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{path}: unknown kind of file; expected {_suffixes()}; rename it, or pipe JSON Lines to -"
        )
    return [_File(path, path.name, size_bytes)]


def _walk(folder: Path) -> Iterator[Path]:
    """Files to read below a folder, sorted by their path; links to folders are not followed."""
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
    """JSON Lines bring their own ids."""
    seen: dict[str, Path] = {}
    for file in files:
        if file.path.suffix.lower() in _LINES:
            continue
        other = seen.setdefault(file.id, file.path)
        if other != file.path:
            raise SourceError(
                f"{other} and {file.path} would both be article {file.id!r}; give their common folder instead"
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
