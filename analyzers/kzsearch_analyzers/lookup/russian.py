"""Russian words, of which Kazakh texts are full; pymorphy3 has their lemmas."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol, cast

from kzsearch_analyzers.lookup.policy import Resolution
from kzsearch_analyzers.tables import read_rows

_RUSSIAN_WORD = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*").fullmatch


class _Parse(Protocol):
    """The part of a parse of pymorphy3 that is used; pymorphy3 has no type hints."""

    normal_form: str


class _Morph(Protocol):
    """The part of ``pymorphy3.MorphAnalyzer`` that is used."""

    def word_is_known(self, word: str) -> bool: ...
    def parse(self, word: str) -> list[_Parse]: ...


class RussianDictionary:
    """Resolves a word that the Russian dictionary has."""

    def resolve(self, word: str) -> Resolution | None:
        """Return the word with its Russian lemma, and itself as a lemma if it ends like a Kazakh surname."""
        lemma = russian_lemma(word)
        if lemma is None:
            return None
        lemmas = dict.fromkeys((lemma, word)) if word.endswith(surname_endings()) else (lemma,)
        return Resolution(word, tuple(lemmas), word)


@lru_cache(maxsize=1 << 16)
def russian_lemma(word: str) -> str | None:
    """Return the dictionary form in lower case, with е for ё; None for words that the dictionary lacks.

    Cost: half a second for the first word of a process, which loads the dictionary; then some 0.1 ms a word.
    """
    if not _RUSSIAN_WORD(word):
        return None
    morph = _morph()
    if not morph.word_is_known(word):
        return None
    return morph.parse(word)[0].normal_form.replace("ё", "е")


@cache
def surname_endings() -> tuple[str, ...]:
    """Return the endings of surnames.tsv."""
    return tuple(row.cells[0] for row in read_rows("morphology/grammar/surnames.tsv", 2))


@cache
def _morph() -> _Morph:
    from pymorphy3 import MorphAnalyzer

    return cast("_Morph", MorphAnalyzer())
