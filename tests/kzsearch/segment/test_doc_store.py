import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch.errors import IndexFormatError
from kzsearch.segment.doc_store import DocStore, DocStoreWriter, compress_with_zlib, fastest_compressor

lines = st.binary(max_size=9000).map(lambda data: data.replace(b"\n", b" "))


@pytest.mark.parametrize("compress", [fastest_compressor(), compress_with_zlib])
@given(some=st.lists(lines, max_size=20))
def test_records_come_back(compress, some):
    blocks = []
    writer = DocStoreWriter(blocks.append, compress)
    for record in some:
        writer.add(record)
    writer.finish()
    ends = [sum(writer.sizes[: number + 1]) for number in range(len(writer.sizes))]
    store = DocStore(memoryview(b"".join(blocks)), ends, memoryview(writer.firsts))
    assert list(store) == some
    assert [store.record(document) for document in reversed(range(len(some)))] == some[::-1]
    with pytest.raises(IndexFormatError, match="has no record"):
        store.record(len(some))


def test_a_record_is_one_line_before_the_first_field():
    writer = DocStoreWriter([].append)
    with pytest.raises(ValueError, match="one line"):
        writer.add(b"a\nb")
    writer.finish()
    with pytest.raises(ValueError, match="before the first field"):
        writer.add(b"")


def test_damaged_blocks_are_refused():
    blocks = []
    writer = DocStoreWriter(blocks.append)
    writer.add(b"{}")
    writer.finish()
    damaged = memoryview(b"?" + b"".join(blocks)[1:])
    with pytest.raises(IndexFormatError, match="block 0 of the doc store cannot be decompressed"):
        DocStore(damaged, [len(damaged)], memoryview(writer.firsts)).record(0)
