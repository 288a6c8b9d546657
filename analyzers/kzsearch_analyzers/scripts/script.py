"""The script of a word."""

from __future__ import annotations

import re
from enum import Enum

from kzsearch_analyzers.text.homoglyphs import CYRILLIC, LATIN


class Script(Enum):
    """The script of a word's letters."""

    CYRILLIC = "cyrillic"
    LATIN = "latin"
    ARABIC = "arabic"
    MIXED = "mixed"
    OTHER = "other"


ARABIC = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f"
LETTERS = {Script.CYRILLIC: CYRILLIC, Script.LATIN: LATIN, Script.ARABIC: ARABIC}
"""The letters of each script, as the content of a character class of a regular expression."""

_LETTER = re.compile("|".join([*(f"(?P<{s.name}>[{LETTERS[s]}])" for s in LETTERS), r"(?P<OTHER>[^\W\d_])"]))


def detect_script(word: str) -> Script:
    """Return the script of the letters of a word; MIXED for several scripts, OTHER for no letters.

    Digits, hyphens and combining marks have no script, so ``80-ші`` is Cyrillic.
    """
    found = {match.lastgroup or "" for match in _LETTER.finditer(word)}
    if len(found) > 1:
        return Script.MIXED
    return Script[found.pop()] if found else Script.OTHER
