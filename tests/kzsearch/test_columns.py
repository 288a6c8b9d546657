"""The column file: packing, lists, dictionaries, records, checksums; compiled and in Python."""

import io
import random
import tempfile
from array import array
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.errors import IndexFormatError
from kzsearch.segment import compiled as lists
from kzsearch.segment import postings
from kzsearch.segment.container import SectionFile, SectionWriter
from kzsearch.segment.doc_store import Records, RecordsWriter, deflate_with_zlib, fastest_deflate
from kzsearch.segment.norms import length_code
from kzsearch.segment.ordinals import Names, NamesWriter
from kzsearch.segment.packing import append_varint, pack, packed_bytes, read_varint, unpack
from kzsearch.segment.postings import BLOCK, Entry
from kzsearch.segment.reader import Columns
from kzsearch.segment.term_dictionary import (
    Dictionary,
    DictionaryWriter,
    encode_term,
    frequent_in_python,
    frequent_terms,
)
from kzsearch.segment.writer import ColumnWriter

CODECS = [postings, pytest.param(lists, marks=pytest.mark.skipif(not lists.COMPILED, reason="not compiled"))]
codecs = pytest.mark.parametrize("codec", CODECS)


@given(st.integers(0, 32).flatmap(lambda w: st.tuples(st.just(w), st.lists(st.integers(0, (1 << w) - 1)))))
def test_packed_numbers_come_back(case):
    width, values = case
    data = pack(values, width)
    assert len(data) == packed_bytes(len(values), width)
    assert unpack(memoryview(b"x" + data), 1, len(values), width) == values


def test_packed_numbers_must_lie_within_their_column():
    with pytest.raises(IndexFormatError, match="run past their column"):
        unpack(memoryview(bytes(8)), 0, 65, 1)
    with pytest.raises(IndexFormatError, match="33 bits"):
        unpack(memoryview(bytes(80)), 0, 1, 33)


@given(st.lists(st.integers(0, (1 << 64) - 1)))
def test_varints_come_back(numbers):
    data = bytearray()
    for number in numbers:
        append_varint(data, number)
    at = 0
    for number in numbers:
        found, at = read_varint(memoryview(data), at)
        assert found == number
    with pytest.raises(IndexFormatError, match="no end"):
        read_varint(memoryview(data), at)


@st.composite
def posting_lists(draw):
    """Documents, frequencies, positions: of some blocks now and then, with wide and narrow gaps."""
    rng = random.Random(draw(st.integers(0, 1 << 32)))
    count = draw(st.sampled_from([1, 2, 3, 127, 128, 129, 256, 300, 900]))
    gap = draw(st.sampled_from([1, 2, 50, 100_000]))
    most = draw(st.sampled_from([1, 2, 3, 9, 200]))
    ids, document = [], -1
    for _ in range(count):
        document += rng.randint(1, gap)
        ids.append(document)
    frequencies = [rng.choice((1, rng.randint(1, most))) for _ in ids]
    places = [sorted(rng.sample(range(3 * most), frequency)) for frequency in frequencies]
    return ids, frequencies, [position for some in places for position in some]


def codes_of(size):
    """Length codes that differ."""
    return bytes((document * 7) % 251 for document in range(size))


def entry_of(ids, frequencies, blocks, places=b"", at=0):
    return Entry(0, len(ids), sum(frequencies), at, at + len(blocks), at, at + len(places))


@codecs
@settings(deadline=None)
@given(case=posting_lists(), kept=st.booleans(), before=st.binary(max_size=3), after=st.binary(max_size=9))
def test_lists_come_back(codec, case, kept, before, after):
    ids, frequencies, positions = case
    size = ids[-1] + 1
    arguments = (ids, frequencies, positions if kept else None, codes_of(min(size, 3000)), size)
    blocks, places = codec.encode_list(*arguments)
    assert (blocks, places) == postings.encode_list(*arguments)
    data, more = memoryview(before + blocks + after), memoryview(before + places + after)
    entry = entry_of(ids, frequencies, blocks, places, len(before))
    found_ids, found_frequencies = codec.decode_list(data, entry, size)
    assert (list(found_ids), list(found_frequencies)) == (ids, frequencies)
    if kept:
        assert list(codec.decode_positions(more, entry, data, size)) == positions
    with pytest.raises(IndexFormatError):
        codec.decode_list(data, entry, size - 1)


@given(case=posting_lists())
def test_tables_tell_what_the_blocks_hold(case):
    ids, frequencies, _ = case
    size = ids[-1] + 1
    codes = codes_of(size) if size < 100_000 else b""
    data, _ = postings.encode_list(ids, frequencies, None, codes, size)
    count = -(-len(ids) // BLOCK)
    if count == 1:
        assert len(data) < postings.TABLE_BYTES + 9 * BLOCK
        return
    lasts = array("I", data[: 4 * count])
    table = data[12 * count : postings.TABLE_BYTES * count]
    for number in range(count):
        block = slice(number * BLOCK, (number + 1) * BLOCK)
        assert lasts[number] == ids[block][-1]
        assert table[number] == min(255, max(frequencies[block]))
        rows = list(zip(ids[block], frequencies[block], strict=True))
        for often in range(1, 5):
            held = [codes[document] if codes else 0 for document, frequency in rows if frequency >= often]
            assert table[count + 4 * number + often - 1] == min(held, default=255)


@codecs
def test_lists_that_many_documents_have_end_with_a_bitmap(codec):
    ids = list(range(5, 5 + 32 * 200, 32))
    sparse, _ = codec.encode_list(ids, [1] * 200, None, b"", 6401)
    data, _ = codec.encode_list(ids, [1] * 200, None, b"", 6400)
    bitmap = data[len(sparse) :]
    assert (data[: len(sparse)], len(bitmap)) == (sparse, 801)
    assert [each for each in range(6400) if bitmap[each >> 3] >> (each & 7) & 1] == ids
    with pytest.raises(ValueError, match="document"):
        codec.encode_list(ids, [1] * 200, None, b"", ids[-1])


@given(st.lists(st.text(alphabet="аб\ud800", max_size=4), max_size=20))
def test_names_come_back(some):
    writer = NamesWriter()
    terms = list(map(encode_term, some))
    writer.extend(terms[:3])
    writer.extend(terms[3:])
    names = Names(memoryview(writer.data), memoryview(writer.ends))
    assert names.names(range(len(names))) == some
    for wrong in (-1, len(some)):
        with pytest.raises(IndexFormatError, match="term"):
            names.names([wrong])
    if some and some[-1]:
        short = Names(memoryview(writer.data)[:-1], memoryview(writer.ends))
        with pytest.raises(IndexFormatError, match="outside"):
            short.names([len(some) - 1])


@codecs
@pytest.mark.parametrize(
    ("ids", "frequencies", "positions"),
    [
        ([2, 1], [1, 1], None),
        ([1, 1], [1, 1], None),
        ([1], [0], None),
        ([*range(128), 127], [1] * 129, None),
    ],
)
def test_lists_that_are_none_are_refused(codec, ids, frequencies, positions):
    with pytest.raises(ValueError, match="must ascend"):
        codec.encode_list(ids, frequencies, positions, b"", 200)


def test_most_postings_take_a_byte_and_frequencies_of_one_none():
    ids = range(0, 100 * BLOCK, 100)
    blocks, places = postings.encode_list(ids, [1] * BLOCK, [7] * BLOCK, b"", ids[-1] + 1)
    assert len(blocks) == 1 + BLOCK * 7 // 8
    assert len(places) == 1 + BLOCK * 3 // 8


terms_strategy = st.lists(
    st.text(alphabet="абвг\U0001f600\ud800", max_size=5).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ),
    unique=True,
    max_size=200,
).map(sorted)


@given(terms_strategy, st.binary(max_size=5))
def test_dictionaries_find_every_term_and_no_other(terms, other):
    writer = DictionaryWriter()
    for number, term in enumerate(terms):
        writer.add(term, number % 9 + 1, 3 * number + 9, number % 300, number % 7)
    dictionary = Dictionary(memoryview(writer.data), memoryview(writer.starts), len(terms))
    assert len(dictionary) == len(terms)
    assert [term for term, _ in dictionary.terms_from()] == terms
    start = 0
    for number, term in enumerate(terms):
        entry = dictionary.find(term)
        assert entry == dictionary.find_in_python(term)
        assert entry[:5] == (number, number % 9 + 1, 3 * number + 9, start, start + number % 300)
        start += number % 300
    for find in (dictionary.find, dictionary.find_in_python):
        assert (find(other) is not None) == (other in terms)
    assert [term for term, _ in dictionary.terms_from(other)] == [term for term in terms if term >= other]
    prefix = other[:1]
    assert [term for term, _ in dictionary.with_prefix(prefix)] == [
        term for term in terms if term.startswith(prefix)
    ]


@given(st.lists(terms_strategy, max_size=4), st.binary(max_size=1), st.sampled_from([0, 1, 5, 1000]))
def test_the_most_frequent_terms_are_those_of_all_dictionaries(several, prefix, most):
    dictionaries, documents = [], Counter()
    for number, terms in enumerate(several):
        writer = DictionaryWriter()
        for place, term in enumerate(terms):
            writer.add(term, (place + number) % 5 + 1, 9, 1, 0)
            documents[term] += (place + number) % 5 + 1
        dictionaries.append(Dictionary(memoryview(writer.data), memoryview(writer.starts), len(terms)))
    wanted = [term for term in documents.items() if term[0].startswith(prefix)]
    wanted.sort(key=lambda item: (-item[1], item[0]))
    assert frequent_terms(dictionaries, prefix, most) == wanted[:most]
    assert frequent_in_python(dictionaries, prefix, most) == wanted[:most]


def test_terms_must_ascend():
    writer = DictionaryWriter()
    writer.add(b"b", 1, 1, 1, 0)
    for term in (b"b", b"a"):
        with pytest.raises(ValueError, match="terms must ascend"):
            writer.add(term, 1, 1, 1, 0)


@pytest.mark.parametrize("deflate", [fastest_deflate(), deflate_with_zlib])
@given(some=st.lists(st.binary(max_size=9000).map(lambda data: data.replace(b"\n", b" ")), max_size=20))
def test_records_come_back(deflate, some):
    blocks = []
    writer = RecordsWriter(blocks.append, deflate)
    for record in some:
        writer.add(record)
    writer.finish()
    with pytest.raises(ValueError, match="came after the fields"):
        writer.add(b"")
    ends = [sum(writer.sizes[: number + 1]) for number in range(len(writer.sizes))]
    records = Records(memoryview(b"".join(blocks)), ends, memoryview(writer.firsts))
    assert list(records) == some
    assert [records.record(document) for document in reversed(range(len(some)))] == some[::-1]
    with pytest.raises(IndexFormatError, match="has no record"):
        records.record(len(some))


class Sink(io.BytesIO):
    def close(self):
        self.content = self.getvalue()
        super().close()


def test_sections_are_aligned_and_checked():
    sink = Sink()
    writer = SectionWriter(sink)
    writer.add("a", [b"x" * 100])
    writer.add("numbers", [memoryview(array("I", [1, 2, 3])).cast("B")])
    writer.finish({"documents": 7})
    file = SectionFile(sink.content, "test")
    assert (bytes(file.section("a")), list(file.numbers("numbers"))) == (b"x" * 100, [1, 2, 3])
    assert (bytes(file.section("none")), file.properties["documents"]) == (b"", 7)
    assert sink.content.index(b"xxx") % 64 == sink.content.index(b"\1\0\0\0\2") % 64 == 0
    for broken in (
        sink.content[:-1],
        sink.content[1:],
        b"",
        sink.content.replace(b"documents", b"document5"),
    ):
        with pytest.raises(IndexFormatError, match=r"column file test is damaged.*--rebuild"):
            SectionFile(broken, "test")
    changed = SectionFile(sink.content.replace(b"x" * 100, b"x" * 99 + b"y"), "test")
    with pytest.raises(IndexFormatError, match=r"section a has checksum"):
        changed.section("a")
    with pytest.raises(IndexFormatError, match=r"section a has checksum"):
        changed.verify()
    other = sink.content.replace(b"kzcolumn\2", b"kzcolumn\3", 1)
    with pytest.raises(IndexFormatError, match=r"version 3, this program reads 2"):
        SectionFile(other, "test")


def test_a_file_that_has_no_bytes_is_no_column_file():
    with tempfile.TemporaryFile() as stream, pytest.raises(IndexFormatError, match="empty"):
        SectionFile.open(stream, "test")


def test_documents_without_values_have_none():
    sink = Sink()
    writer = ColumnWriter(sink)
    for _ in range(300):
        writer.records.add(b"{}")
    writer.set_number("place", 2, 9)
    writer.set_length("body", 3, 7000)
    writer.put_lengths("body", 200, [1, 2])
    writer.put_lengths("body", 0, [0, 0])
    writer.close()
    columns = Columns(SectionFile(sink.content, "test"))
    body = columns.fields["body"]
    assert (columns.size, body.holders, body.tokens) == (300, 3, 7003)
    assert list(body.lengths) == [0] * 3 + [7000] + [0] * 196 + [1, 2] + [0] * 98
    assert (body.codes[3], body.codes[201], body.codes[0]) == (length_code(7000), 2, 0)
    assert list(columns.numbers("place")) == [0, 0, 9] + [0] * 297
    assert not any(columns.numbers("other"))
    columns.close()
