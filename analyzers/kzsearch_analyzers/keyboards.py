"""Kazakh typed on keyboards without the Kazakh letters: which letters a typed one may stand for."""

from __future__ import annotations

from functools import cache

from kzsearch_analyzers.kazakh.tables import read_rows


@cache
def stand_ins() -> dict[str, str]:
    """keyboards.tsv: typed letter -> the Kazakh letters that it may stand for."""
    return {row.cells[0]: row.cells[1] for row in read_rows("text/keyboards.tsv", 4)}


def may_stand_for(typed: str, word: str) -> bool:
    """Whether ``word`` could have been typed as ``typed``: letter by letter the same or a stand-in.

    Kazakh letters that were typed are never changed, so a text in proper orthography stands for itself only.
    """
    table = stand_ins()
    return len(typed) == len(word) and all(
        w == t or w in table.get(t, "") for t, w in zip(typed, word, strict=True)
    )
