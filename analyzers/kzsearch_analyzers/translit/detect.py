"""Which script a text is in, and which orthography: the one whose reading is likeliest to be Kazakh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookalikes import fold_case
from kzsearch_analyzers.translit.letters import letter_model
from kzsearch_analyzers.translit.reader import likeliest
from kzsearch_analyzers.translit.script import LETTERS, Script
from kzsearch_analyzers.translit.table import (
    CYRILLIC_SCHEME,
    Scheme,
    apostrophes,
    orthography,
    scheme_list,
    word_pattern,
)

if TYPE_CHECKING:
    import re

MAX_LETTERS = 1000
"""Letters of a text that are looked at; more would not make the answer surer."""

FOREIGN = math.log(1 / 30)
"""Log-probability of each letter of a word that is not Kazakh, in nats: any of thirty letters."""

SWITCH = math.log(1 / 100)
"""Log-probability that a word of a Kazakh text is not Kazakh, in nats."""

_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Detection:
    """What a text is written in.

    Attributes:
        script: Of most of its letters; OTHER where it has no Cyrillic, Latin or Arabic letter.
        scheme: The orthography, a name of ``schemes()``; None where the text reads as Kazakh in none.
        confidence: Probability of the scheme, 0 to 1, against the others of the script and none of them. Two
            alphabets that spell a text alike share it, and the one that ``schemes()`` has first is named.
    """

    script: Script
    scheme: str | None
    confidence: float


def detect(text: str) -> Detection:
    """Names script and orthography of a text of any length; never raises.

    Every orthography of the script reads the text, and the letter model weighs what it reads. One or two words
    rarely suffice, a sentence nearly always does. Russian typed in Cyrillic is not told from Kazakh typed
    without the Kazakh letters.

    Cost: a few milliseconds for a sentence; the first call half a second.
    """
    words = {script: words_in(text, script) for script in LETTERS}
    script = max(words, key=lambda s: sum(map(len, words[s])))
    if not words[script]:
        return Detection(Script.OTHER, None, 1.0)
    return _weigh(script, words[script])


def scheme_in(text: str, script: Script) -> str | None:
    """The orthography of a text's words in one script, None where they read as Kazakh in none."""
    words = words_in(text, script)
    return _weigh(script, words).scheme if words else None


def words_in(text: str, script: Script) -> list[str]:
    """The words of a script up to MAX_LETTERS, with all signs that any of its orthographies has beside letters."""
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
    if script is Script.CYRILLIC:
        return word_pattern(script)
    spellings = "".join(s for scheme in _schemes(script) for s in orthography(scheme.name).read)
    return word_pattern(script, "".join(sorted({*apostrophes(), *spellings})))


@cache
def _schemes(script: Script) -> tuple[Scheme, ...]:
    return tuple(
        scheme
        for scheme in scheme_list()
        if (script if scheme.name == CYRILLIC_SCHEME else orthography(scheme.name).script) is script
        and (scheme.name != CYRILLIC_SCHEME or script is Script.CYRILLIC)
    )


def _weigh(script: Script, words: list[str]) -> Detection:
    foreign = sum(_foreign(word) for word in words)
    scores: dict[str | None, float] = {
        scheme.name: sum(max(_kazakh(word, scheme.name), SWITCH + _foreign(word)) for word in words) - scheme.against
        for scheme in _schemes(script)
    }
    scores[None] = foreign
    best = max(scores, key=lambda name: scores[name])
    total = sum(math.exp(score - scores[best]) for score in scores.values())
    return Detection(script, best, 1 / total)


def _foreign(word: str) -> float:
    return FOREIGN * (len(word) + 1)


@lru_cache(maxsize=1 << 14)
def _kazakh(word: str, name: str) -> float:
    """Log-probability of the likeliest Kazakh word that a word of a scheme may be."""
    if name == CYRILLIC_SCHEME:
        return letter_model().word(fold_case(word))
    scheme = orthography(name)
    paths = likeliest(scheme.small(word), scheme, _WIDTH)
    return paths[0].score if paths else -math.inf
