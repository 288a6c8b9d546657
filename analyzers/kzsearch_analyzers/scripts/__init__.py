"""Kazakh in other orthographies: a table for each, code that knows none of them."""

from kzsearch_analyzers.scripts.detection import Detection, detect
from kzsearch_analyzers.scripts.orthography import Scheme, scheme_list, schemes
from kzsearch_analyzers.scripts.script import Script, detect_script
from kzsearch_analyzers.scripts.transliteration import candidates, transliterate

__all__ = [
    "Detection",
    "Scheme",
    "Script",
    "candidates",
    "detect",
    "detect_script",
    "scheme_list",
    "schemes",
    "transliterate",
]
