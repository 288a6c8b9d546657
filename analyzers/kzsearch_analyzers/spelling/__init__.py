"""Spelling errors: what they cost, which words lie near to a typed one, which of them was probably meant."""

from kzsearch_analyzers.spelling.model import Spelling, spelling

__all__ = ["Spelling", "spelling"]
