"""The morphotactic graph: suffixes, their spellings, and the order in which they may follow each other.

States are context_mask, so that a set of states is an int and a step of the right-to-left walk costs two bitwise
ands.
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
        suffix: What it spells.
        text: The letters as they stand, a final consonant voiced where a vowel must follow.
        citation: The letters with that consonant restored.
        left: Mask of the contexts it may follow.
        out: The one context it leaves to its right.
    """

    suffix: Suffix
    text: str
    citation: str
    left: int
    out: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A row of morphotactics.tsv: from any of the states, over the suffix, to one state."""

    sources: int
    suffix: Suffix
    target: int
    example: str
    lemma: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled tables.

    Attributes:
        states: Names in bit order.
        finals: Mask of the states in which a word may end.
        start: Mask of the state in which a stem of a part of speech begins.
        pos_of_state: The part of speech of a lemma that ends in a state, for derived lemmas; n where none is
            named.
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


def spell(suffix: Suffix) -> tuple[Morph, ...]:
    """Every spelling of a suffix with the contexts that call for it."""
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
    """The text with the class of its end; a final п к қ also voiced."""
    if text[-1] in VOICED:
        return [(text, "K"), (text[:-1] + VOICED[text[-1]], "S")]
    return [(text, letter_class(text))]


def load_grammar(suffix_table: str, edge_table: str) -> Grammar:
    """Compiles a graph from tables, paths relative to the package; states.tsv is shared by all graphs.

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
        morphs={name: spell(suffixes[name]) for name in edges},
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
    """The graph of inflection and productive derivation."""
    return load_grammar("morphology/grammar/suffixes.tsv", "morphology/grammar/morphotactics.tsv")
