"""The constants of the C extension are those of Python, by name and value."""

import pytest

from kzsearch.search import kernel
from kzsearch.segment import norms, packing, postings, skip_table, term_dictionary, text_codec
from kzsearch.segment.native import native

pytestmark = pytest.mark.skipif(native is None, reason="not compiled")

MODULES = (kernel, norms, packing, postings, skip_table, term_dictionary)
ONLY_IN_PYTHON = {"_CHUNK"}
"""Integers of these modules that concern neither the format nor what is passed to C."""


def constants_of_python():
    """All integers of the modules, private ones without their underscore, and the sizes of tables."""
    integers = {
        name.lstrip("_"): value
        for module in MODULES
        for name, value in vars(module).items()
        if name.isupper() and type(value) is int and name not in ONLY_IN_PYTHON
    }
    return integers | {
        "CODEC_TABLE_SIZE": len(text_codec._byte_table()),
        "NORM_COUNT": len(norms.NORM_LENGTHS),
        "TERM_INFO_NUMBERS": len(term_dictionary.TermInfo._fields),
    }


def test_both_languages_have_the_same_constants():
    assert native.constants() == constants_of_python()
