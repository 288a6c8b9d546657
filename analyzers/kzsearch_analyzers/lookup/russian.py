"""Lemmas of Russian words, which Kazakh texts are full of: pymorphy3 behind one function."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol, cast

_RUSSIAN_WORD = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*").fullmatch


class _Parse(Protocol):
    """What is read of a parse of pymorphy3, which has no types of its own."""

    normal_form: str


class _Morph(Protocol):
    """The part of ``pymorphy3.MorphAnalyzer`` that is used."""

    def word_is_known(self, word: str) -> bool: ...
    def parse(self, word: str) -> list[_Parse]: ...


@lru_cache(maxsize=1 << 16)
def russian_lemma(word: str) -> str | None:
    """The dictionary form, in small letters and with е for ё; None for words that the dictionary lacks.

    Cost: half a second for the first word of a process, which loads the dictionary; then some 0.1 ms a word.
    """
    if not _RUSSIAN_WORD(word):
        return None
    morph = _morph()
    if not morph.word_is_known(word):
        return None
    return morph.parse(word)[0].normal_form.replace("ё", "е")


@cache
def _morph() -> _Morph:
    from pymorphy3 import MorphAnalyzer

    return cast("_Morph", MorphAnalyzer())
