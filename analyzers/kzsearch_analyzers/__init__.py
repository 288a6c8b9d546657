"""Kazakh text analysis: every reading of a word, ranked, in any script. Knows nothing of indexes or files."""

from kzsearch_analyzers.chain import Analyzer, kazakh_analyzer
from kzsearch_analyzers.errors import AnalyzerError, GrammarError, UnknownSchemeError
from kzsearch_analyzers.fold import fold_key
from kzsearch_analyzers.kazakh.generate import generate
from kzsearch_analyzers.kazakh.reading import Reading, Source
from kzsearch_analyzers.normalize import normalize
from kzsearch_analyzers.token import Token, TokenKind
from kzsearch_analyzers.translit import Detection, Script, detect, detect_script, schemes, transliterate
from kzsearch_analyzers.words import Layers

__all__ = [
    "Analyzer",
    "AnalyzerError",
    "Detection",
    "GrammarError",
    "Layers",
    "Reading",
    "Script",
    "Source",
    "Token",
    "TokenKind",
    "UnknownSchemeError",
    "detect",
    "detect_script",
    "fold_key",
    "generate",
    "kazakh_analyzer",
    "normalize",
    "schemes",
    "transliterate",
]
