"""Detection of the script and the orthography of a text: the one in which it reads most like Kazakh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.character_model import character_model
from kzsearch_analyzers.scripts.from_cyrillic import spell
from kzsearch_analyzers.scripts.orthography import (
    CYRILLIC_SCHEME,
    Scheme,
    apostrophes,
    orthography,
    scheme_list,
    word_pattern,
)
from kzsearch_analyzers.scripts.script import LETTERS, Script
from kzsearch_analyzers.scripts.to_cyrillic import NONSTANDARD_COST, read_back
from kzsearch_analyzers.text.homoglyphs import fold_case

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

MAX_LETTERS = 1000
"""Letters of a text that are examined; a sentence of 40 is enough for most texts."""

FOREIGN = math.log(1 / 20)
"""Log-probability of each letter of a word that is not Kazakh, in nats.

Kazakh sentences have -2.2 a letter on average, seldom less than -2.7; English and Russian ones -3.1 or less.
"""

SWITCH = math.log(1 / 100)
"""Log-probability that a word of a Kazakh text is not Kazakh, in nats."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The script and the orthography of a text.

    Attributes:
        script: Script of most letters; OTHER for a text without Cyrillic, Latin or Arabic letters.
        scheme: The orthography, a name of ``schemes()``; None where the text reads as Kazakh in none.
        confidence: Probability of the scheme, 0 to 1, against the others of the script and against none. Two
            that spell a text alike share it, and the one that is first in ``schemes()`` is named.
    """

    script: Script
    scheme: str | None
    confidence: float


def detect(text: str) -> Detection:
    """Return the script and the orthography of a text of any length; never raises.

    The text is read in every orthography of its script, and the character model scores the results. A word
    or two may fit many; a sentence of 40 letters is enough. Other languages have no models, so Kyrgyz, or
    Russian text of words that Kazakh has borrowed, may be taken for Kazakh.

    Cost: ten milliseconds for a sentence; a second at the first call.
    """
    words = {script: words_in(text, script) for script in LETTERS}
    script = max(words, key=lambda s: sum(map(len, words[s])))
    if not words[script]:
        return Detection(Script.OTHER, None, 1.0)
    return _most_likely(script, words[script], _schemes(script))


def scheme_in(text: str, script: Script) -> str | None:
    """Return the orthography of the words of a text in one script; None where they read as Kazakh in none."""
    words = words_in(text, script)
    return _most_likely(script, words, _schemes(script)).scheme if words else None


def scheme_of(word: str, script: Script) -> str | None:
    """Return the orthography of a single word, as ``scheme_in``.

    A word of ASCII letters only fits every Latin alphabet, so only the most likely one and the schemes of
    keyboards are tried.
    """
    if not (word.isascii() and word.isalpha()):
        return scheme_in(word, script)
    schemes = _schemes(script)
    tried = [schemes[0], *(scheme for scheme in schemes if scheme.penalty)]
    return _most_likely(script, [word], tried).scheme


def words_in(text: str, script: Script) -> list[str]:
    """Return the words of a script, about MAX_LETTERS in all, with the signs of any of its orthographies."""
    found: list[str] = []
    letters = 0
    for match in _word_pattern(script).finditer(text):
        word = match[0]
        if text[match.start() - 1 : match.start()] in apostrophes():
            word = word.rstrip("".join(apostrophes()))  # the word is in quotation marks
        found.append(word)
        letters += len(word)
        if letters >= MAX_LETTERS:
            break
    return found


@cache
def _word_pattern(script: Script) -> re.Pattern[str]:
    tables = [orthography(scheme.name) for scheme in _schemes(script) if scheme.name != CYRILLIC_SCHEME]
    signs = {c for table in tables for spelling in (*table.read, *map(chr, table.aliases)) for c in spelling}
    return word_pattern(script, "".join(sorted(signs)))


@cache
def _schemes(script: Script) -> tuple[Scheme, ...]:
    return tuple(scheme for scheme in scheme_list() if _script_of(scheme.name) is script)


def _script_of(scheme: str) -> Script:
    return Script.CYRILLIC if scheme == CYRILLIC_SCHEME else orthography(scheme).script


def _most_likely(script: Script, words: list[str], schemes: Sequence[Scheme]) -> Detection:
    """Return the most likely of some orthographies of a script."""
    scores: dict[str | None, float] = {s.name: _text_score(words, s) for s in schemes}
    scores[None] = sum(map(_foreign_score, words))
    best = max(scores, key=lambda name: scores[name])
    return Detection(script, best, 1 / sum(math.exp(score - scores[best]) for score in scores.values()))


def _text_score(words: list[str], scheme: Scheme) -> float:
    """Return the log-probability of a Kazakh text in a scheme, in which some words may not be Kazakh."""
    best = (max(_kazakh_score(word, scheme.name), SWITCH + _foreign_score(word)) for word in words)
    return sum(best) - scheme.penalty


def _foreign_score(word: str) -> float:
    return FOREIGN * (len(word) + 1)


@lru_cache(maxsize=1 << 14)
def _kazakh_score(word: str, scheme: str) -> float:
    """Return the log-probability of the Cyrillic word that a word of a scheme is read as."""
    if scheme == CYRILLIC_SCHEME:
        return character_model().word(fold_case(word))
    small = orthography(scheme).small(word)
    forms = read_back(small, scheme, 1)
    if not forms:
        return -math.inf
    cost = 0.0 if spell(forms[0], scheme) == small else NONSTANDARD_COST
    return character_model().word(forms[0]) - cost
