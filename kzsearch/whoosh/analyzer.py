"""An analyzer for anyone's own Whoosh schema: ``TEXT(analyzer=KazakhAnalyzer())``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoosh.analysis import Analyzer, Token

from kzsearch.analysis import full_analyzer
from kzsearch.schema import Layer, indexed_terms_of, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzsearch.analysis import Analyzer as TextAnalyzer
    from kzsearch.analysis import FullAnalyzer
    from kzsearch_analyzers import Token as KazakhToken


class KazakhAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Splits text into words and yields the terms of one layer for each; a Whoosh analyzer.

    Documents get every reading of an ambiguous word, and the lemmas of the words that a mistyped one was
    probably meant for, as several tokens with one position and the same offsets. Queries get the best reading
    only: the parsers of Whoosh would demand all readings at once, or put them one after another in a phrase,
    and the best one finds every document in which the word may be meant. A field of the type
    :class:`~kzsearch.whoosh.KazakhText` asks for any of the readings instead.
    """

    is_morph = True
    """``TEXT(spelling=True)`` keeps the unchanged forms in a field of their own."""

    def __init__(self, layer: Layer | str = Layer.LEMMA, analyzer: TextAnalyzer | None = None) -> None:
        """Make an analyzer; the tables of the language are read at the first call.

        Args:
            layer: ``exact``, ``lemma``, ``root`` or ``fold``.
            analyzer: Another one than the Kazakh analyzer of the package. It must be picklable, because
                Whoosh pickles the schema of an index.
        """
        self.layer = Layer(layer)
        self.analyzer = analyzer

    def __reduce__(self) -> tuple[type[KazakhAnalyzer], tuple[str, TextAnalyzer | None]]:
        return type(self), (self.layer.value, self.analyzer)

    def __repr__(self) -> str:
        arguments = repr(self.layer.value)
        return f"{type(self).__name__}({arguments}{f', {self.analyzer!r}' if self.analyzer else ''})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, KazakhAnalyzer) or self.layer is not other.layer:
            return False
        return self.analyzer == other.analyzer or self._full().fingerprint() == other._full().fingerprint()

    def __hash__(self) -> int:
        return hash(self.layer)

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        tokenize: bool = True,
        no_morph: bool = False,
        **named: object,
    ) -> Iterator[Token]:
        """Yield one token object again and again with the terms of a text, as Whoosh's analyzers do.

        Args:
            value: The text.
            positions: Whether tokens get ``pos``, the ordinal of the word.
            chars: Whether tokens get ``startchar`` and ``endchar`` in code points of the text.
            keeporiginal: Whether tokens get ``original``, the word as it is written.
            removestops: There are no stop words; false makes a query keep all readings, for highlighters.
            start_pos: The position of the first word.
            start_char: Added to the offsets.
            mode: ``"query"`` for queries; anything else is a document.
            tokenize: False yields the whole text as one term in lower case.
            no_morph: True yields the words as they are written, in the exact layer.
            named: Further attributes of the token.

        Raises:
            TypeError: The value is no string.
        """
        if not isinstance(value, str):
            raise TypeError(f"KazakhAnalyzer analyses strings, not {type(value).__name__}")
        token = Token(positions, chars, removestops=removestops, mode=mode, **named)
        layer = Layer.EXACT if no_morph else self.layer
        words = self._words(value, layer, in_query=mode == "query", best=removestops)
        if not tokenize:
            words = iter([(value, 0, len(value), 0, (value.lower(),))])
        for surface, start, end, position, terms in words:
            if keeporiginal:
                token.original = surface
            if positions:
                token.pos = start_pos + position
            if chars:
                token.startchar, token.endchar = start_char + start, start_char + end
            for term in terms:
                token.text, token.boost, token.stopped = term, 1.0, False
                yield token

    def readings(self, text: str) -> list[tuple[KazakhToken, tuple[str, ...]]]:
        """Return the words of a query, each with its terms, best first; words without a term are left out."""
        analyzed = ((token, terms_of(token, self.layer)) for token in self._full().analyze(text))
        return [(token, terms) for token, terms in analyzed if terms]

    def _words(
        self, text: str, layer: Layer, *, in_query: bool, best: bool
    ) -> Iterator[tuple[str, int, int, int, tuple[str, ...]]]:
        for token in self._full().analyze(text):
            terms = terms_of(token, layer) if in_query else indexed_terms_of(token, layer)
            if in_query and best:
                terms = terms[:1]
            yield token.surface, token.start, token.end, token.position, terms

    def _full(self) -> FullAnalyzer:
        return full_analyzer(self.analyzer)
