"""What the engine needs of an analyzer, and the default one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from kzsearch.model import Article
    from kzsearch_analyzers import Layers
    from kzsearch_analyzers.token import Token


class Analyzer(Protocol):
    """Turns text into tokens; the same one must write an index and read it.

    One that can be pickled can also analyse in several processes; see ``IndexWriter.add_all``.
    """

    def analyze(self, text: str) -> list[Token]:
        """Tokens in the order of the text; any string is accepted."""
        ...

    def layers(self, text: str) -> list[Layers]:
        """The terms of the same tokens in the same order, without the rest: what an index keeps.

        Words should come as the same objects whenever they occur. Others are as good, but take memory.
        """
        ...

    def respelled(self, term: str) -> tuple[str, ...]:
        """Words that one typing error turns into a term, whether a text has them or not; may be empty.

        Asked for only where no section has the term, and its token is not ``known``.
        """
        ...

    def fingerprint(self) -> str:
        """Hex digest that changes whenever the output for some text may change."""
        ...

    def describe(self) -> str:
        """One readable line, e.g. ``kazakh-1``."""
        ...


def default_analyzer() -> Analyzer:
    """The Kazakh analyzer; imported here because its tables take longer to load than the whole engine."""
    from kzsearch_analyzers import kazakh_analyzer

    return kazakh_analyzer()


class AnalyzedArticle(NamedTuple):
    """An article with the words of its texts, in the order of :func:`texts_of`."""

    article: Article
    words: list[list[Layers]]


def texts_of(article: Article) -> list[str]:
    """What is analysed of an article: the title; the heading and the text of every section."""
    return [article.title, *chain.from_iterable((s.heading, s.text) for s in article.sections)]
