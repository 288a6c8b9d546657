"""Explanation of the readings of a word: every split, whether it is accepted and why, and the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzsearch_analyzers.morphology.disambiguation import DisambiguationModel, disambiguation_model
from kzsearch_analyzers.morphology.grammar import Grammar, inflection
from kzsearch_analyzers.morphology.guesser import may_be_word
from kzsearch_analyzers.morphology.lexicon import Lexicon, Stem, lexicon
from kzsearch_analyzers.morphology.phonology import Harmony, classes

if TYPE_CHECKING:
    from kzsearch_analyzers.morphology.analyze import Morphology
    from kzsearch_analyzers.morphology.endings import Chain
    from kzsearch_analyzers.morphology.reading import Reading


def explain(word: str, morphology: Morphology) -> str:
    """Return an account of the readings of one normalised word, several lines for a human reader."""
    lines = [word]
    lines += [f"  {line}" for line in _splits(word, morphology, lexicon(), inflection())]
    readings = morphology.readings(word)
    lines.append("readings, best first:" if readings else "no reading: not a Kazakh word")
    lines += [f"  {line}" for reading in readings for line in _reading(reading, disambiguation_model())]
    return "\n".join(lines)


def _splits(word: str, morphology: Morphology, words: Lexicon, grammar: Grammar) -> list[str]:
    """Return a line for each split of the word into a stem and an ending."""
    lines = []
    for cut, parse in morphology.segmenter.splits(word):
        text, tail = word[:cut], word[cut:]
        if not text:
            continue
        stems = words.stems(text, tail[:1])
        if not stems:
            note = "could be a word" if may_be_word(text) else "cannot end a word"
            lines.append(f"{text} + {tail or '-'}: no such stem in the lexicon; {note}")
            continue
        for stem in stems:
            for chain in parse.chains:
                verdict = _verdict(stem, chain, grammar)
                lines.append(f"{text} ({stem.lexeme.lemma} {stem.lexeme.pos}) + {_chain(chain)}: {verdict}")
    return lines


def _verdict(stem: Stem, chain: Chain, grammar: Grammar) -> str:
    if not chain.sources & grammar.start[stem.lexeme.pos]:
        states = " ".join(s for i, s in enumerate(grammar.states) if chain.sources >> i & 1)
        return f"rejected, the ending wants {states}"
    if not chain.steps:
        return "accepted" if stem.text == stem.lexeme.lemma else "rejected, this stem needs a suffix"
    if not chain.left & stem.contexts:
        return (
            f"rejected, the stem is {_contexts(stem.contexts)} but the suffix follows {_contexts(chain.left)}"
        )
    return "accepted"


def _contexts(mask: int) -> str:
    """Return the names of the contexts of a mask: ``L M front``."""
    names = []
    for harmony in (Harmony.BACK, Harmony.FRONT):
        found = [n for n in classes().names if mask & classes().context_mask(n, harmony)]
        if found:
            names.append(" ".join(found) + f" {str(harmony.name).lower()}")
    return " or ".join(names)


def _chain(chain: Chain) -> str:
    return " + ".join(f"{s.morph.text} {s.morph.suffix.tag}" for s in chain.steps) or "-"


def _reading(reading: Reading, model: DisambiguationModel) -> list[str]:
    weights = ", ".join(f"{name} {model.weight(name):+.2f}" for name in reading.features)
    parts = "+".join((reading.stem, *reading.morphs))
    tags = " ".join(reading.tags) or "-"
    return [
        f"{reading.lemma} {reading.pos} {tags} [{parts}] {reading.source.value} {reading.weight:+.2f}",
        f"    {weights or 'no weights'}",
    ]
