"""Kazakh text analysis: every reading of a word, ranked, in any script. Knows nothing of indexes or files."""

from kzsearch_analyzers.analyzer import Analyzer, kazakh_analyzer
from kzsearch_analyzers.errors import AnalyzerError, GrammarError, UnknownSchemeError
from kzsearch_analyzers.morphology.generate import generate
from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.scripts import Detection, Script, detect, detect_script, schemes, transliterate
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.text.normalize import normalize
from kzsearch_analyzers.token import AnalyzedWord, Token, TokenKind

__all__ = [
    "AnalyzedWord",
    "Analyzer",
    "AnalyzerError",
    "Detection",
    "GrammarError",
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
