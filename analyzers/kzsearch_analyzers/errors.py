"""The errors of the package. Text to analyse never raises one; unknown names and malformed tables do."""


class AnalyzerError(Exception):
    """Base class of every error that this package raises."""


class GrammarError(AnalyzerError):
    """A table of the package is malformed; the message begins with ``file:line:column:``."""


class UnknownSchemeError(AnalyzerError):
    """No table defines a transliteration scheme of this name; the message lists those that are defined."""
