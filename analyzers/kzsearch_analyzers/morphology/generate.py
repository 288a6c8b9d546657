"""Generation of word forms from a lemma and tags, with the same tables as the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.grammar import Grammar, inflection
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon, stems_of
from kzsearch_analyzers.morphology.phonology import (
    classes,
    context_mask,
    default_harmony,
    harmony_of,
    word_end_contexts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def generate(lemma: str, tags: Sequence[str] = (), *, pos: str | None = None) -> tuple[str, ...]:
    """Return the forms of a lemma with exactly these tags, the usual spelling first.

    Args:
        lemma: Lower case; verbs as bare stems. A lemma that the lexicon lacks is inflected as a regular word
            with the part of speech ``pos``, or as a noun.
        tags: Tags of suffixes.tsv from left to right, as in ``Reading.tags``.
        pos: Only lexemes with this part of speech.

    Returns:
        Several forms where usage or the tables allow several; none when the grammar has no such chain.
    """
    known = [x for x in lexicon().lexemes(lemma) if pos in (None, x.pos)]
    forms: dict[str, None] = {}
    for lexeme in known or [Lexeme(lemma, pos or "n")]:
        forms.update(dict.fromkeys(forms_of(lexeme, tags, inflection())))
    return tuple(forms)


def forms_of(lexeme: Lexeme, tags: Sequence[str], grammar: Grammar) -> Iterable[str]:
    """Return the forms of one lexeme with exactly these tags, the usual spelling first."""
    if not tags:
        return [lexeme.lemma]
    # partial forms as (letters, contexts, state); elided and voiced stems are usual where they fit, so first
    partial = [
        (s.text, _usual_contexts(lexeme, s.contexts), grammar.start[lexeme.pos])
        for s in reversed(stems_of(lexeme))
    ]
    for tag in tags:
        partial = [
            (text + morph.text, morph.out, edge.target)
            for text, contexts, state in partial
            for name, suffix in grammar.suffixes.items()
            if suffix.tag == tag
            for edge in grammar.edges.get(name, ())
            if edge.sources & state
            for morph in grammar.morphs[name]
            if morph.left & contexts
        ]
    ends = word_end_contexts()
    return [text for text, contexts, state in partial if state & grammar.finals and contexts & ends]


def _usual_contexts(lexeme: Lexeme, contexts: int) -> int:
    """Return the contexts without the less usual harmony of words that take both."""
    if lexeme.flag("harmony") or harmony_of(lexeme.lemma) == default_harmony(lexeme.lemma):
        return contexts
    return contexts & sum(context_mask(name, default_harmony(lexeme.lemma)) for name in classes().names)
