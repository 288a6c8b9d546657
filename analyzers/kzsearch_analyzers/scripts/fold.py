"""Fold keys: one key for a word in every script and keyboard: ``қаңбақ``, ``qan'baq``, ``канбак``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.text.homoglyphs import fold_case
from kzsearch_analyzers.text.normalize import normalize

_NOT_IN_KEY = re.compile("[^a-z0-9şç]+")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _FoldTable:
    """The table fold.tsv.

    Attributes:
        digraphs: Digraph -> key.
        digraph: Pattern that matches the longest digraph.
        letters: Letter -> key, for ``str.translate``.
    """

    digraphs: dict[str, str]
    digraph: re.Pattern[str]
    letters: dict[int, str]


@cache
def _fold_table() -> _FoldTable:
    spellings = {row.cells[0]: row.cells[1].strip("-") for row in read_rows("scripts/fold.tsv", 4)}
    digraphs = {spelling: key for spelling, key in spellings.items() if len(spelling) > 1}
    longest_first = sorted(digraphs, key=len, reverse=True)
    return _FoldTable(
        digraphs,
        re.compile("|".join(map(re.escape, longest_first))),
        {ord(spelling): key for spelling, key in spellings.items() if len(spelling) == 1},
    )


@lru_cache(maxsize=1 << 16)
def fold_key(word: str) -> str:
    """Return the fold key of a word: ``a-z``, ``ş``, ``ç`` and digits.

    Kazakh Cyrillic is folded letter by letter, ``fold_key(a + b) == fold_key(a) + fold_key(b)``, so the key
    of ``ь`` alone is empty. In Latin, digraphs are folded first, and a ``c`` outside of them is ц, its only
    use in a Kazakh alphabet. Letters of other scripts are romanised by Unidecode if it is installed, else
    decomposed by Unicode; a word of which nothing is left (``☃``) is its own key.

    Args:
        word: One word, normalised or not; characters that are neither letters nor digits are dropped.
    """
    table = _fold_table()
    if _CYRILLIC.fullmatch(word):  # already normalised, and without digraphs
        return word.translate(table.letters) or word.strip("ьъ")
    text = normalize(word).text
    key = table.digraph.sub(lambda m: table.digraphs[m[0]], text).translate(table.letters)
    if _NOT_IN_KEY.search(key):
        key = _NOT_IN_KEY.sub(lambda m: _romanized(m[0]), key)
    return key or text.strip("ьъ")


@cache
def has_unidecode() -> bool:
    """Return whether Unidecode is installed. Its presence changes the keys of letters that fold.tsv lacks."""
    return find_spec("unidecode") is not None


def _romanized(text: str) -> str:
    """Return the letters and digits for characters that the table lacks.

    Without Unidecode, which is under the GPL, letters are decomposed by Unicode and looked up again: ``ệ`` is
    e, and letters of scripts that the table does not cover stay as they are.
    """
    if has_unidecode():
        from unidecode import unidecode  # imported here, since most texts never need its tables

        return "".join(c for c in fold_case(unidecode(_SURROGATES.sub("", text))) if c.isalnum())
    letters = fold_case("".join(c for c in _unicode_normalize("NFKD", text) if c.isalnum()))
    return letters.translate(_fold_table().letters)
