"""Rewriting Kazakh between scripts: a table for each orthography, code that knows none of them."""

from kzsearch_analyzers.translit.rewrite import candidates, transliterate
from kzsearch_analyzers.translit.script import Script, detect_script
from kzsearch_analyzers.translit.table import schemes

__all__ = ["Script", "candidates", "detect_script", "schemes", "transliterate"]
