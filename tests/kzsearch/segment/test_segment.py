"""A segment as a whole: what its writer wrote, its reader reads."""

import pytest
from memory_file import MemoryFile

from kzsearch.errors import IndexFormatError
from kzsearch.segment.container import Container, ContainerWriter
from kzsearch.segment.norms import encode_norm
from kzsearch.segment.reader import SegmentReader
from kzsearch.segment.writer import SegmentWriter


def test_documents_without_values_have_zero():
    file = MemoryFile()
    writer = SegmentWriter(file)
    for _ in range(300):
        writer.doc_store.add(b"{}")
    writer.put_doc_values("rank", 2, [9])
    writer.put_lengths("body", 3, [7000])
    writer.put_lengths("body", 200, [1, 2])
    writer.put_lengths("body", 0, [0, 0])
    checksum = writer.close()
    reader = SegmentReader(Container(file.content, "test"))
    body = reader.fields["body"]
    assert reader.container.checksum == checksum
    assert (reader.size, body.doc_count, body.sum_total_term_freq) == (300, 3, 7003)
    assert list(body.lengths) == [0] * 3 + [7000] + [0] * 196 + [1, 2] + [0] * 98
    assert (body.norms[3], body.norms[201], body.norms[0]) == (encode_norm(7000), 2, 0)
    assert list(reader.doc_values("rank")) == [0, 0, 9] + [0] * 297
    assert not any(reader.doc_values("other"))
    reader.close()


def test_terms_have_postings_positions_and_ordinals():
    file = MemoryFile()
    writer = SegmentWriter(file)
    for _ in range(3):
        writer.doc_store.add(b"{}")
    field = writer.field("body", positions=True, ordinals=False)
    field.put_lengths([2, 0, 1])
    field.add(b"a", [0, 2], [2, 1], [0, 1, 0])
    field.finish()
    field = writer.field("id", positions=False, ordinals=True)
    field.add(b"x", [1], [1], None)
    field.add(b"y", [0, 2], [1, 1], None)
    field.finish()
    writer.close()
    reader = SegmentReader(Container(file.content, "test"))
    body, ids = reader.fields["body"], reader.fields["id"]
    info = body.find(b"a")
    assert body.find(b"b") is None
    assert list(map(list, body.postings_of(info))) == [[0, 2], [2, 1]]
    assert list(map(list, body.positions_by_posting(info, [2, 1]))) == [[0, 1], [0]]
    assert list(ids.ordinals) == [1, 0, 1]
    assert ids.terms_by_ordinal.lookup(ids.ordinals) == ["y", "x", "y"]
    with pytest.raises(IndexFormatError, match=r"body\.ordinals has 0 values, expected one for each of 3"):
        body.ordinals  # noqa: B018  # a property that raises
    reader.close()


def test_a_container_of_something_else_is_refused():
    file = MemoryFile()
    ContainerWriter(file).finish({"documents": -1})
    with pytest.raises(IndexFormatError, match=r"test is damaged: its directory lacks an entry"):
        SegmentReader(Container(file.content, "test"))
