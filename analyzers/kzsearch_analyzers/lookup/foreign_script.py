"""Words in Latin or Arabic script: Kazakh in one of its other alphabets, or a word of another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.policy import MAX_LEMMAS, Resolution
from kzsearch_analyzers.scripts import Script, detect_script, transliterate
from kzsearch_analyzers.scripts.detection import scheme_of
from kzsearch_analyzers.scripts.fold_lookup import FoldMatch, fold_lookup
from kzsearch_analyzers.scripts.from_cyrillic import spell
from kzsearch_analyzers.scripts.keyboards import latin_respellings
from kzsearch_analyzers.scripts.orthography import CYRILLIC_SCHEME, orthographies

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzsearch_analyzers.morphology.analyze import Lemmas

EXACT_SPELLING = 5.0
"""Nats for a form that some orthography spells just as it was typed: 150 to one."""

NEXT_ORTHOGRAPHY = 0.5
"""Nats by which an orthography is less likely than the one before it in schemes.tsv."""

_FOREIGN = (Script.LATIN, Script.ARABIC)


def is_foreign(word: str) -> bool:
    """Return whether all letters of a word are Latin, or all are Arabic."""
    return detect_script(word) in _FOREIGN


class ForeignScript:
    """Resolves a word to the known Kazakh words that it may spell, else to what its letters read as."""

    def __init__(self, lemmas: Callable[[str], Lemmas]) -> None:
        """Take the morphology."""
        self._lemmas = lemmas

    def resolve(self, word: str) -> Resolution | None:
        """Return the word read back into Cyrillic; a Latin word is one of its own lemmas as well."""
        script = detect_script(word)
        if script not in _FOREIGN:
            return None
        matches = _known_words(word, script)
        if matches:
            own = (word,) if script is Script.LATIN else ()
            lemmas = dict.fromkeys((*matched_lemmas(matches), *own))
            return Resolution(matches[0].surface, tuple(lemmas), word)
        scheme = scheme_of(word, script)
        read = transliterate(word, source=scheme, target=CYRILLIC_SCHEME) if scheme else word
        if detect_script(read) is not Script.CYRILLIC:
            return Resolution(word, (word,), word, known=False)
        kazakh = self._lemmas(read)
        found = kazakh.lemmas[: MAX_LEMMAS - 1] or (read,)
        return Resolution(read, tuple(dict.fromkeys((*found, word))), word, known=not kazakh.guessed)


def matched_lemmas(matches: tuple[FoldMatch, ...]) -> list[str]:
    """Return the distinct lemmas of fold matches, best first, as many as a word keeps."""
    return list(dict.fromkeys(match.lemma for match in matches))[:MAX_LEMMAS]


def _known_words(word: str, script: Script) -> tuple[FoldMatch, ...]:
    """Return the forms of known words that a spelling in Latin or Arabic script may stand for, best first."""

    def exact(form: str) -> float | None:
        """Return nats by the orthography that spells a form as typed; None if no orthography does."""
        spellings = (spell(form, name) for name in orthographies(script))
        return next(
            (rank * -NEXT_ORTHOGRAPHY for rank, spelling in enumerate(spellings) if spelling == word), None
        )

    def likely(form: str) -> float:
        bonus = exact(form)
        return 0.0 if bonus is None else EXACT_SPELLING + bonus

    find = fold_lookup().find
    # Who types a letter that only an alphabet of Kazakh has spells every letter of that alphabet.
    found = () if word.isascii() else find(word, exact)
    found = found or find(word, likely)
    if found or script is not Script.LATIN:
        return found
    return next(filter(None, (find(spelling, lambda _: 0.0) for spelling in latin_respellings(word))), ())
