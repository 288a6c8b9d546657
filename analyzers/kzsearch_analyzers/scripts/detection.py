"""Which script a text is in, and which orthography: the one in which it reads most like Kazakh."""

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
from kzsearch_analyzers.scripts.to_cyrillic import GUESS, read_back
from kzsearch_analyzers.text.homoglyphs import fold_case

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

MAX_LETTERS = 1000
"""Letters of a text that are looked at; more would not make the answer surer."""

FOREIGN = math.log(1 / 20)
"""Log-probability of each letter of a word that is not Kazakh, in nats.

Kazakh sentences have -2.2 a letter on average, seldom below -2.7; English and Russian ones -3.1 and less.
"""

SWITCH = math.log(1 / 100)
"""Log-probability that a word of a Kazakh text is not Kazakh, in nats."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a text is written in.

    Attributes:
        script: Of most of its letters; OTHER where it has no Cyrillic, Latin or Arabic letter.
        scheme: The orthography, a name of ``schemes()``; None where the text reads as Kazakh in none.
        confidence: Probability of the scheme, 0 to 1, penalty the others of the script and penalty none. Two
            that spell a text alike share it, and the one that ``schemes()`` has first is named.
    """

    script: Script
    scheme: str | None
    confidence: float


def detect(text: str) -> Detection:
    """Names script and orthography of a text of any length; never raises.

    The text is read in every orthography of its script, and the letter model weighs what comes out. A word
    or two may fit many; a sentence of 40 letters is enough. Other languages have no models of their own, so
    Russian of words that Kazakh has borrowed, or Kyrgyz, may be taken for Kazakh.

    Cost: ten milliseconds for a sentence; the first call a second.
    """
    words = {script: words_in(text, script) for script in LETTERS}
    script = max(words, key=lambda s: sum(map(len, words[s])))
    if not words[script]:
        return Detection(Script.OTHER, None, 1.0)
    return _weigh(script, words[script], _schemes(script))


def scheme_in(text: str, script: Script) -> str | None:
    """The orthography of a text's words in one script; None where they read as Kazakh in none."""
    words = words_in(text, script)
    return _weigh(script, words, _schemes(script)).scheme if words else None


def scheme_of(word: str, script: Script) -> str | None:
    """The orthography of a single word, as ``scheme_in``.

    A word of plain letters could be any alphabet's: that it is not the likeliest one's says little, so only
    that one and the keyboard's are tried.
    """
    if not (word.isascii() and word.isalpha()):
        return scheme_in(word, script)
    schemes = _schemes(script)
    plain = [schemes[0], *(scheme for scheme in schemes if scheme.penalty)]
    return _weigh(script, [word], plain).scheme


def words_in(text: str, script: Script) -> list[str]:
    """Words of a script, MAX_LETTERS in all, with every sign that its orthographies have beside letters."""
    found: list[str] = []
    letters = 0
    for match in _pattern(script).finditer(text):
        word = match[0]
        if text[match.start() - 1 : match.start()] in apostrophes():
            word = word.rstrip("".join(apostrophes()))  # a quotation
        found.append(word)
        letters += len(word)
        if letters >= MAX_LETTERS:
            break
    return found


@cache
def _pattern(script: Script) -> re.Pattern[str]:
    tables = [orthography(scheme.name) for scheme in _schemes(script) if scheme.name != CYRILLIC_SCHEME]
    signs = {c for table in tables for spelling in (*table.read, *map(chr, table.aliases)) for c in spelling}
    return word_pattern(script, "".join(sorted(signs)))


@cache
def _schemes(script: Script) -> tuple[Scheme, ...]:
    return tuple(scheme for scheme in scheme_list() if _script(scheme.name) is script)


def _script(name: str) -> Script:
    return Script.CYRILLIC if name == CYRILLIC_SCHEME else orthography(name).script


def _weigh(script: Script, words: list[str], schemes: Sequence[Scheme]) -> Detection:
    """The likeliest of some orthographies of a script."""
    scores: dict[str | None, float] = {s.name: _score(words, s) for s in schemes}
    scores[None] = sum(map(_foreign, words))
    best = max(scores, key=lambda name: scores[name])
    return Detection(script, best, 1 / sum(math.exp(score - scores[best]) for score in scores.values()))


def _score(words: list[str], scheme: Scheme) -> float:
    """Log-probability of a Kazakh text in a scheme, of which some words may not be Kazakh."""
    return sum(max(_kazakh(word, scheme.name), SWITCH + _foreign(word)) for word in words) - scheme.penalty


def _foreign(word: str) -> float:
    return FOREIGN * (len(word) + 1)


@lru_cache(maxsize=1 << 14)
def _kazakh(word: str, name: str) -> float:
    """Log-probability of what a word of a scheme is read as."""
    if name == CYRILLIC_SCHEME:
        return character_model().word(fold_case(word))
    small = orthography(name).small(word)
    forms = read_back(small, name, 1)
    if not forms:
        return -math.inf
    return character_model().word(forms[0]) - (0.0 if spell(forms[0], name) == small else GUESS)
