"""Words with a hyphen: particles, endings after foreign words and numerals, and pairs of words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from kzsearch_analyzers.morphology.reading import Reading, Source
from kzsearch_analyzers.tables import read_rows

if TYPE_CHECKING:
    from kzsearch_analyzers.morphology.segmenter import Segmenter


class PartAnalyzer(Protocol):
    """The analysis of the parts of a hyphenated word: the methods of ``Morphology`` that are used here."""

    segmenter: Segmenter

    def readings(self, word: str) -> tuple[Reading, ...]:
        """Return all plausible readings, best first."""

    def known(self, word: str) -> tuple[Reading, ...]:
        """Return the readings by lexicon and irregular forms only, best first."""


@cache
def clitics() -> frozenset[str]:
    """Return the particles of clitics.tsv."""
    return frozenset(row.cells[0] for row in read_rows("morphology/grammar/clitics.tsv", 3))


def compound_readings(word: str, analyzer: PartAnalyzer) -> tuple[Reading, ...]:
    """Return the readings of a hyphenated word that the lexicon lacks as a whole; none when nothing fits.

    In this order: a particle after a word (``сол-ақ``); an ending after a numeral, an abbreviation or a
    foreign word (``80-ші``); a pair of words of which the last is inflected (``қадір-қасиетін``), and the
    first reduced to its lemma if it has the same tags (``көрші-қолаңы``, ``өзін-өзі``).
    """
    head, _, tail = word.rpartition("-")
    if not head or not tail:
        return ()
    if tail in clitics() and (found := analyzer.readings(head)):
        return found
    known = analyzer.known(head)
    if not known or any(r.pos == "abbr" and not r.tags for r in known):
        attached = _attached_ending(head, tail, analyzer.segmenter)
        if attached:
            return attached
    return _word_pair(head, known, analyzer.readings(tail))


def _attached_ending(head: str, tail: str, segmenter: Segmenter) -> tuple[Reading, ...]:
    """Return the readings of ``tail`` as an ending of ``head``, which is the lemma.

    How ``head`` is pronounced is unknown, so every allomorph is accepted.
    """
    pos = "digit" if head[-1:].isdigit() else "abbr"
    chains = segmenter.ending_chains(tail, pos)
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


def _word_pair(head: str, known: tuple[Reading, ...], tails: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return the readings of the last word with the first one before it, as a lemma and as it is written."""
    lemma_by_tags = {} if any(not r.tags for r in known) else {r.tags: r.lemma for r in reversed(known)}
    found: list[Reading] = []
    for r in tails:
        firsts = dict.fromkeys((lemma_by_tags.get(r.tags, head), head))
        found += [
            replace(r, lemma=f"{first}-{r.lemma}", stem=f"{head}-{r.stem}", source=Source.COMPOUND)
            for first in firsts
        ]
    return tuple(found)
