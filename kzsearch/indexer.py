"""Articles in: analysis, once per text, and one transaction per writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch.bridge.records import SectionRecord
from kzsearch.errors import DuplicateArticleError
from kzsearch.model import Field, Section
from kzsearch.schema import Layer, field_name, terms_of

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from kzsearch.analysis import Analyzer
    from kzsearch.bridge.writing import WriteSession
    from kzsearch.model import Article
    from kzsearch_analyzers.token import Token

_EMPTY = Section(heading="", text="")


class IndexWriter:
    """Collects changes and makes them visible all at once; from ``Index.writer()``.

    As a context manager it commits at the end, or cancels if the block raises; until then it holds the write
    lock. Changes are seen by searchers that are opened after the commit.
    """

    def __init__(self, session: WriteSession, analyzer: Analyzer) -> None:
        self._session = session
        self._analyzer = analyzer

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
            DuplicateArticleError: It has one of this id; ``update`` would replace it.
        """
        self._check_open()
        if self._session.has(article.id):
            raise DuplicateArticleError(
                f"the index already has an article {article.id!r}; replace it with update"
            )
        self._write(self._analyzed(article))

    def update(self, article: Article) -> None:
        """Add an article, in place of the one with the same id if there is one."""
        self._check_open()
        sections = self._analyzed(article)  # before the old one goes: what fails here changes nothing
        self._session.remove(article.id)
        self._write(sections)

    def delete(self, article_id: str) -> bool:
        """Remove an article; false if the index has none of this id."""
        self._check_open()
        return self._session.remove(article_id)

    def commit(self, optimize: bool = False) -> None:
        """Make the changes visible and lasting, and close the writer.

        Args:
            optimize: Copy the whole index into one segment, without what was deleted: slow, but searches are
                fastest then and statistics exact.
        """
        self._check_open()
        self._session.commit(optimize=optimize)

    def cancel(self) -> None:
        """Forget the changes, and close the writer."""
        self._check_open()
        self._session.cancel()

    def _check_open(self) -> None:
        if not self._session.is_open:
            raise ValueError("this writer was committed or cancelled; take a new one: Index.writer()")

    def _analyzed(self, article: Article) -> list[tuple[SectionRecord, dict[str, dict[str, list[int]]]]]:
        title = self._layers(Field.TITLE, article.title)
        return [
            (
                SectionRecord.of(article, position, section),
                title | self._layers(Field.HEADING, section.heading) | self._layers(Field.BODY, section.text),
            )
            for position, section in enumerate(article.sections or (_EMPTY,))
        ]

    def _layers(self, field: Field, text: str) -> dict[str, dict[str, list[int]]]:
        tokens = self._analyzer.analyze(text) if text else []
        return {field_name(field, layer): occurrences(tokens, layer) for layer in Layer}

    def _write(self, sections: list[tuple[SectionRecord, dict[str, dict[str, list[int]]]]]) -> None:
        for record, layers in sections:
            self._session.add(record, layers)


def occurrences(tokens: list[Token], layer: Layer) -> dict[str, list[int]]:
    """Every term of a layer with its positions, ascending; alternatives of a token share its position."""
    found: dict[str, list[int]] = {}
    for token in tokens:
        for term in terms_of(token, layer):
            positions = found.setdefault(term, [])
            if not positions or positions[-1] != token.position:  # alternatives may repeat
                positions.append(token.position)
    return found
