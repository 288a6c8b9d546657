"""Names that Kazakh has others for: ``Алма-Ата`` is Алматы, ``Россия`` is Ресей."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.russian import russian_lemma
from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.text.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kzsearch_analyzers.lookup.policy import Resolution


class Exonyms:
    """Adds the Kazakh lemmas of names to what other policies find."""

    def __init__(self, resolve: Callable[[str], Resolution]) -> None:
        """Take the policies that find the own lemmas of a name."""
        self._resolve = resolve

    def resolve(self, word: str) -> Resolution:
        """Return what the other policies find; of a name, with its Kazakh lemmas last, and known."""
        found = self._resolve(word)
        names = kazakh_names(word, found.lemmas)
        return (
            replace(found, lemmas=tuple(dict.fromkeys((*found.lemmas, *names))), known=True)
            if names
            else found
        )


def kazakh_names(word: str, lemmas: Iterable[str]) -> tuple[str, ...]:
    """Return the Kazakh lemmas of a name in another language; empty for other words.

    Args:
        word: The normalised word.
        lemmas: Its own lemmas.
    """
    known = exonyms()
    found = [known[name] for name in (word, *lemmas) if name in known]
    if not found and word.partition("-")[0] in _heads() and (whole := russian_lemma(word)) in known:
        # Алма-Ате is one word in Russian, a pair of words in Kazakh
        found = [known[whole]]
    return tuple(dict.fromkeys(found))


@cache
def _heads() -> frozenset[str]:
    """Return what names with a hyphen begin with; for other words the Russian dictionary is not loaded."""
    return frozenset(name.partition("-")[0] for name in exonyms() if "-" in name)


@cache
def exonyms() -> dict[str, str]:
    """Return the Kazakh lemma of each name of exonyms.tsv, and of its forms that no dictionary has."""
    found: dict[str, str] = {}
    for row in read_rows("lookup/exonyms.tsv", 5):
        name, kazakh, forms, _, _ = (normalize(cell).text for cell in row.cells)
        for form in (name, *forms.strip("-").split()):
            if form in found:
                raise row.error(0, f"{form} has a row already, for {found[form]}; remove one of them")
            found[form] = kazakh
    return found
