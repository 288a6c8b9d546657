"""A file of named blocks: aligned, checksummed, read through a memory map.

``magic, version | blocks, each at a multiple of 64 bytes | directory | footer``. The directory is JSON: the
start, length and CRC-32 of every block, and properties of the writer. The footer says where the directory is,
and comes last: a file that was not written to its end has none.

Opening a file checks its directory. A block is checked when it is first used, unless it is larger than 1 MB:
those are checked by :meth:`Container.verify` only, before a merge, because a search reads a small part of
them.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zlib import crc32

from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from kzsearch.values import JsonValue

VERSION = 3
_MAGIC = b"kzsegmnt"
_HEADER = struct.Struct("<8sI")
_FOOTER = struct.Struct("<QII8s")
_ALIGNMENT = 64
_MAX_CHECKED_BYTES = 1 << 20
"""Larger blocks are not checked before their first use: a CRC-32 reads about 1 GB a second."""

DECODING_ERRORS = (IndexFormatError, ValueError, IndexError, OverflowError)
"""What decoders raise on damaged bytes."""

_REMEDY = "build the index again: kzsearch index --rebuild PATH SOURCE..."


class Sink(Protocol):
    """A file that is being written."""

    def write(self, data: bytes, /) -> object:
        """Append bytes."""

    def close(self) -> object:
        """Finish the file."""


class _Extent(NamedTuple):
    """Where a block lies in the file, and its CRC-32."""

    start: int
    length: int
    checksum: int


class ContainerWriter:
    """Writes blocks one after the other, each as a whole or between ``begin`` and ``end``."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._blocks: dict[str, _Extent] = {}
        self._size = 0
        self._name, self._start, self._checksum = "", 0, 0
        self._append(_HEADER.pack(_MAGIC, VERSION))

    def add(self, name: str, parts: Iterable[bytes | bytearray | memoryview]) -> None:
        """Write a block from its parts."""
        self.begin(name)
        for part in parts:
            self.write(part)
        self.end()

    def begin(self, name: str) -> None:
        """Begin a block."""
        self._append(bytes(-self._size % _ALIGNMENT))
        self._name, self._start, self._checksum = name, self._size, 0

    def write(self, part: bytes | bytearray | memoryview) -> None:
        """Write the next part of the block that was begun."""
        self._checksum = crc32(part, self._checksum)
        self._append(part)

    def end(self) -> None:
        """End the block that was begun."""
        self._blocks[self._name] = _Extent(self._start, self._size - self._start, self._checksum)

    def finish(self, properties: Mapping[str, JsonValue]) -> int:
        """Write the directory and close the file.

        Args:
            properties: What readers find as ``Container.properties``.

        Returns:
            The CRC-32 of the directory, which readers find as ``Container.checksum``.
        """
        directory = json.dumps({**properties, "blocks": self._blocks}).encode()
        start, checksum = self._size, crc32(directory)
        self._append(directory)
        self._append(_FOOTER.pack(start, len(directory), checksum, _MAGIC))
        self._sink.close()
        return checksum

    def abort(self) -> None:
        """Close the file as it is; no reader accepts it."""
        self._sink.close()

    def _append(self, data: bytes | bytearray | memoryview) -> None:
        self._sink.write(data)  # type: ignore[arg-type]  # every file takes any buffer
        self._size += len(data)


class DamagedFileError(IndexFormatError):
    """A file does not have the bytes that were written; the message names it."""


class Container:
    """A file of blocks, open for reading.

    Attributes:
        name: Of the file, for messages.
        properties: What the writer passed to ``ContainerWriter.finish``.
        checksum: The CRC-32 of the directory, which has the checksums of all blocks.
    """

    def __init__(self, data: mmap | bytes, name: str) -> None:
        self.name = name
        self._source = data
        self._file = memoryview(data)
        self._views: dict[str, memoryview] = {}
        self._uint32_views: dict[str, memoryview] = {}
        try:
            self.checksum, self.properties, self._blocks = _read_directory(self._file)
        except (ValueError, TypeError, KeyError, IndexFormatError) as error:
            self.close()
            raise self.damaged(f"it has no readable directory: {error}") from error

    @classmethod
    def open(cls, path: Path) -> Container:
        """Map a file into memory.

        Raises:
            IndexFormatError: It is no such file, of another version, or damaged.
            FileNotFoundError: It does not exist.
        """
        with path.open("rb") as stream:
            try:
                data = mmap(stream.fileno(), 0, access=ACCESS_READ)
            except ValueError as error:  # an empty file cannot be mapped
                raise DamagedFileError(f"segment file {path} is empty; {_REMEDY}") from error
        return cls(data, str(path))

    def close(self) -> None:
        """Release the file; blocks that were handed out must not be used after this."""
        # Views that a search in another thread still uses cannot be released: they keep the map alive.
        for view in (*self._uint32_views.values(), *self._views.values(), self._file):
            with suppress(BufferError):
                view.release()
        if isinstance(self._source, mmap):
            with suppress(BufferError):
                self._source.close()

    def damaged(self, problem: object) -> IndexFormatError:
        """Return the error for bytes that cannot be right: ``problem`` itself if it names the file."""
        if isinstance(problem, DamagedFileError):
            return problem
        return DamagedFileError(f"segment file {self.name} is damaged: {problem}; {_REMEDY}")

    def reading(self) -> _Reading:
        """Return a context for code that decodes blocks: its errors become errors that name the file."""
        return _Reading(self)

    def block(self, name: str) -> memoryview:
        """Return the bytes of a block; empty if the file does not have it.

        Raises:
            IndexFormatError: The checksum is wrong.
        """
        view = self._views.get(name)
        if view is None:
            start, length, _ = self._blocks.get(name, _Extent(0, 0, 0))
            if 0 < length < _MAX_CHECKED_BYTES:
                self._check(name)
            # only the views that are kept can be released, so that of another thread wins
            view = self._views.setdefault(name, self._file[start : start + length])
        return view

    def uint32_block(self, name: str) -> memoryview:
        """Return a block of unsigned 32-bit numbers; see :meth:`block`."""
        numbers = self._uint32_views.get(name)
        if numbers is None:
            view = self.block(name)
            if len(view) % 4:
                raise self.damaged(f"block {name} has {len(view)} bytes, expected a multiple of 4")
            if sys.byteorder == "little":
                numbers = view.cast("I")
            else:
                numbers = memoryview(little_endian(array("I", view.cast("I"))))
            numbers = self._uint32_views.setdefault(name, numbers)
        return numbers

    def verify(self) -> None:
        """Compare every block with its checksum; reads the whole file.

        Raises:
            IndexFormatError: A checksum is wrong.
        """
        for name in self._blocks:
            self._check(name)

    def _check(self, name: str) -> None:
        start, length, checksum = self._blocks[name]
        found = crc32(self._file[start : start + length])
        if found != checksum:
            raise self.damaged(f"block {name} has checksum {found:08x}, expected {checksum:08x}")


class _Reading:
    """A class, not a generator with ``contextmanager``, which takes longer: every query enters several."""

    __slots__ = ("_container",)

    def __init__(self, container: Container) -> None:
        self._container = container

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, DECODING_ERRORS):
            raise self._container.damaged(error) from error


def little_endian(numbers: array[int]) -> array[int]:
    """Return numbers in the byte order of the file; the same object on a little-endian machine."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers


def _read_directory(file: memoryview) -> tuple[int, dict[str, JsonValue], dict[str, _Extent]]:
    """Return the checksum of the directory, the properties and the blocks."""
    if len(file) < _HEADER.size + _FOOTER.size:
        raise ValueError(f"the file has only {len(file)} bytes")
    magic, version = _HEADER.unpack_from(file)
    start, length, checksum, end_magic = _FOOTER.unpack_from(file, len(file) - _FOOTER.size)
    if magic != _MAGIC or end_magic != _MAGIC:
        raise ValueError(f"the file begins with {magic!r} and ends with {end_magic!r}, expected {_MAGIC!r}")
    if version != VERSION:
        raise ValueError(f"the file has version {version}, this program reads {VERSION}")
    directory = bytes(file[start : start + length])
    found = crc32(directory)
    if len(directory) != length or found != checksum:
        raise ValueError(f"the directory has checksum {found:08x}, expected {checksum:08x}")
    properties = json.loads(directory)
    blocks = {}
    for name, (block_start, block_length, block_checksum) in properties.pop("blocks").items():
        blocks[str(name)] = _Extent(int(block_start), int(block_length), int(block_checksum))
        if block_start < 0 or block_length < 0 or block_start + block_length > start:
            raise ValueError(f"block {name} lies outside of the file")
    return checksum, properties, blocks
