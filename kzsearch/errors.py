"""Errors that users of the library may meet.

Each message says what, where, found against expected, and the remedy.
"""


class KzsearchError(Exception):
    """Base of every error that kzsearch raises on purpose."""


class IndexNotFoundError(KzsearchError):
    """There is no kzsearch index at the path."""


class IndexFormatError(KzsearchError):
    """There is an index, but of another format version, or its manifest cannot be read."""


class AnalyzerMismatchError(KzsearchError):
    """The index was built with another analyzer than the one that opens it."""


class IndexLockedError(KzsearchError):
    """Another writer holds the index."""


class DuplicateArticleError(KzsearchError):
    """``add`` was called for an id that the index already holds."""


class WorkerError(KzsearchError):
    """A process that analysed texts ended before its work."""


class SourceError(KzsearchError):
    """A file, folder or stream cannot be read as articles."""
