"""The writer: articles are analysed and added, replaced or deleted in one transaction."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from kzsearch.analysis import AnalyzedArticle, texts_of
from kzsearch.article import Section
from kzsearch.errors import DuplicateArticleError
from kzsearch.index.builder import SectionTexts
from kzsearch.segment.stored_fields import encode_section

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import FullAnalyzer, WordCache
    from kzsearch.article import Article
    from kzsearch.index.session import WriteSession

_EMPTY = Section(heading="", text="")


class IndexWriter:
    """Collects changes and publishes them together; from ``Index.writer()``.

    As a context manager it commits at the end, or cancels if the block raises; until then it holds the write
    lock. Searchers that are opened after the commit see the changes. A process that was forked
    from that of the writer cannot use it.
    """

    def __init__(self, session: WriteSession, analyzer: FullAnalyzer, words: WordCache) -> None:
        self._session = session
        self._analyzer = analyzer
        self._words = words

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session.is_open:
            if kind is None:
                self.commit()
            else:
                self.cancel()

    def add(self, article: Article) -> None:
        """Add an article that the index does not have yet.

        Raises:
            DuplicateArticleError: The index has an article with this id; ``update`` would replace it.
        """
        self.add_all([article])

    def update(self, article: Article) -> None:
        """Add an article, or replace the one with the same id."""
        self.update_all([article])

    def add_all(self, articles: Iterable[Article], *, jobs: int = 1) -> None:
        """Add articles that the index does not have yet.

        Args:
            articles: Read one by one, a little ahead of the writing.
            jobs: Number of processes that analyse texts; 1 analyses in this one. The index is the same. As
                always with processes, a script must start its work under ``if __name__ == "__main__":``.

        Raises:
            DuplicateArticleError: The index has one of the ids; the articles before it are added.
            WorkerError: A process died, perhaps for lack of memory.
            TypeError: The analyzer cannot be sent to another process.
        """
        self._write_all(articles, jobs, self._add)

    def update_all(self, articles: Iterable[Article], *, jobs: int = 1) -> None:
        """Add articles, or replace those with the same ids; see ``add_all``."""
        self._write_all(articles, jobs, self._update)

    def delete(self, article_id: str) -> bool:
        """Delete an article; return whether the index had one with this id."""
        self._check_open()
        return self._session.remove(article_id)

    def commit(self, optimize: bool = False) -> None:
        """Publish the changes durably and close the writer.

        Args:
            optimize: Copy the whole index into one segment without deleted sections: slow, but searches are
                fastest then and statistics are exact.
        """
        self._check_open()
        self._session.commit(optimize=optimize)

    def cancel(self) -> None:
        """Forget the changes and close the writer."""
        self._check_open()
        self._session.cancel()

    def _check_open(self) -> None:
        if not self._session.is_open:
            raise ValueError(self._session.why_closed)

    def _write_all(
        self, articles: Iterable[Article], jobs: int, write: Callable[[AnalyzedArticle], None]
    ) -> None:
        self._check_open()
        with closing(self._analyzed(articles, jobs)) as ready:
            for article in ready:
                write(article)

    def _analyzed(self, articles: Iterable[Article], jobs: int) -> Generator[AnalyzedArticle, None, None]:
        if jobs < 1:
            raise ValueError(f"jobs must be at least 1, not {jobs}")
        if jobs > 1:
            from kzsearch.index.parallel import analyze_in_processes  # multiprocessing is slow to import

            return analyze_in_processes(articles, self._analyzer, self._words, jobs)
        return (AnalyzedArticle(article, texts_of(article)) for article in articles)

    def _add(self, article: AnalyzedArticle) -> None:
        article_id = article.article.id
        if self._session.has(article_id):
            raise DuplicateArticleError(
                f"the index already has an article {article_id!r}; replace it with update"
            )
        self._session.add(article_id, _sections(article))

    def _update(self, article: AnalyzedArticle) -> None:
        self._session.replace(article.article.id, _sections(article))


def _sections(analyzed_article: AnalyzedArticle) -> list[SectionTexts]:
    """Return the sections with their texts; each of them carries the title."""
    article, (title, *texts) = analyzed_article
    sections = article.sections
    if not sections:
        sections, texts = (_EMPTY,), ["", ""]
    date = article.date.isoformat() if article.date else ""
    return [
        SectionTexts(
            encode_section(article, ordinal, section),
            date,
            (title, texts[2 * ordinal], texts[2 * ordinal + 1]),
        )
        for ordinal, section in enumerate(sections)
    ]
