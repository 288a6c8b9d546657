"""Whoosh's way to write: documents in, one for every section, through the transactions of kzsearch."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NoReturn, Protocol

from whoosh import index as whoosh_index
from whoosh import writing

from kzsearch.analysis import WordCache
from kzsearch.errors import DuplicateArticleError, IndexLockedError
from kzsearch.index.session import WriteSession
from kzsearch.index.writer import IndexWriter
from kzsearch.schema import ARTICLE_ID, ORDINAL
from kzsearch.segment.segment import Segment
from kzsearch.whoosh.articles import SHARED, article_of, check_names
from kzsearch.whoosh.schema import refuse_other_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from whoosh.reading import IndexReader

    from kzsearch.analysis import FullAnalyzer
    from kzsearch.index.directory import IndexDirectory
    from kzsearch.whoosh.schema import KazakhSchema


class WritableIndex(Protocol):
    """What a writer uses of :class:`~kzsearch.whoosh.KazakhIndex`."""

    directory: IndexDirectory
    analyzer: FullAnalyzer
    schema: KazakhSchema

    def reader_of(
        self, segments: Iterable[Segment], generation: int, reuse: IndexReader | None = None
    ) -> IndexReader:
        """Return a reader of open segments."""
        ...


class LockedError(IndexLockedError, whoosh_index.LockError):  # type: ignore[misc]  # Whoosh has no types
    """Another writer holds the index: the error of kzsearch, which programs of Whoosh catch as theirs."""


class KazakhWriter(writing.IndexWriter):  # type: ignore[misc]
    """Adds, replaces and deletes sections; from ``KazakhIndex.writer()``.

    A document is a section. Those of one article that are added one after another, or within ``group()``,
    become its sections in this order, or in that of ``ordinal`` where it is given. They share title, date,
    url, language and extra, which only one of them has to name.
    """

    def __init__(
        self,
        index: WritableIndex,
        timeout_seconds: float,
        memory_bytes: int,
        *,
        optimize: bool,
        mergetype: Callable[..., object] | None,
    ) -> None:
        """Take the write lock; the arguments are those of ``KazakhIndex.writer``."""
        self.index, self.schema = index, index.schema
        self.optimize, self.mergetype = optimize, mergetype
        words = WordCache(index.analyzer)
        try:
            self._session = WriteSession(
                index.directory, index.analyzer, words, timeout_seconds, memory_bytes
            )
        except IndexLockedError as error:
            raise LockedError(
                f"index {index.directory.path} is being written by another writer; try again after its "
                "commit, or wait longer: writer(timeout=...)"
            ) from error
        self.generation = self._session.toc.generation + 1
        self._entries = self._session.toc.segments
        self._offsets = list(accumulate((entry.sections for entry in self._entries), initial=0))
        self._deleted = {entry.name: set(entry.deleted_documents()) for entry in self._entries}
        self._writer = IndexWriter(self._session, index.analyzer, words)
        self._pending: list[dict[str, object]] = []
        self._pending_replaces = False
        self._shared: dict[str, object] = {}

    @property
    def is_closed(self) -> bool:
        """Whether the writer was committed or cancelled, or belongs to another process."""
        return not self._session.is_open

    def add_field(self, fieldname: str, fieldtype: object, **_: object) -> NoReturn:  # noqa: ARG002
        """Raise: the fields of an index are fixed."""
        refuse_other_fields(fieldname)

    def remove_field(self, fieldname: str, **_: object) -> NoReturn:
        """Raise: the fields of an index are fixed."""
        refuse_other_fields(fieldname)

    def end_group(self) -> None:
        """End the sections of an article."""
        self._flush()

    def add_document(self, **fields: object) -> None:
        """Add a section.

        Args:
            fields: ``article_id``, ``title``, ``heading``, ``body``, ``url`` and ``language`` are strings,
                ``path`` is a sequence of headings, ``date`` a date, a datetime or ISO 8601, ``extra`` a
                mapping of values that JSON can express, ``ordinal`` an integer. All but the first are
                optional.

        Raises:
            DuplicateArticleError: The index has the article already; ``update_document`` replaces it.
            UnknownFieldError: There is no such field to write.
            TypeError: ``article_id`` is missing, or a value is of a wrong type.
            ValueError: ``article_id`` is empty, or two sections of an article differ in what they share.
        """
        self._add(fields, replaces=False)

    def update_document(self, **fields: object) -> None:
        """Begin an article anew in place of the one that the index has; see ``add_document``.

        Its further sections are added by ``add_document`` with the same ``article_id``.
        """
        self._flush()
        self._add(fields, replaces=True)

    def add_reader(self, reader: IndexReader) -> None:
        """Add the documents of a reader, in place of the articles that have the same ids.

        Only stored fields are read, and analysed again.
        """
        self._check_state()
        for _, stored in reader.iter_docs():
            self._add(stored, replaces=True)
        self._flush()

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a section by its number among those of the last commit.

        Raises:
            IndexingError: There is no such number.
            ValueError: ``delete`` is false: what was deleted cannot be brought back.
        """
        self._check_state()
        if not delete:
            raise ValueError("deletions cannot be undone; cancel the writer, or add the article again")
        name, document = self._located(docnum)
        self._session.delete_documents(name, [document])
        self._deleted[name].add(document)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a section of the last commit is deleted, here or before."""
        name, document = self._located(docnum)
        return document in self._deleted[name]

    def has_deletions(self) -> bool:
        """Return whether any section of the last commit is deleted."""
        return any(self._deleted.values())

    def deleted_count(self) -> int:
        """Return how many sections of the last commit are deleted."""
        return sum(map(len, self._deleted.values()))

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """Return a reader of the last commit without what was deleted since; additions are not seen."""
        self._check_state()
        segments = [
            Segment(entry.name, self.index.directory.open_segment(entry), sorted(self._deleted[entry.name]))
            for entry in self._entries
        ]
        return self.index.reader_of(segments, self.generation - 1, reuse)

    def commit(
        self,
        mergetype: Callable[..., object] | None = None,
        optimize: bool | None = None,
        merge: bool | None = None,
    ) -> None:
        """Publish the changes durably and close the writer. If it fails, it forgets them, as ``cancel`` does.

        Args:
            mergetype: ``OPTIMIZE``, ``MERGE_SMALL``, ``NO_MERGE`` or ``CLEAR`` of ``whoosh.writing``.
            optimize: Merge all segments into one.
            merge: Ignored, as is ``NO_MERGE``: kzsearch decides which small segments it merges.

        Raises:
            ValueError: A merge policy of one's own.
            TypeError: A value of the last article is of a wrong type.
        """
        self._check_state()
        del merge
        try:
            policy = _known(mergetype or self.mergetype)
            self._flush()
            if policy is writing.CLEAR:
                for entry in self._entries:
                    self._session.delete_documents(entry.name, range(entry.sections))
            wants_one = self.optimize if optimize is None else optimize
            self._writer.commit(optimize=policy is writing.OPTIMIZE or bool(wants_one))
        except BaseException:
            if not self.is_closed:
                self.cancel()
            raise

    def cancel(self) -> None:
        """Forget the changes and close the writer."""
        self._check_state()
        self._pending.clear()
        self._writer.cancel()

    def _check_state(self) -> None:
        if self.is_closed:
            raise writing.IndexingError(self._session.why_closed)

    def _located(self, docnum: int) -> tuple[str, int]:
        if not 0 <= docnum < self._offsets[-1]:
            raise writing.IndexingError(f"no document {docnum} among the {self._offsets[-1]} of the index")
        number = bisect_right(self._offsets, docnum) - 1
        return self._entries[number].name, docnum - self._offsets[number]

    def _add(self, fields: dict[str, object], *, replaces: bool) -> None:
        self._check_state()
        check_names(fields)
        article_id = str(fields[ARTICLE_ID])
        if self._pending and self._pending[0][ARTICLE_ID] != article_id:
            self._flush()
        if not self._pending:
            if not replaces and self._session.has(article_id):
                raise DuplicateArticleError(
                    f"the index already has an article {article_id!r}; replace it with update_document"
                )
            self._pending_replaces, self._shared = replaces, {}
        for name in SHARED:
            if fields.get(name) is None:
                continue
            if self._shared.setdefault(name, fields[name]) != fields[name]:
                raise ValueError(
                    f"the sections of article {article_id!r} differ in {name}: "
                    f"{self._shared[name]!r} and {fields[name]!r}"
                )
        self._pending.append({name: value for name, value in fields.items() if value is not None})

    def _flush(self) -> None:
        """Write the article whose sections were collected."""
        self._check_state()
        pending, self._pending = self._pending, []
        if not pending:
            return
        if all(ORDINAL in each for each in pending):
            pending.sort(key=lambda each: int(str(each[ORDINAL])))
        article = article_of(self._shared, pending)
        if self._pending_replaces:
            self._writer.update(article)
        else:
            self._writer.add(article)


def _known(policy: Callable[..., object] | None) -> Callable[..., object] | None:
    if policy not in (None, writing.OPTIMIZE, writing.MERGE_SMALL, writing.NO_MERGE, writing.CLEAR):
        raise ValueError(f"merge policy {policy!r} cannot merge segments of kzsearch; leave it out")
    return policy
