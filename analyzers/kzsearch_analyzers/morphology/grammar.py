"""The morphotactic graph: suffixes, their spellings, and the order in which they may follow each other.

A state is a bit and a set of states an int, so that checking a suffix costs two bitwise ands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kzsearch_analyzers.morphology.phonology import (
    BACK_VOWELS,
    FRONT_VOWELS,
    VOICED,
    Harmony,
    Template,
    classes,
    context_mask,
    harmony_of,
    letter_class,
)
from kzsearch_analyzers.tables import Row, read_rows


@dataclass(frozen=True, slots=True)
class Suffix:
    """A row of suffixes.tsv."""

    id: str
    template: Template
    tag: str
    derives: bool
    gloss_en: str
    gloss_kk: str
    source: str


@dataclass(frozen=True, slots=True)
class Morph:
    """One spelling of a suffix.

    Attributes:
        suffix: The suffix.
        text: The letters, with a voiced final consonant where a vowel must follow.
        citation: The letters with an unvoiced final consonant.
        left: Mask of the contexts that it may follow.
        out: Mask of the one context that it is for the next suffix.
    """

    suffix: Suffix
    text: str
    citation: str
    left: int
    out: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A row of morphotactics.tsv: the suffix leads from each state of the mask ``sources`` to one state."""

    sources: int
    suffix: Suffix
    target: int
    example: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """A morphotactic graph, compiled from its tables.

    Attributes:
        states: Names of the states in the order of their bits.
        finals: Mask of the states in which a word may end.
        start: Part of speech -> mask of the state of its stems.
        pos_of_state: State -> part of speech of a derived lemma that ends in it; n by default.
        suffixes: Suffix id -> suffix.
        edges: Suffix id -> its edges.
        morphs: Suffix id -> its spellings.
    """

    states: tuple[str, ...]
    finals: int
    start: dict[str, int]
    pos_of_state: dict[int, str]
    suffixes: dict[str, Suffix]
    edges: dict[str, tuple[Edge, ...]]
    morphs: dict[str, tuple[Morph, ...]]


def spellings(suffix: Suffix) -> tuple[Morph, ...]:
    """Return every spelling of a suffix with the contexts in which it is used."""
    found: dict[tuple[str, str, int], int] = {}
    for name in classes().names:
        for harmony in (Harmony.BACK, Harmony.FRONT):
            text = suffix.template.realize(name, harmony)
            if not text:
                continue
            after = harmony_of(text) if any(c in BACK_VOWELS or c in FRONT_VOWELS for c in text) else harmony
            for spelled, cls in _finals(text):
                key = (spelled, text, context_mask(cls, after))
                found[key] = found.get(key, 0) | context_mask(name, harmony)
    return tuple(Morph(suffix, text, citation, left, out) for (text, citation, out), left in found.items())


def _finals(text: str) -> list[tuple[str, str]]:
    """Return the text with its letter class, and with a final п к қ voiced as a second spelling."""
    if text[-1] in VOICED:
        return [(text, "K"), (text[:-1] + VOICED[text[-1]], "S")]
    return [(text, letter_class(text))]


def load_grammar(suffix_table: str, edge_table: str) -> Grammar:
    """Return the graph of two tables, given by path in the package; states.tsv belongs to every graph.

    Raises:
        GrammarError: Unknown archiphoneme, suffix or state, or a malformed row.
    """
    states = read_rows("morphology/grammar/states.tsv", 5)
    bit = {row.cells[0]: 1 << i for i, row in enumerate(states)}
    suffixes = {row.cells[0]: _suffix(row) for row in read_rows(suffix_table, 7)}
    edges: dict[str, list[Edge]] = {}
    for row in read_rows(edge_table, 6):
        edge = _edge(row, bit, suffixes)
        edges.setdefault(edge.suffix.id, []).append(edge)
    return Grammar(
        states=tuple(bit),
        finals=sum(bit[row.cells[0]] for row in states if row.cells[1] == "yes"),
        start={
            pos: bit[row.cells[0]] for row in states if row.cells[2] != "-" for pos in row.cells[2].split()
        },
        pos_of_state={
            bit[row.cells[0]]: row.cells[2].split()[0] if row.cells[2] != "-" else "n" for row in states
        },
        suffixes=suffixes,
        edges={name: tuple(rows) for name, rows in edges.items()},
        morphs={name: spellings(suffixes[name]) for name in edges},
    )


def _suffix(row: Row) -> Suffix:
    name, template, tag, kind, gloss_en, gloss_kk, source = row.cells
    if kind not in ("i", "d"):
        raise row.error(3, f"unknown kind {kind!r}; known: i (inflection), d (derivation)")
    return Suffix(name, Template.parse(template, row, 1), tag, kind == "d", gloss_en, gloss_kk, source)


def _edge(row: Row, bit: dict[str, int], suffixes: dict[str, Suffix]) -> Edge:
    sources, suffix, target, example, lemma, _ = row.cells
    if suffix not in suffixes:
        raise row.error(1, f"unknown suffix {suffix!r}; it needs a row in the table of suffixes")
    for column, name in [*((0, s) for s in sources.split()), (2, target)]:
        if name not in bit:
            raise row.error(column, f"unknown state {name!r}; known: {' '.join(bit)}")
    return Edge(sum(bit[s] for s in sources.split()), suffixes[suffix], bit[target], example, lemma)


@cache
def inflection() -> Grammar:
    """Return the graph of inflection and productive derivation."""
    return load_grammar("morphology/grammar/suffixes.tsv", "morphology/grammar/morphotactics.tsv")
