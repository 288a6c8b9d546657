"""A reading: one way to understand a word form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """What a reading's stem rests on."""

    LEXICON = "lex"
    FORM = "form"
    DERIVED = "derived"
    COMPOUND = "compound"
    GUESS = "guess"

    __hash__ = object.__hash__
    """Enum's own is Python code, and sources are part of keys that are looked up for every stem."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One analysis of a word form.

    Attributes:
        lemma: Dictionary form, lower case; of a verb its bare stem (``бар``, not ``бару``).
        pos: Part of speech of the lemma, as in the lexicon.
        tags: Labels of the suffixes left to right, ``("pl", "px3", "abl")``.
        stem: The letters of the word before the first suffix.
        morphs: The letters of each suffix; stem and morphs make the word, a particle behind a hyphen apart.
        suffixes: Ids of suffixes.tsv, one for each morph.
        source: What the stem rests on.
        weight: Log-odds against the word's other readings; only comparable within one word.
        features: What the weight is the sum of: names of model.tsv.
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
