from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch.segment.term_dictionary import (
    TermDictionary,
    TermDictionaryWriter,
    encode_term,
    frequent_terms,
    frequent_terms_in_python,
)

term_lists = st.lists(
    st.text(alphabet="абвг\U0001f600\ud800", max_size=5).map(encode_term), unique=True, max_size=200
).map(sorted)


def opened(writer):
    return TermDictionary(memoryview(writer.data), memoryview(writer.starts), writer.count)


@given(term_lists, st.binary(max_size=5))
def test_every_term_is_found_and_no_other(terms, other):
    writer = TermDictionaryWriter()
    for number, term in enumerate(terms):
        writer.add(term, number % 9 + 1, 3 * number + 9, number % 300, number % 7)
    dictionary = opened(writer)
    assert len(dictionary) == len(terms)
    assert [term for term, _ in dictionary.terms_from()] == terms
    start = 0
    for number, term in enumerate(terms):
        info = dictionary.find(term)
        assert info == dictionary.find_in_python(term)
        assert info[:5] == (number, number % 9 + 1, 3 * number + 9, start, start + number % 300)
        start += number % 300
    for find in (dictionary.find, dictionary.find_in_python):
        assert (find(other) is not None) == (other in terms)
    assert [term for term, _ in dictionary.terms_from(other)] == [term for term in terms if term >= other]
    prefix = other[:1]
    assert [term for term, _ in dictionary.with_prefix(prefix)] == [
        term for term in terms if term.startswith(prefix)
    ]


@given(st.lists(term_lists, max_size=4), st.binary(max_size=1), st.sampled_from([0, 1, 5, 1000]))
def test_frequent_terms_are_those_of_all_segments(segments, prefix, limit):
    dictionaries, doc_freqs = [], Counter()
    for number, terms in enumerate(segments):
        writer = TermDictionaryWriter()
        for index, term in enumerate(terms):
            doc_freq = (index + number) % 5 + 1
            writer.add(term, doc_freq, 9, 1, 0)
            doc_freqs[term] += doc_freq
        dictionaries.append(opened(writer))
    expected = [item for item in doc_freqs.items() if item[0].startswith(prefix)]
    expected.sort(key=lambda item: (-item[1], item[0]))
    assert frequent_terms(dictionaries, prefix, limit) == expected[:limit]
    assert frequent_terms_in_python(dictionaries, prefix, limit) == expected[:limit]


def test_terms_must_ascend():
    writer = TermDictionaryWriter()
    writer.add(b"b", 1, 1, 1, 0)
    for term in (b"b", b"a"):
        with pytest.raises(ValueError, match="terms must ascend"):
            writer.add(term, 1, 1, 1, 0)
