"""Names that Kazakh has others for: ``Алма-Ата`` is Алматы, ``Россия`` is Ресей."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.lookup.russian import russian_lemma
from kzsearch_analyzers.tables import read_rows
from kzsearch_analyzers.text.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable


def kazakh_names(term: str, lemmas: Iterable[str]) -> tuple[str, ...]:
    """The Kazakh lemmas of a name in another language; empty for other words.

    Args:
        term: The normalised word.
        lemmas: What it was understood as.
    """
    known = exonyms()
    found = [known[word] for word in (term, *lemmas) if word in known]
    if not found and term.partition("-")[0] in _heads() and (whole := russian_lemma(term)) in known:
        # a pair of words for Kazakh (Алма-Ате), one for Russian
        found = [known[whole]]
    return tuple(dict.fromkeys(found))


@cache
def _heads() -> frozenset[str]:
    """What names with a hyphen begin with: nothing else is worth loading the Russian dictionary for."""
    return frozenset(name.partition("-")[0] for name in exonyms() if "-" in name)


@cache
def exonyms() -> dict[str, str]:
    """exonyms.tsv: the lemma of a name, and those forms that no dictionary has -> its Kazakh lemma."""
    found: dict[str, str] = {}
    for row in read_rows("lookup/exonyms.tsv", 5):
        name, kazakh, forms, _, _ = (normalize(cell).text for cell in row.cells)
        for form in (name, *forms.strip("-").split()):
            if form in found:
                raise row.error(0, f"{form} is there already, for {found[form]}")
            found[form] = kazakh
    return found
