import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzsearch.errors import IndexFormatError
from kzsearch.segment.ordinals import TermOrdinals, TermOrdinalsWriter
from kzsearch.segment.term_dictionary import encode_term


@given(st.lists(st.text(alphabet="аб\ud800", max_size=4), max_size=20))
def test_terms_are_found_by_their_ordinals(terms):
    writer = TermOrdinalsWriter()
    encoded = list(map(encode_term, terms))
    writer.extend(encoded[:3])
    writer.extend(encoded[3:])
    ordinals = TermOrdinals(memoryview(writer.data), memoryview(writer.ends))
    assert ordinals.lookup(range(len(ordinals))) == terms
    for wrong in (-1, len(terms)):
        with pytest.raises(IndexFormatError, match="there is no term"):
            ordinals.lookup([wrong])
    if terms and terms[-1]:
        short = TermOrdinals(memoryview(writer.data)[:-1], memoryview(writer.ends))
        with pytest.raises(IndexFormatError, match="outside"):
            short.lookup([len(terms) - 1])
