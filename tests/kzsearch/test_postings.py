"""Columns of postings into and out of Whoosh's blocks."""

import pytest
from toy import article, build
from whoosh.formats import Frequency
from whoosh.index import open_dir
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from kzsearch.bridge.postings import DROPPED, PostingList, read_list, read_values


class OtherReader:
    """A segment of some other codec."""

    def __init__(self, ids, weights, values):
        self._postings = (ids, weights, values)

    def postings(self, _, term):
        if term != b"known":
            raise TermNotFound(term)
        return ListMatcher(*self._postings, format=Frequency())


def columns(postings):
    return list(postings.ids), list(postings.weights), postings.values


@pytest.mark.parametrize("count", [1, 7, 8, 127, 128, 129, 300])
def test_lists_of_any_length_survive_the_disk(index, count):
    """The blocks of Whoosh have 128 postings."""
    build(index, *(article(f"{number:04}", "су " * (number % 3 + 1)) for number in range(count)))
    with open_dir(str(index.path)).reader() as reader:
        for field, term in (("body_exact", b"\xd1\x81\xd1\x83"), ("body_root", b"\xd1\x81\xd1\x83")):
            postings = read_list(reader, field, term)
            matcher = reader.postings(field, term)
            assert list(postings.ids) == list(range(count)) == list(matcher.all_ids())
            assert list(postings.weights) == [number % 3 + 1 for number in range(count)]
            values = read_values(reader, field, term, set(range(0, count, 50)))
            assert values == {number: postings.values[number] for number in range(0, count, 50)}
            assert read_list(reader, field, term, values=False).values == []
        assert columns(read_list(reader, "body_exact", b"none")) == ([], [], [])


def test_readers_of_other_codecs_are_read_one_by_one():
    reader = OtherReader([3, 5], [1.0, 2.0], [b"a", b"b"])
    assert columns(read_list(reader, "field", b"known")) == ([3, 5], [1.0, 2.0], [b"a", b"b"])
    assert columns(read_list(reader, "field", b"unknown")) == ([], [], [])
    assert read_values(reader, "field", b"known", {5, 6}) == {5: b"b"}


def test_documents_without_a_new_number_are_dropped():
    postings = PostingList()
    for document in (0, 2, 3):
        postings.append(document, float(document), str(document).encode())
    assert columns(postings.renumbered(range(10, 20))) == ([10, 12, 13], [0.0, 2.0, 3.0], [b"0", b"2", b"3"])
    assert columns(postings.renumbered([7, 8, DROPPED, 9])) == ([7, 9], [0.0, 3.0], [b"0", b"3"])
