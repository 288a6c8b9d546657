"""A file of named sections: aligned, checksummed, read through a memory map.

``magic, version | sections, each at a multiple of 64 bytes | directory | footer``. The directory is JSON: the
place and the CRC-32 of every section, and what the writer wants to say about them. The footer says where the
directory is, and comes last: a file that was not written to its end has none.

The directory is checked on opening, a section when it is first asked for, but large ones only by
:meth:`SectionFile.verify`: they are checked before they are merged, and searches read a fraction of them.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from typing import IO, TYPE_CHECKING, Protocol
from zlib import crc32

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from kzsearch.model import JsonValue

VERSION = 2
_MAGIC = b"kzcolumn"
_HEADER = struct.Struct("<8sI")
_FOOTER = struct.Struct("<QII8s")
_ALIGNMENT = 64
_LARGE = 1 << 20
"""Bytes above which a section is not checked before its use: that would read all of it, at 1 GB/s or less."""

DAMAGE = (IndexFormatError, ValueError, IndexError, OverflowError)
"""What is raised by those who take damaged bytes for something."""


class Sink(Protocol):
    """A file that is being written."""

    def write(self, data: bytes, /) -> object:
        """Append bytes."""

    def close(self) -> object:
        """Finish the file."""


class SectionWriter:
    """Writes the sections one after the other; ``finish`` makes them a file.

    A section is added as a whole, or begun, written in parts and ended.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._sections: dict[str, tuple[int, int, int]] = {}
        self._at = 0
        self._name, self._start, self._checksum = "", 0, 0
        self._write(_HEADER.pack(_MAGIC, VERSION))

    def add(self, name: str, parts: Iterable[bytes | bytearray | memoryview]) -> None:
        """Write a section from its parts."""
        self.begin(name)
        for part in parts:
            self.write(part)
        self.end()

    def begin(self, name: str) -> None:
        """Begin a section."""
        self._write(bytes(-self._at % _ALIGNMENT))
        self._name, self._start, self._checksum = name, self._at, 0

    def write(self, part: bytes | bytearray | memoryview) -> None:
        """Write a part of the section that was begun."""
        self._checksum = crc32(part, self._checksum)
        self._write(part)

    def end(self) -> None:
        """End the section."""
        self._sections[self._name] = (self._start, self._at - self._start, self._checksum)

    def finish(self, properties: Mapping[str, JsonValue]) -> None:
        """Write the directory and close the file.

        Args:
            properties: What the reader will find as ``SectionFile.properties``.
        """
        directory = json.dumps({**properties, "sections": self._sections}).encode()
        start = self._at
        self._write(directory)
        self._write(_FOOTER.pack(start, len(directory), crc32(directory), _MAGIC))
        self._sink.close()

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        self._sink.write(data)  # type: ignore[arg-type]  # every file takes any buffer
        self._at += len(data)


class DamagedFileError(IndexFormatError):
    """A column file is not what was written; says which."""


class SectionFile:
    """A file of sections, open for reading.

    Attributes:
        name: For messages.
        properties: What the writer said.
    """

    def __init__(self, data: mmap | bytes, name: str) -> None:
        self.name = name
        self._source = data
        self._view = memoryview(data)
        self._views: dict[str, memoryview] = {}
        self._numbers: dict[str, memoryview] = {}
        try:
            self.properties, self._sections = _read_directory(self._view)
        except (ValueError, TypeError, KeyError, IndexFormatError) as error:
            self.close()
            raise self.damaged(f"it has no readable directory: {error}") from error

    @classmethod
    def open(cls, stream: IO[bytes], name: str) -> SectionFile:
        """Map an open file; the stream may be closed afterwards.

        Raises:
            IndexFormatError: It is no such file, of another version, or damaged.
        """
        try:
            data = mmap(stream.fileno(), 0, access=ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise IndexFormatError(f"column file {name} is empty; {_REMEDY}") from error
        return cls(data, name)

    def close(self) -> None:
        """Let the file go; sections that were handed out cannot be read any more."""
        # What a search in another thread still reads goes with it.
        for view in (*self._numbers.values(), *self._views.values(), self._view):
            with suppress(BufferError):
                view.release()
        if isinstance(self._source, mmap):
            with suppress(BufferError):
                self._source.close()

    def damaged(self, found: object) -> IndexFormatError:
        """The error for content that cannot be right; one that names the file already is given back."""
        if isinstance(found, DamagedFileError):
            return found
        return DamagedFileError(f"column file {self.name} is damaged: {found}; {_REMEDY}")

    def reading(self) -> _Reading:
        """A context for everything that takes bytes of the file for something: errors name the file."""
        return _Reading(self)

    def section(self, name: str) -> memoryview:
        """The bytes of a section, empty if the file does not have it.

        Raises:
            IndexFormatError: It is not what was written.
        """
        view = self._views.get(name)
        if view is None:
            start, length, _ = self._sections.get(name, (0, 0, 0))
            view = self._views[name] = self._view[start : start + length]
            if length < _LARGE:
                self._check(name)
        return view

    def numbers(self, name: str) -> memoryview:
        """A section of unsigned 32-bit numbers."""
        numbers = self._numbers.get(name)
        if numbers is None:
            view = self.section(name)
            if len(view) % 4:
                raise self.damaged(f"section {name} has {len(view)} bytes, which are no numbers")
            if sys.byteorder == "little":
                numbers = view.cast("I")
            else:
                numbers = memoryview(little_endian(array("I", view.cast("I"))))
            self._numbers[name] = numbers
        return numbers

    def verify(self) -> None:
        """Compare every section with its checksum; reads the whole file.

        Raises:
            IndexFormatError: One is not what was written.
        """
        for name in self._sections:
            self._check(name)

    def _check(self, name: str) -> None:
        start, length, checksum = self._sections.get(name, (0, 0, 0))
        found = crc32(self._view[start : start + length])
        if found != checksum:
            raise self.damaged(f"section {name} has checksum {found:08x}, {checksum:08x} was written")


class _Reading:
    """Written out, not made with ``contextmanager``: every query goes through several."""

    __slots__ = ("_file",)

    def __init__(self, file: SectionFile) -> None:
        self._file = file

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, DAMAGE):
            raise self._file.damaged(error) from error


def little_endian(numbers: array[int]) -> array[int]:
    """The numbers in the order of bytes that the file has; the same object where that is the machine's."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers


def _read_directory(view: memoryview) -> tuple[dict[str, JsonValue], dict[str, tuple[int, int, int]]]:
    if len(view) < _HEADER.size + _FOOTER.size:
        raise ValueError(f"{len(view)} bytes are too few")
    magic, version = _HEADER.unpack_from(view)
    start, length, checksum, end_magic = _FOOTER.unpack_from(view, len(view) - _FOOTER.size)
    if magic != _MAGIC or end_magic != _MAGIC:
        raise ValueError(f"it begins with {magic!r} and ends with {end_magic!r}, expected {_MAGIC!r}")
    if version != VERSION:
        raise ValueError(f"it has version {version}, this program reads {VERSION}")
    directory = bytes(view[start : start + length])
    if len(directory) != length or crc32(directory) != checksum:
        raise ValueError("its checksum does not fit")
    properties = json.loads(directory)
    sections = {}
    for name, (offset, size, section_checksum) in properties.pop("sections").items():
        sections[str(name)] = (int(offset), int(size), int(section_checksum))
        if offset < 0 or size < 0 or offset + size > start:
            raise ValueError(f"section {name} lies outside of the file")
    return properties, sections


_REMEDY = "build the index anew: kzsearch index --rebuild PATH SOURCE..."
