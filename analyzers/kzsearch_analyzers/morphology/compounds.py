"""Words with a hyphen: pairs whose last half or both inflect, and endings behind what is no Kazakh word."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from kzsearch_analyzers.morphology.analyze import Morphology


@cache
def clitics() -> frozenset[str]:
    """The particles of clitics.tsv."""
    return frozenset(row.cells[0] for row in read_rows("morphology/grammar/clitics.tsv", 3))


def readings(word: str, morphology: Morphology) -> tuple[Reading, ...]:
    """Readings of a hyphenated word that the lexicon does not have as a whole; empty when nothing fits.

    In order: a particle behind a word (``сол-ақ``), an ending behind a numeral, abbreviation or foreign word
    (``80-ші``), a pair whose last half inflects (``қадір-қасиетін``), with the first half's own lemma where
    it carries the same tags (``көрші-қолаңы``, ``өзін-өзі``).
    """
    head, _, tail = word.rpartition("-")
    if not head or not tail:
        return ()
    if tail in clitics() and (found := morphology.readings(head)):
        return found
    known = morphology.known(head)
    if not known or any(r.pos == "abbr" and not r.tags for r in known):
        attached = _attached(head, tail, morphology)
        if attached:
            return attached
    return _pair(head, known, morphology.readings(tail))


def _attached(head: str, tail: str, morphology: Morphology) -> tuple[Reading, ...]:
    """Readings of a bare ending: the head is the lemma.

    Its spoken end is unknown, so any allomorph will do.
    """
    pos = "digit" if head[-1:].isdigit() else "abbr"
    chains = morphology.segmenter.attached(tail, pos)
    return tuple(
        Reading(
            lemma=head,
            pos="num" if pos == "digit" else pos,
            tags=tuple(s.morph.suffix.tag for s in chain.steps),
            stem=head + "-",
            morphs=tuple(s.morph.text for s in chain.steps),
            suffixes=tuple(s.morph.suffix.id for s in chain.steps),
            source=Source.COMPOUND,
            weight=chain.weight,
            features=(),
        )
        for chain in sorted(chains, key=lambda c: (-c.weight, len(c.steps), c.first))
    )


def _pair(head: str, known: tuple[Reading, ...], tails: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Those of its last half with the first half in front, inflected alike or left as it is."""
    alike = {} if any(not r.tags for r in known) else {r.tags: r.lemma for r in reversed(known)}
    found: list[Reading] = []
    for r in tails:
        firsts = dict.fromkeys((alike.get(r.tags, head), head))
        found += [
            replace(r, lemma=f"{first}-{r.lemma}", stem=f"{head}-{r.stem}", source=Source.COMPOUND)
            for first in firsts
        ]
    return tuple(found)
