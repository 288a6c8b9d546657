"""Tokens and analysed words: what an analyzer returns, for documents and queries alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class TokenKind(Enum):
    """What a token is, by its characters."""

    WORD = "word"
    NUMBER = "number"
    ABBREVIATION = "abbreviation"
    EMAIL = "email"
    URL = "url"


@dataclass(frozen=True, slots=True, eq=False)
class AnalyzedWord:
    """The terms of a word in every layer, without an occurrence; the attributes are those of ``Token``.

    Two are equal only if they are the same object: an index looks one up for every token of a text, and
    comparing their terms would take longer than the rest of the indexing.
    """

    term: str
    lemmas: tuple[str, ...]
    roots: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    known: bool = True
    corrections: tuple[AnalyzedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One occurrence of a word in a text, with all terms that find it.

    Attributes:
        surface: The slice ``text[start:end]`` of the original text.
        start: Offset in code points into the original text.
        end: Offset after the last code point.
        position: Ordinal of the token in its text, from 0, without gaps.
        kind: What the token is, by its characters.
        term: The exact term: normalised, lower case; Cyrillic if another script could be read back.
        lemmas: Plausible lemmas, best first, lower case, no repeats; never empty (a token that cannot be
            analysed is its own lemma).
        roots: Keys of word families (of the lemmas, and of the parts of hyphenated ones); may be empty.
        folds: Keys that are equal in every script, first that of the term, then those of its lemmas; never
            empty.
        known: False if the lemmas are guessed, because no lexicon has the word.
        corrections: The known words that an unknown one was probably meant as, best first; mostly empty.
    """

    surface: str
    start: int
    end: int
    position: int
    kind: TokenKind
    term: str
    lemmas: tuple[str, ...]
    roots: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    known: bool = True
    corrections: tuple[AnalyzedWord, ...] = ()

    @property
    def fold(self) -> str:
        """The key of the term, equal in every script and on every keyboard."""
        return self.folds[0]
