"""Word forms from a lemma and tags, over the same tables as the analysis."""

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
    """The forms of a lemma that carry exactly these tags, the usual spelling first.

    Args:
        lemma: Lower case; verbs as bare stems. A lemma that the lexicon lacks inflects as a regular noun, or
            as ``pos``.
        tags: Tags of suffixes.tsv left to right, as ``Reading.tags`` has them.
        pos: Only lexemes with this part of speech.

    Returns:
        Several forms where usage or the tables allow several; empty when the grammar has no such chain.
    """
    known = [x for x in lexicon().lexemes(lemma) if pos in (None, x.pos)]
    forms: dict[str, None] = {}
    for lexeme in known or [Lexeme(lemma, pos or "n")]:
        forms.update(dict.fromkeys(forms_of(lexeme, tags, inflection())))
    return tuple(forms)


def forms_of(lexeme: Lexeme, tags: Sequence[str], grammar: Grammar) -> Iterable[str]:
    """The forms of one lexeme; cost: the number of suffix spellings that share each tag."""
    if not tags:
        return [lexeme.lemma]
    # (letters, contexts, state): elided and voiced stems first, the usual spelling where they fit
    fronts = [
        (s.text, _usual(lexeme, s.contexts), grammar.start[lexeme.pos]) for s in reversed(stems_of(lexeme))
    ]
    for tag in tags:
        fronts = [
            (text + morph.text, morph.out, edge.target)
            for text, contexts, state in fronts
            for name, suffix in grammar.suffixes.items()
            if suffix.tag == tag
            for edge in grammar.edges.get(name, ())
            if edge.sources & state
            for morph in grammar.morphs[name]
            if morph.left & contexts
        ]
    return [text for text, out, state in fronts if state & grammar.finals and out & word_end_contexts()]


def _usual(lexeme: Lexeme, contexts: int) -> int:
    """The contexts with a wavering harmony settled."""
    if lexeme.flag("harmony") or harmony_of(lexeme.lemma) == default_harmony(lexeme.lemma):
        return contexts
    return contexts & sum(context_mask(name, default_harmony(lexeme.lemma)) for name in classes().names)
