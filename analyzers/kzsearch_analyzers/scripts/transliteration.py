"""Rewriting texts and words from one orthography into another, with the case kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.scripts.detection import scheme_in
from kzsearch_analyzers.scripts.from_cyrillic import Segment, spell_segments
from kzsearch_analyzers.scripts.orthography import (
    CYRILLIC_SCHEME,
    apostrophes,
    check_scheme,
    orthography,
    word_pattern,
)
from kzsearch_analyzers.scripts.script import LETTERS, Script
from kzsearch_analyzers.scripts.to_cyrillic import align, read_back
from kzsearch_analyzers.text.homoglyphs import fold_case

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

AUTO = "auto"
"""As a source: every script but the target's, in the orthography that its words fit best."""

_UPPER_DOTTED = str.maketrans({"i": "İ", "ı": "I"})
_CYRILLIC_WORDS = word_pattern(Script.CYRILLIC)


def transliterate(text: str, *, source: str = AUTO, target: str) -> str:
    """Rewrites every word that is in the source's script; all else, also words of other scripts, stays.

    A word with a letter that its orthography lacks (``Windows``) stays too. Any text is accepted. Reading
    asks the lexicon, so the first word to be read takes a second; writing from Cyrillic does without it.

    Args:
        text: Composed or not; look-alikes are not put right, so normalise first where they may occur.
        source: A name of ``schemes()``, or ``auto``: words of each script but the target's, in the
            orthography that they fit best as Kazakh; those that fit none stay. Cyrillic is then ``cyrl``,
            never ``cyrl-ru``: a text in the official orthography must not change.
        target: A name of ``schemes()``.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    for name in _sources(text, source, target):
        pieces: list[str] = []
        done = 0
        for start, end in _words(text, name):
            pieces += (text[done:start], _spellings(text[start:end], name, target, 1)[0])
            done = end
        text = "".join((*pieces, text[done:]))
    return text


def candidates(word: str, source: str, target: str, *, limit: int = 16) -> list[str]:
    """What a word may be in the target scheme, best first, no repeats; itself where it stays.

    The first is what ``transliterate`` gives. Only reading has choices: ``bilim``: білім, билим.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    found = [word]
    for name in _sources(word, source, target):
        found = [spelling for known in found for spelling in _choices(known, name, target, limit)]
    return list(dict.fromkeys(found))[:limit]


def _sources(text: str, source: str, target: str) -> list[str]:
    """The schemes to rewrite from, one after the other: none is in the script of the target."""
    check_scheme(target)
    if source != AUTO:
        check_scheme(source)
        return [source] if source != target else []
    if target == CYRILLIC_SCHEME:
        found, own = [], Script.CYRILLIC
    else:
        found, own = [CYRILLIC_SCHEME], orthography(target).script
    others = [script for script in LETTERS if script not in (Script.CYRILLIC, own)]
    return [*found, *filter(None, (scheme_in(text, script) for script in others))]


def _words(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the words of a scheme are; an apostrophe that closes a quotation is no part of one."""
    pattern: re.Pattern[str] = _CYRILLIC_WORDS if name == CYRILLIC_SCHEME else orthography(name).words
    quotes = apostrophes()
    for match in pattern.finditer(text):
        start, end = match.span()
        if text[end - 1] in quotes and text[start - 1 : start] in quotes:
            end -= 1
        yield start, end


def _choices(word: str, source: str, target: str, limit: int) -> list[str]:
    """Spellings of a word that may have hyphens, best first: each part has choices of its own."""
    found = [(0, "")]
    done = 0
    for start, end in _words(word, source):
        parts = list(enumerate(_spellings(word[start:end], source, target, limit)))
        found = [
            (cost + rank, known + word[done:start] + part) for cost, known in found for rank, part in parts
        ]
        found = sorted(found, key=lambda choice: choice[0])[:limit]
        done = end
    return [known + word[done:] for _, known in found]


def _spellings(word: str, source: str, target: str, limit: int) -> list[str]:
    """The best spellings of a word without hyphens, at least one."""
    cyrillic = [word] if source == CYRILLIC_SCHEME else _read_back(word, source, limit)
    if target == CYRILLIC_SCHEME or not cyrillic:
        return cyrillic or [word]
    return [_written(form, target) for form in cyrillic]


def _read_back(word: str, source: str, limit: int) -> list[str]:
    """A word of a scheme in Cyrillic, best first; empty where a letter has no reading."""
    scheme = orthography(source)
    composed = _unicode_normalize("NFC", word)
    small = scheme.small(word)
    if len(small) != len(composed):
        return []
    forms = read_back(small, source, limit)
    if composed == composed.lower():
        return list(forms)
    aligned = [(form, align(small, form, scheme)) for form in forms]
    return [_cased(composed, way.segments, False) if way else form for form, way in aligned]


def _written(word: str, target: str) -> str:
    """A Cyrillic word in a scheme, or the word itself where it has no rule for a letter."""
    composed = _unicode_normalize("NFC", word)
    small = fold_case(composed)
    segments = spell_segments(small, target) if len(small) == len(composed) else ()
    return _cased(composed, segments, orthography(target).dotted) if segments else word


def _cased(word: str, segments: Iterable[Segment], dotted: bool) -> str:
    """The targets in the case of what they stand for: ``Ш`` is Sh in ``Шаш``, SH in ``ШАШ``."""
    if word == word.lower():
        return "".join(segment.target for segment in segments)
    capitals = len(word) > 1 and word.isupper()
    return "".join(
        _upper(segment.target, dotted) if capitals else _capitalised(word, segment, dotted)
        for segment in segments
    )


def _capitalised(word: str, segment: Segment, dotted: bool) -> str:
    source, target = word[segment.start : segment.end], segment.target
    if len(source) == len(target):
        return "".join(_upper(t, dotted) if s.isupper() else t for s, t in zip(source, target, strict=True))
    return _upper(target[:1], dotted) + target[1:] if source[:1].isupper() else target


def _upper(text: str, dotted: bool) -> str:
    return (text.translate(_UPPER_DOTTED) if dotted else text).upper()
