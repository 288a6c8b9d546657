"""The one value that travels from text to index and from query to index: a token with its layers of terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class TokenKind(Enum):
    """What the tokenizer took a stretch of text for."""

    WORD = "word"
    NUMBER = "number"
    ABBREVIATION = "abbreviation"
    EMAIL = "email"
    URL = "url"


@dataclass(frozen=True, slots=True, eq=False)
class AnalyzedWord:
    """The terms of one word in every layer, without its place in a text; the attributes are those of Token.

    Two are equal only if they are the same object: an index looks one up for every token of a text, and
    comparing terms would take longer than everything else.
    """

    term: str
    lemmas: tuple[str, ...]
    roots: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    known: bool = True
    corrections: tuple[AnalyzedWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a text with everything that may match there.

    Attributes:
        surface: The slice ``text[start:end]`` of the original text, untouched.
        start: First code point in the original text.
        end: One past the last code point in the original text.
        position: Ordinal of the token in its text, from 0, without gaps.
        kind: What the tokenizer saw.
        term: The exact term: normalised, lower case; Cyrillic where another script could be read back.
        lemmas: Plausible lemmas, best first, lower case, no repeats; never empty (an unreadable token is its
            own lemma).
        roots: Word-family keys (derivation undone, halves of hyphenated words); may be empty.
        folds: Script-blind keys, first that of the term, then those of its lemmas; never empty.
        known: False where the lemmas are a guess, because no lexicon has the word.
        corrections: The known words that such a word is probably a typing error for, best first; mostly none.
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
        """The key that is the same for every script and keyboard of this word."""
        return self.folds[0]
