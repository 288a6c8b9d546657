"""Irregular word forms in full: pronouns and the copula, whose forms no stem and suffix give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kzsearch_analyzers.tables import read_rows


@dataclass(frozen=True, slots=True)
class IrregularForm:
    """A row of irregular_forms.tsv: ``маған  мен  prn  dat``."""

    form: str
    lemma: str
    pos: str
    tags: tuple[str, ...]


@cache
def irregular_forms() -> dict[str, tuple[IrregularForm, ...]]:
    """Return the irregular forms by spelling."""
    found: dict[str, list[IrregularForm]] = {}
    for row in read_rows("morphology/grammar/irregular_forms.tsv", 4):
        form, lemma, pos, tags = row.cells
        entry = IrregularForm(form, lemma, pos, () if tags == "-" else tuple(tags.split()))
        found.setdefault(form, []).append(entry)
    return {form: tuple(entries) for form, entries in found.items()}
