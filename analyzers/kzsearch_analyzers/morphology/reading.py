"""A reading: one analysis of a word form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Where the stem of a reading comes from."""

    LEXICON = "lex"
    FORM = "form"
    DERIVED = "derived"
    COMPOUND = "compound"
    GUESS = "guess"

    __hash__ = object.__hash__
    """``Enum.__hash__`` is Python code, and sources are in keys that are looked up for every stem."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One analysis of a word form.

    Attributes:
        lemma: Dictionary form, lower case; of a verb the bare stem (``бар``, not ``бару``).
        pos: Part of speech of the lemma, as in the lexicon.
        tags: Labels of the suffixes from left to right, ``("pl", "px3", "abl")``.
        stem: The letters of the word before the first suffix.
        morphs: The letters of each suffix; stem and morphs joined are the word without a hyphenated particle.
        suffixes: Ids of suffixes.tsv, one for each morph.
        source: Where the stem comes from.
        weight: Log-odds against the other readings of the same word; not comparable between words.
        features: Names of model.tsv whose weights add up to ``weight``.
    """

    lemma: str
    pos: str
    tags: tuple[str, ...]
    stem: str
    morphs: tuple[str, ...]
    suffixes: tuple[str, ...]
    source: Source
    weight: float
    features: tuple[str, ...]
