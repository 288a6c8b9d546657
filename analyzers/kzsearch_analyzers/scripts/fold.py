"""One key for a word in every script and on every keyboard: ``қаңбақ``, ``qan'baq``, ``канбак``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.text.homoglyphs import fold_case
from kzsearch_analyzers.text.normalize import normalize

_REST = re.compile("[^a-z0-9şç]+")
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Classes:
    """fold.tsv: digraphs with a pattern that finds the longest, and single letters for ``str.translate``."""

    digraphs: dict[str, str]
    digraph: re.Pattern[str]
    letters: dict[int, str]


@cache
def _classes() -> _Classes:
    spellings = {row.cells[0]: row.cells[1].strip("-") for row in read_rows("scripts/fold.tsv", 4)}
    digraphs = {spelling: key for spelling, key in spellings.items() if len(spelling) > 1}
    longest_first = sorted(digraphs, key=len, reverse=True)
    return _Classes(
        digraphs,
        re.compile("|".join(map(re.escape, longest_first))),
        {ord(spelling): key for spelling, key in spellings.items() if len(spelling) == 1},
    )


@lru_cache(maxsize=1 << 16)
def fold_key(word: str) -> str:
    """The key of a word, of ``a-z``, ``ş``, ``ç`` and digits.

    Kazakh Cyrillic is folded letter by letter: ``fold_key(a + b) == fold_key(a) + fold_key(b)``; hence the
    key of ``ь`` alone is empty. In Latin, digraphs come first, and ``c`` alone is ц, its only use in a Kazakh
    alphabet. Letters of other scripts go by unidecode; what has no reading (``☃``) is its own key.

    Args:
        word: Normalised or not; one word, since everything that is no letter or digit is dropped.
    """
    classes = _classes()
    if _CYRILLIC.fullmatch(word):  # nothing to normalise, and no digraph; a key may yet be empty
        return word.translate(classes.letters) or word.strip("ьъ")
    text = normalize(word).text
    key = classes.digraph.sub(lambda m: classes.digraphs[m[0]], text).translate(classes.letters)
    if _REST.search(key):
        key = _REST.sub(lambda m: _romanized(m[0]), key)
    return key or text.strip("ьъ")


def _romanized(text: str) -> str:
    """Letters and digits for what the table lacks."""
    from unidecode import unidecode  # here, since most texts never need its tables

    return "".join(c for c in fold_case(unidecode(_SURROGATES.sub("", text))) if c.isalnum())
