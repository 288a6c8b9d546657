"""Kazakh words typed on a Russian keyboard, without the Kazakh letters (``канбак`` for ``қаңбақ``)."""

from __future__ import annotations

from kzsearch_analyzers.lookup.foreign_script import matched_lemmas
from kzsearch_analyzers.lookup.policy import Resolution
from kzsearch_analyzers.lookup.russian import russian_lemma
from kzsearch_analyzers.scripts.fold_lookup import fold_lookup
from kzsearch_analyzers.scripts.keyboards import is_keyboard_variant


class RussianKeyboard:
    """Resolves a word to the known Kazakh words that it may stand for."""

    def resolve(self, word: str) -> Resolution | None:
        """Return the Kazakh word; if the word is also Russian, the term as typed and the lemmas of both."""
        matches = fold_lookup().find(word, lambda form: 0.0 if is_keyboard_variant(word, form) else None)
        if not matches:
            return None
        russian = russian_lemma(word)
        if russian is None:
            return Resolution(matches[0].surface, tuple(matched_lemmas(matches)), word)
        # так is Kazakh тақ without its letters, or Russian так
        return Resolution(word, tuple(dict.fromkeys((*matched_lemmas(matches), russian))), word)
