"""The errors that kzsearch raises on purpose.

Each message says what, where, found against expected, and the remedy.
"""


class KzsearchError(Exception):
    """The base of all errors of kzsearch."""


class IndexNotFoundError(KzsearchError):
    """There is no kzsearch index at the path."""


class IndexFormatError(KzsearchError):
    """The index has another format version, or one of its files is damaged."""


class AnalyzerMismatchError(KzsearchError):
    """The index was built with another analyzer than the one that opens it."""


class IndexLockedError(KzsearchError):
    """Another writer holds the index."""


class DuplicateArticleError(KzsearchError):
    """``add`` was called for an article whose id the index already has; ``update`` replaces it."""


class WorkerError(KzsearchError):
    """A worker process ended before it had analyzed its texts."""


class SourceError(KzsearchError):
    """A file, folder or stream cannot be read as articles."""
