"""The container of a segment: alignment, checksums, errors that name the file."""

from array import array
from zlib import crc32

import pytest
from memory_file import MemoryFile

from kzsearch.errors import IndexFormatError
from kzsearch.segment.container import Container, ContainerWriter


@pytest.fixture
def written():
    """The bytes of a container with two blocks, and its checksum."""
    file = MemoryFile()
    writer = ContainerWriter(file)
    writer.add("a", [b"x" * 100])
    writer.add("numbers", [memoryview(array("I", [1, 2, 3])).cast("B")])
    checksum = writer.finish({"documents": 7})
    return file.content, checksum


def test_blocks_come_back_aligned(written):
    content, checksum = written
    container = Container(content, "test")
    assert (bytes(container.block("a")), list(container.uint32_block("numbers"))) == (b"x" * 100, [1, 2, 3])
    assert (bytes(container.block("none")), container.properties["documents"]) == (b"", 7)
    assert content.index(b"xxx") % 64 == content.index(b"\1\0\0\0\2") % 64 == 0
    assert container.checksum == checksum == crc32(content[content.index(b'{"documents"') : -24])


def test_a_damaged_directory_is_refused(written):
    content, _ = written
    for broken in (content[:-1], content[1:], b"", content.replace(b"documents", b"document5")):
        with pytest.raises(IndexFormatError, match=r"segment file test is damaged.*--rebuild"):
            Container(broken, "test")


def test_a_damaged_block_is_refused(written):
    content, _ = written
    changed = Container(content.replace(b"x" * 100, b"x" * 99 + b"y"), "test")
    with pytest.raises(IndexFormatError, match=r"block a has checksum"):
        changed.block("a")
    with pytest.raises(IndexFormatError, match=r"block a has checksum"):
        changed.verify()


def test_another_version_is_refused(written):
    content, _ = written
    other = content.replace(b"kzsegmnt\3", b"kzsegmnt\2", 1)
    with pytest.raises(IndexFormatError, match=r"version 2, this program reads 3"):
        Container(other, "test")


def test_an_unfinished_file_is_refused():
    file = MemoryFile()
    writer = ContainerWriter(file)
    writer.add("a", [b"x" * 100])
    writer.abort()
    with pytest.raises(IndexFormatError, match="no readable directory"):
        Container(file.content, "test")


def test_files_are_mapped(tmp_path, written):
    content, checksum = written
    path = tmp_path / "segment"
    with pytest.raises(FileNotFoundError):
        Container.open(path)
    path.write_bytes(b"")
    with pytest.raises(IndexFormatError, match=r"segment is empty; build the index again"):
        Container.open(path)
    path.write_bytes(content)
    container = Container.open(path)
    assert (container.checksum, bytes(container.block("a"))) == (checksum, b"x" * 100)
    container.close()
