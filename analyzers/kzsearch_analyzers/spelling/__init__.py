"""Spelling errors of Kazakh: their costs, the words near a typed one, and what was probably meant by it."""

from kzsearch_analyzers.spelling.model import Spelling, spelling

__all__ = ["Spelling", "spelling"]
