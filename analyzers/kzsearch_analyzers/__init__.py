"""Kazakh text analysis in any script: tokens, lemmas, readings, spelling, transliteration.

The package knows neither an index nor files other than its own tables.

>>> from kzsearch_analyzers import kazakh_analyzer
>>> [(token.surface, token.lemmas[0]) for token in kazakh_analyzer().analyze("Мектептеріміздегі kitaptar")]
[('Мектептеріміздегі', 'мектеп'), ('kitaptar', 'кітап')]
"""

from kzsearch_analyzers.analyzer import Analyzer, kazakh_analyzer
from kzsearch_analyzers.errors import AnalyzerError, GrammarError, UnknownSchemeError
from kzsearch_analyzers.morphology.generate import generate
from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.scripts import Detection, Script, detect, detect_script, schemes, transliterate
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.spelling import Spelling
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
    "Spelling",
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
