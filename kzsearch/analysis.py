"""What the engine needs of an analyzer, and the default one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kzsearch.model import Article
    from kzsearch_analyzers import Layers
    from kzsearch_analyzers.token import Token


_TOLD = 200_000
"""Words that other processes told of: up to 200 MB."""


class Analyzer(Protocol):
    """Turns text into tokens; the same one must write an index and read it.

    One that can be pickled can also analyse in several processes; see ``IndexWriter.add_all``.
    """

    def analyze(self, text: str) -> list[Token]:
        """Tokens in the order of the text; any string is accepted."""
        ...

    def words(self, text: str) -> Sequence[Hashable]:
        """The same tokens, in order, each as what ``layers_of`` takes; equal ones have equal layers."""
        ...

    def words_alone(self, stretch: str) -> Sequence[Hashable] | None:
        """The words of a stretch, if it has the same ones in every text; asked for once for many occurrences.

        A stretch stands between blanks, line breaks and the ends of a text; but a line break behind a hyphen
        (``-``, a soft hyphen, ``¬``) ends none, with the blanks that follow. None where the words may depend
        on what else is in the text.
        """
        ...

    def layers_of(self, word: Hashable) -> Layers:
        """The terms of a word: what an index keeps of it. Asked for once for many occurrences."""
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
        """One readable line, e.g. ``kazakh-2``."""
        ...


def default_analyzer() -> Analyzer:
    """The Kazakh analyzer; imported here because its tables take longer to load than the whole engine."""
    from kzsearch_analyzers import kazakh_analyzer

    return kazakh_analyzer()


class WordBook:
    """The words of texts and what they consist of: as an analyzer says, here or in another process.

    Attributes:
        words: The method of the analyzer.
        words_alone: The same.
        layers_of: The same, but of words that were told it gives what was told.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._told: dict[Hashable, Layers] = {}
        self.words = analyzer.words
        self.words_alone = analyzer.words_alone
        self.layers_of = analyzer.layers_of

    def tell(self, words: Iterable[tuple[Hashable, Layers]]) -> None:
        """Learn some words; of very many those are forgotten that were told before."""
        if len(self._told) > _TOLD:
            self._told.clear()
        self._told.update(words)
        self.layers_of = self._layers_told

    def _layers_told(self, word: Hashable) -> Layers:
        return self._told.get(word) or self._analyzer.layers_of(word)


class AnalyzedArticle(NamedTuple):
    """An article with its texts, in the order of :func:`texts_of`, or the words of each."""

    article: Article
    texts: Sequence[str | Sequence[Hashable]]


def texts_of(article: Article) -> list[str]:
    """What is analysed of an article: the title; the heading and the text of every section."""
    return [article.title, *chain.from_iterable((s.heading, s.text) for s in article.sections)]
