"""Words of an orthography read back into Cyrillic, where one spelling may stand for several letters.

Each reading of a word is a path through the options of the table. For words of the lexicon, ``fold_lookup``
finds all forms with the same fold key; those that are paths are ranked by the weight of their readings and
by the character model. Other words are read as the paths that are most likely by the character model.
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

NONSTANDARD_COST = 5.0
"""Nats against a reading whose spelling the orthography does not have: odds of 150 to 1."""

CHARACTER_WEIGHT = 0.3
"""Weight of the character model against the disambiguation model; the best of 0, 0.3, 0.5 and 1 on the forms
of real text."""

MAX_BEAM_WORD = 64
"""Letters of the longest word that is read with a beam of several paths. Longer strings are no words."""

_BEAM_WIDTH = 16
"""Paths that the beam search keeps at each letter."""


class Path(NamedTuple):
    """A reading of a word, with its log-probability in nats."""

    score: float
    text: str


class Alignment(NamedTuple):
    """The letters of a form that each part of a word stands for, and the number of nonstandard spellings."""

    nonstandard: int
    segments: tuple[Segment, ...]


def read_back(word: str, scheme: str, limit: int) -> tuple[str, ...]:
    """Return what a word may be in Cyrillic, best first; none where a letter has no reading.

    Args:
        word: Small letters, as ``Orthography.small`` returns them.
        scheme: A scheme other than ``cyrl``.
        limit: The most readings to return; the first one does not depend on it.
    """
    return _read_back(word, scheme)[: max(limit, 1)]


@lru_cache(maxsize=1 << 14)
def _read_back(word: str, scheme: str) -> tuple[str, ...]:
    table = orthography(scheme)
    if len(word) > MAX_BEAM_WORD:
        return tuple(path.text for path in best_paths(word, table, 1))
    paths = best_paths(word, table, _BEAM_WIDTH)
    if not any(spell(path.text, scheme) == word for path in paths):
        # Nonstandard readings filled the beam: search again without them.
        paths += best_paths(word, table, _BEAM_WIDTH, nonstandard=False)
    paths.sort(key=lambda path: (spell(path.text, scheme) == word, path.score), reverse=True)
    texts = [path.text for path in paths]
    known = _known_forms(word, table, texts) if len(word) > 1 else []  # a single letter is no word
    return tuple(dict.fromkeys((*known, *texts)))


def _known_forms(word: str, table: Orthography, readings: list[str]) -> list[str]:
    """Return the forms of known words that a spelling may stand for, best first.

    They are looked up by the fold keys of the readings: nearly always one, since a fold key merges the
    letters that alphabets merge.
    """
    model = character_model()

    def bonus(form: str) -> float | None:
        cost = _nonstandard_cost(word, form, table)
        return None if cost is None else CHARACTER_WEIGHT * model.word(form) - cost

    keys = {fold_key(reading): reading for reading in readings}
    found = [match for reading in keys.values() for match in fold_lookup().find(reading, bonus)]
    return [match.surface for match in sorted(found, key=lambda match: (-match.weight, match.surface))]


def _nonstandard_cost(word: str, form: str, table: Orthography) -> float | None:
    """Return the nats against a form that the orthography spells otherwise; None if no path leads to it."""
    if spell(form, table.name) == word:
        return 0.0
    aligned = align(word, form, table)
    return None if aligned is None else NONSTANDARD_COST * max(1, aligned.nonstandard)


def best_paths(word: str, table: Orthography, limit: int, *, nonstandard: bool = True) -> list[Path]:
    """Return the paths that are most likely by the character model, best first, by a beam search.

    No path has letters whose spelling is empty, as often that of ь.

    Args:
        word: Small letters.
        table: The orthography.
        limit: Width of the beam, and the most paths that are returned.
        nonstandard: Whether to include spellings that the orthography does not have.

    Cost: O(letters · limit · options).
    """
    model = character_model()
    longest = max(map(len, table.read))
    beams: list[list[tuple[float, str]]] = [[] for _ in range(len(word) + 1)]
    beams[0] = [(0.0, EDGE * HISTORY)]
    for start in range(len(word)):
        before = beams[start] if len(beams[start]) <= limit else nlargest(limit, beams[start])
        if not before:
            continue
        for end in range(start + 1, min(len(word), start + longest) + 1):
            for letters, listed in table.read.get(word[start:end], ()):
                if listed or nonstandard:
                    beams[end] += _extended(before, letters, listed, model)
    ended = _extended(beams[-1], EDGE, True, model)
    return [Path(score, text[HISTORY:-1]) for score, text in nlargest(limit, dict.fromkeys(ended))]


def _extended(
    paths: list[tuple[float, str]], letters: str, listed: bool, model: CharacterModel
) -> list[tuple[float, str]]:
    """Return the paths with letters added. Plain tuples, since there are thousands of paths a word."""
    cost = 0.0 if listed else NONSTANDARD_COST
    extend = model.extend
    return [(score + extend(text[-HISTORY:], letters) - cost, text + letters) for score, text in paths]


class _AlignmentStep(NamedTuple):
    """An alignment of the beginnings of a word and a form, linked to the steps before it."""

    nonstandard: int
    last: Segment | None
    before: _AlignmentStep | None


def align(word: str, form: str, table: Orthography) -> Alignment | None:
    """Return the path from a word to a form with the fewest nonstandard spellings; None if there is none.

    Cost: O(letters of the word · letters of the form) at worst, nearly always O(letters).
    """
    longest = max(map(len, table.read))
    # by letters of the word, then by letters of the form
    rows: list[dict[int, _AlignmentStep]] = [{} for _ in range(len(word) + 1)]
    rows[0][0] = _AlignmentStep(0, None, None)
    for start, row in enumerate(rows):
        pending = sorted(row)
        for at in pending:
            here = row[at]
            if form[at : at + 1] in table.silent:
                segment = Segment(start, start, form[at])
                _keep_better(row, at + 1, _AlignmentStep(here.nonstandard, segment, here))
                if at + 1 not in pending:
                    pending.append(at + 1)
            for end in range(start + 1, min(len(word), start + longest) + 1):
                for letters, listed in table.read.get(word[start:end], ()):
                    if form.startswith(letters, at):
                        segment = Segment(start, end, letters)
                        step = _AlignmentStep(here.nonstandard + (not listed), segment, here)
                        _keep_better(rows[end], at + len(letters), step)
    last = rows[-1].get(len(form))
    return None if last is None else Alignment(last.nonstandard, _segments(last))


def _keep_better(row: dict[int, _AlignmentStep], at: int, step: _AlignmentStep) -> None:
    known = row.get(at)
    if known is None or step.nonstandard < known.nonstandard:
        row[at] = step


def _segments(step: _AlignmentStep) -> tuple[Segment, ...]:
    found: list[Segment] = []
    while step.last is not None and step.before is not None:
        found.append(step.last)
        step = step.before
    return tuple(reversed(found))
