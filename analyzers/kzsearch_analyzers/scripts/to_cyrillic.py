"""Reading a word of an orthography back into Cyrillic, where one spelling may stand for several letters.

Every way to read a word is a path through the options of its table. The lexicon knows which paths are words:
the restorer finds all forms with the same fold key, and those that are paths are weighed as readings are,
with a share for how their letters follow each other. A word that the lexicon does not know is read as the
letters of known words follow each other: the paths likeliest by the letter model.
"""

from __future__ import annotations

from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from kzsearch_analyzers.morphology.character_model import EDGE, HISTORY, CharacterModel, character_model
from kzsearch_analyzers.scripts.fold import fold_key
from kzsearch_analyzers.scripts.fold_lookup import fold_lookup
from kzsearch_analyzers.scripts.from_cyrillic import Segment, spell
from kzsearch_analyzers.scripts.orthography import Orthography, orthography

GUESS = 5.0
"""Nats against a reading for a spelling that the orthography does not have: 150 to one."""

SHARE = 0.3
"""Weight of a known form's letters beside its reading; best of 0, 0.3, 0.5 and 1 on wordfreq.tsv."""

MAX_WORD = 64
"""Letters; nothing longer is a word, and its choices are not worth their time."""

_WIDTH = 16
"""Paths that are followed at a time."""


class Path(NamedTuple):
    """A way to read a word, and its log-probability in nats."""

    score: float
    text: str


def read_back(word: str, name: str, limit: int) -> tuple[str, ...]:
    """What a small word may be in Cyrillic, best first; empty where a letter has no reading.

    The first does not depend on ``limit``.
    """
    return _read_back(word, name)[: max(limit, 1)]


@lru_cache(maxsize=1 << 14)
def _read_back(word: str, name: str) -> tuple[str, ...]:
    scheme = orthography(name)
    if len(word) > MAX_WORD:
        return tuple(path.text for path in likeliest(word, scheme, 1))
    paths = likeliest(word, scheme, _WIDTH)
    if not any(spell(path.text, name) == word for path in paths):
        paths += likeliest(word, scheme, _WIDTH, guesses=False)  # where guesses crowd out the rest
    paths.sort(key=lambda path: (spell(path.text, name) == word, path.score), reverse=True)
    texts = [path.text for path in paths]
    known = _known(word, scheme, texts) if len(word) > 1 else []  # a letter by itself is no word
    return tuple(dict.fromkeys((*known, *texts)))


def _known(word: str, scheme: Orthography, readings: list[str]) -> list[str]:
    """The forms of known words that the spelling may stand for, best first.

    They have the fold key of some reading; of nearly all, for it merges what alphabets merge.
    """
    letters = character_model()

    def bonus(form: str) -> float | None:
        detour = _detour(word, form, scheme)
        return None if detour is None else SHARE * letters.word(form) - detour

    keys = {fold_key(reading): reading for reading in readings}
    found = [restored for reading in keys.values() for restored in fold_lookup().find(reading, bonus)]
    return [r.surface for r in sorted(found, key=lambda r: (-r.weight, r.surface))]


def _detour(word: str, form: str, scheme: Orthography) -> float | None:
    """Nats against a form for what the orthography would spell otherwise; None where it cannot be read so."""
    if spell(form, scheme.name) == word:
        return 0.0
    aligned = align(word, form, scheme)
    return None if aligned is None else GUESS * max(1, aligned.guesses)


def likeliest(word: str, scheme: Orthography, limit: int, *, guesses: bool = True) -> list[Path]:
    """The paths likeliest by the letter model, best first: a beam search.

    Letters that are spelled with nothing, as ь often is, are in none of them; nor, without guesses, spellings
    that the orthography does not have.

    Cost: O(letters · limit · choices).
    """
    logs = character_model()
    longest = max(map(len, scheme.read))
    beams: list[list[tuple[float, str]]] = [[] for _ in range(len(word) + 1)]
    beams[0] = [(0.0, EDGE * HISTORY)]
    for start in range(len(word)):
        before = beams[start] if len(beams[start]) <= limit else nlargest(limit, beams[start])
        if not before:
            continue
        for end in range(start + 1, min(len(word), start + longest) + 1):
            for letters, listed in scheme.read.get(word[start:end], ()):
                if listed or guesses:
                    beams[end] += _extended(before, letters, listed, logs)
    ended = _extended(beams[-1], EDGE, True, logs)
    return [Path(score, text[HISTORY:-1]) for score, text in nlargest(limit, dict.fromkeys(ended))]


def _extended(
    paths: list[tuple[float, str]], letters: str, listed: bool, logs: CharacterModel
) -> list[tuple[float, str]]:
    """The paths with some more letters; plain tuples, for there are many."""
    lost = 0.0 if listed else GUESS
    extend = logs.extend
    return [(score + extend(text[-HISTORY:], letters) - lost, text + letters) for score, text in paths]


class _Step(NamedTuple):
    """The beginning of a word read as that of a form: guesses so far, the last segment, the steps before."""

    guesses: int
    last: Segment | None
    before: _Step | None


class Alignment(NamedTuple):
    """Which letters of a word stand for which of a form, and how many spellings of them are guesses."""

    guesses: int
    segments: tuple[Segment, ...]


def align(word: str, form: str, scheme: Orthography) -> Alignment | None:
    """The path that reads a word as a form with the fewest guesses; None where there is none.

    Cost: O(letters of the word · letters of the form) at worst, nearly always O(letters).
    """
    longest = max(map(len, scheme.read))
    rows: list[dict[int, _Step]] = [{} for _ in range(len(word) + 1)]
    rows[0][0] = _Step(0, None, None)
    for start, row in enumerate(rows):
        places = sorted(row)
        for at in places:
            here = row[at]
            if form[at : at + 1] in scheme.silent:
                _keep(row, at + 1, _Step(here.guesses, Segment(start, start, form[at]), here))
                if at + 1 not in places:
                    places.append(at + 1)
            for end in range(start + 1, min(len(word), start + longest) + 1):
                for letters, listed in scheme.read.get(word[start:end], ()):
                    if form.startswith(letters, at):
                        step = _Step(here.guesses + (not listed), Segment(start, end, letters), here)
                        _keep(rows[end], at + len(letters), step)
    last = rows[-1].get(len(form))
    return None if last is None else Alignment(last.guesses, _segments(last))


def _keep(row: dict[int, _Step], at: int, step: _Step) -> None:
    known = row.get(at)
    if known is None or step.guesses < known.guesses:
        row[at] = step


def _segments(step: _Step) -> tuple[Segment, ...]:
    found: list[Segment] = []
    while step.last is not None and step.before is not None:
        found.append(step.last)
        step = step.before
    return tuple(reversed(found))
