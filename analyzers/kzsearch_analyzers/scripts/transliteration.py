"""Transliteration of texts and words from one orthography into another; upper and lower case are kept."""

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
"""A source: every script but the target's, in the orthography that fits its words best."""

_UPPER_DOTTED = str.maketrans({"i": "İ", "ı": "I"})
_CYRILLIC_WORDS = word_pattern(Script.CYRILLIC)


def transliterate(text: str, *, source: str = AUTO, target: str) -> str:
    """Return the text with every word in the source's script rewritten; never raises for any text.

    All else stays, also words of other scripts and words with a letter that the orthography lacks
    (``Windows``). Reading back into Cyrillic needs the lexicon, which takes a second to load at the first
    word; writing from Cyrillic does not.

    Args:
        text: Composed or decomposed. Homoglyphs are not replaced: normalise first where they may occur.
        source: A name of ``schemes()``, or ``auto``: words of each script but the target's, in the
            orthography in which they read most like Kazakh, if there is one. Cyrillic is then ``cyrl``,
            never ``cyrl-ru``: a text in the official orthography must not change.
        target: A name of ``schemes()``.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    for name in _sources(text, source, target):
        pieces: list[str] = []
        done = 0
        for start, end in _word_ranges(text, name):
            pieces += (text[done:start], _spellings(text[start:end], name, target, 1)[0])
            done = end
        text = "".join((*pieces, text[done:]))
    return text


def candidates(word: str, source: str, target: str, *, limit: int = 16) -> list[str]:
    """Return the spellings that a word may have in the target scheme, best first, at least one.

    The first is the result of ``transliterate``. Only reading is ambiguous: ``bilim`` is білім or билим.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    found = [word]
    for name in _sources(word, source, target):
        found = [spelling for known in found for spelling in _choices(known, name, target, limit)]
    return list(dict.fromkeys(found))[:limit]


def _sources(text: str, source: str, target: str) -> list[str]:
    """Return the schemes to rewrite from, one after the other; with ``auto``, none in the target's script."""
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


def _word_ranges(text: str, scheme: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each word of a scheme, without an apostrophe that closes a quotation."""
    pattern: re.Pattern[str] = _CYRILLIC_WORDS if scheme == CYRILLIC_SCHEME else orthography(scheme).words
    quotes = apostrophes()
    for match in pattern.finditer(text):
        start, end = match.span()
        if text[end - 1] in quotes and text[start - 1 : start] in quotes:
            end -= 1
        yield start, end


def _choices(word: str, source: str, target: str, limit: int) -> list[str]:
    """Return the spellings of a word with or without hyphens, best first, combining those of its parts."""
    found = [(0, "")]
    done = 0
    for start, end in _word_ranges(word, source):
        parts = list(enumerate(_spellings(word[start:end], source, target, limit)))
        found = [
            (cost + rank, known + word[done:start] + part) for cost, known in found for rank, part in parts
        ]
        found = sorted(found, key=lambda choice: choice[0])[:limit]
        done = end
    return [known + word[done:] for _, known in found]


def _spellings(word: str, source: str, target: str, limit: int) -> list[str]:
    """Return the best spellings of a word without hyphens, at least one."""
    cyrillic = [word] if source == CYRILLIC_SCHEME else _read(word, source, limit)
    if target == CYRILLIC_SCHEME or not cyrillic:
        return cyrillic or [word]
    return [_write(form, target) for form in cyrillic]


def _read(word: str, source: str, limit: int) -> list[str]:
    """Return what a word of a scheme may be in Cyrillic, best first; none where a letter has no reading."""
    table = orthography(source)
    composed = _unicode_normalize("NFC", word)
    small = table.small(word)
    if len(small) != len(composed):
        return []
    forms = read_back(small, source, limit)
    if composed == composed.lower():
        return list(forms)
    aligned = [(form, align(small, form, table)) for form in forms]
    return [_with_case(composed, path.segments, False) if path else form for form, path in aligned]


def _write(word: str, target: str) -> str:
    """Return a Cyrillic word in a scheme; the word itself where the scheme has no rule for a letter."""
    composed = _unicode_normalize("NFC", word)
    small = fold_case(composed)
    segments = spell_segments(small, target) if len(small) == len(composed) else ()
    return _with_case(composed, segments, orthography(target).dotted) if segments else word


def _with_case(word: str, segments: Iterable[Segment], dotted: bool) -> str:
    """Return the targets in the case of their sources: ``Ш`` is Sh in ``Шаш``, SH in ``ШАШ``."""
    if word == word.lower():
        return "".join(segment.target for segment in segments)
    capitals = len(word) > 1 and word.isupper()
    return "".join(
        _upper(segment.target, dotted) if capitals else _capitalized_segment(word, segment, dotted)
        for segment in segments
    )


def _capitalized_segment(word: str, segment: Segment, dotted: bool) -> str:
    source, target = word[segment.start : segment.end], segment.target
    if len(source) == len(target):
        return "".join(_upper(t, dotted) if s.isupper() else t for s, t in zip(source, target, strict=True))
    return _upper(target[:1], dotted) + target[1:] if source[:1].isupper() else target


def _upper(text: str, dotted: bool) -> str:
    return (text.translate(_UPPER_DOTTED) if dotted else text).upper()
