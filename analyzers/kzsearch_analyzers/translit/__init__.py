"""Kazakh in other orthographies: a table for each, code that knows none of them."""

from kzsearch_analyzers.translit.detect import Detection, detect
from kzsearch_analyzers.translit.rewrite import candidates, transliterate
from kzsearch_analyzers.translit.script import Script, detect_script
from kzsearch_analyzers.translit.table import schemes

__all__ = ["Detection", "Script", "candidates", "detect", "detect_script", "schemes", "transliterate"]
