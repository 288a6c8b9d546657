"""Rewriting words by a table: the best reading, or several, with the case kept."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import normalize as _unicode_normalize

from kzsearch_analyzers.lookalikes import fold_case
from kzsearch_analyzers.translit.table import CYRILLIC_SCHEME, Direction, check_scheme, orthography, schemes

AUTO = "auto"
"""As a source: any script but the target's. A Latin word is read by the first of ``schemes()`` that can."""

_LOWER_DOTTED = str.maketrans({"I": "ı", "İ": "i"})
_UPPER_DOTTED = str.maketrans({"i": "İ", "ı": "I"})
# No word is longer; the choices in a longer string are not worth their time.
_MAX_CHOICES_LENGTH = 64


def transliterate(text: str, *, source: str = AUTO, target: str) -> str:
    """Rewrites every word that is in the source's script; all else, also words of other scripts, stays.

    A word with a letter that its orthography lacks (``Windows``) stays too. Any text is accepted.

    Args:
        text: Composed or not; look-alikes are not put right, so normalise first where they may occur.
        source: A name of ``schemes()`` or ``auto``.
        target: A name of ``schemes()``.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    for direction in _directions(source, target):
        pieces: list[str] = []
        done = 0
        for match in direction.words.finditer(text):
            pieces += (text[done : match.start()], *_spellings(match[0], direction, 1))
            done = match.end()
        text = "".join((*pieces, text[done:]))
    return text


def candidates(word: str, source: str, target: str, *, limit: int = 16) -> list[str]:
    """What a word may be in the target scheme, best first, no repeats; itself where it stays.

    The first is what ``transliterate`` gives. Only the way to Cyrillic has choices: ``bilim``: билим, білім.

    Raises:
        UnknownSchemeError: A name is unknown; the message has the known ones.
    """
    found = [word]
    for direction in _directions(source, target):
        found = [spelling for known in found for spelling in _choices(known, direction, limit)]
    return list(dict.fromkeys(found))[:limit]


def _directions(source: str, target: str) -> list[Direction]:
    """The ways to go, one after the other: any two scripts meet in Cyrillic."""
    check_scheme(target)
    if source == AUTO:
        sources = schemes() if target == CYRILLIC_SCHEME else (CYRILLIC_SCHEME,)
    else:
        check_scheme(source)
        sources = (source,)
    ways = [orthography(name).read for name in sources if name not in (CYRILLIC_SCHEME, target)]
    return ways if target == CYRILLIC_SCHEME or source == target else [*ways, orthography(target).write]


def _choices(word: str, direction: Direction, limit: int) -> list[str]:
    """Spellings of a word that may have hyphens, best first: each part has choices of its own."""
    found = [(0, "")]
    done = 0
    for match in direction.words.finditer(word):
        between = word[done : match.start()]
        parts = list(enumerate(_spellings(match[0], direction, limit)))
        found = [(cost + rank, known + between + part) for cost, known in found for rank, part in parts]
        found = sorted(found, key=lambda choice: choice[0])[:limit]
        done = match.end()
    return [known + word[done:] for _, known in found]


def _spellings(word: str, direction: Direction, limit: int) -> list[str]:
    """The best spellings of a word, or the word alone where a letter has no reading."""
    composed = _unicode_normalize("NFC", word)
    small = fold_case(composed.translate(_LOWER_DOTTED) if direction.source_dotted else composed)
    if len(small) != len(composed):
        return [word]
    first = _first_path(small, direction)
    if first and (limit == 1 or len(small) > _MAX_CHOICES_LENGTH):
        paths = [first]
    else:
        paths = _paths(small, direction, limit)
    dotted = direction.target_dotted
    return ["".join(_cased(composed, segment, dotted) for segment in path) for path in paths] or [word]


class _Segment(NamedTuple):
    """What ``word[start:end]`` becomes."""

    start: int
    end: int
    target: str


class _Path(NamedTuple):
    """A way to read the beginning of a word: its last segment and the path before that."""

    cost: int
    last: _Segment
    before: _Path | None

    def segments(self) -> list[_Segment]:
        """From the first on."""
        found: list[_Segment] = []
        path: _Path | None = self
        while path:
            found.append(path.last)
            path = path.before
        return found[::-1]


def _first_path(word: str, direction: Direction) -> list[_Segment]:
    """The best choice at every place; empty where that leads to a place without any."""
    found: list[_Segment] = []
    start = 0
    while start < len(word):
        end, target = next(direction.options(word, start), (0, ""))
        if not end:
            return []
        found.append(_Segment(start, end, target))
        start = end
    return found


def _paths(word: str, direction: Direction, limit: int) -> list[list[_Segment]]:
    """The cheapest ways to read a word: the best choice at a place is free, the next costs 1, and so on.

    Cost: O(letters · limit · choices).
    """
    paths: list[list[_Path]] = [[] for _ in range(len(word) + 1)]
    for start in range(len(word)):
        before: list[_Path | None] = list(sorted(paths[start], key=_cost)[:limit]) if start else [None]
        if before:
            for rank, (end, target) in enumerate(direction.options(word, start)):
                segment = _Segment(start, end, target)
                paths[end] += [_Path((path.cost if path else 0) + rank, segment, path) for path in before]
    return [path.segments() for path in sorted(paths[-1], key=_cost)[:limit]]


def _cost(path: _Path) -> int:
    return path.cost


def _cased(word: str, segment: _Segment, dotted: bool) -> str:
    """The target in the case of what it stands for: ``Ш`` is Sh in ``Шаш``, SH in ``ШАШ``."""
    source, target = word[segment.start : segment.end], segment.target
    if not any(map(str.isupper, source)):
        return target
    if word.isupper() and len(word) > 1:
        return _upper(target, dotted)
    if len(source) == len(target):
        return "".join(_upper(t, dotted) if s.isupper() else t for s, t in zip(source, target, strict=True))
    return _upper(target[:1], dotted) + target[1:] if source[0].isupper() else target


def _upper(text: str, dotted: bool) -> str:
    return (text.translate(_UPPER_DOTTED) if dotted else text).upper()
