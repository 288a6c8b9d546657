"""What can go wrong in the analyzers: only with their own tables, never with user text."""


class AnalyzerError(Exception):
    """Base of every error that this package raises."""


class GrammarError(AnalyzerError):
    """A table of the package is malformed; the message is ``file:line:column: what, known values``."""


class UnknownSchemeError(AnalyzerError):
    """A transliteration scheme was asked for that no table defines."""
