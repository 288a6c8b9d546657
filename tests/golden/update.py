"""Freezes what the analyzer answers to the words of voc.txt, so that a change of it is seen in review.

    python tests/golden/update.py             # writes output.txt anew from voc.txt
    python tests/golden/update.py --choose    # chooses the words of voc.txt anew first

output.txt has ``word<TAB>lemma1<TAB>lemma2...``, best first, one line for each line of voc.txt. A changed
line is a changed index: it needs an entry under `analysis` in CHANGELOG.md.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.generate import forms_of
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon
from kzsearch_analyzers.token import TokenKind

HERE = Path(__file__).resolve().parent
VOC, OUTPUT = HERE / "voc.txt", HERE / "output.txt"
GENERATED = 1_500
SEED = 20_251
LICENCE = "# Written for kzsearch, MIT: {what}. See update.py.\n"
SHARE = {"v": 4, "n": 4, "adj": 2, "np": 2, "num": 1, "prn": 1, "adv": 1, "abbr": 1}
"""How often a part of speech is drawn against the others."""


def words() -> list[str]:
    """The words of voc.txt."""
    return [line for line in VOC.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def render() -> str:
    """What output.txt must be."""
    analyzer = kazakh_analyzer()
    lines = ["\t".join((word, *analyzer.lemmas(word))) for word in words()]
    return LICENCE.format(what="lemmas of the words of voc.txt, best first") + "\n".join(lines) + "\n"


def choose() -> str:
    """What voc.txt should be: generated forms, then the words of the sample articles as they occur."""
    chosen = dict.fromkeys((*generated(), *article_words()))
    what = (
        f"{GENERATED} forms generated from the lexicon and the grammar, and the words of the sample articles"
    )
    return LICENCE.format(what=what) + "\n".join(chosen) + "\n"


def generated() -> list[str]:
    """Forms of random lexemes along random chains of suffixes; each suffix of the grammar at least once."""
    rnd = random.Random(SEED)
    by_pos: dict[str, list[Lexeme]] = {pos: [] for pos in SHARE}
    for lexeme in sorted(lexicon(), key=lambda x: (x.lemma, x.pos, x.flags)):
        if lexeme.pos in by_pos:
            by_pos[lexeme.pos].append(lexeme)
    forms: dict[str, None] = dict.fromkeys(example for example in _examples())
    while len(forms) < GENERATED:
        (pos,) = rnd.choices(list(SHARE), list(SHARE.values()))
        lexeme = rnd.choice(by_pos[pos])
        found = list(forms_of(lexeme, _chain(rnd, pos), inflection()))
        if found:
            forms[found[0]] = None
    return list(forms)


def _examples() -> Iterator[str]:
    """The example of every row of morphotactics.tsv."""
    for name in sorted(inflection().edges):
        for edge in inflection().edges[name]:
            yield edge.example


def _chain(rnd: random.Random, pos: str) -> tuple[str, ...]:
    grammar = inflection()
    state, tags = grammar.start[pos], []
    for _ in range(rnd.choice((0, 1, 1, 2, 2, 2, 3, 3, 4))):
        edges = [e for name in sorted(grammar.edges) for e in grammar.edges[name] if e.sources & state]
        # nobody derives without end: a derivation only from the bare stem
        edges = [e for e in edges if not (tags and e.suffix.derives)]
        if not edges:
            break
        edge = rnd.choice(edges)
        tags.append(edge.suffix.tag)
        state = edge.target
    return tuple(tags)


def article_words() -> Iterator[str]:
    """The words of the articles that ship with kzsearch."""
    for article in sorted(files("kzsearch").joinpath("data/articles").iterdir(), key=lambda f: f.name):
        if article.name.endswith(".md"):
            for token in kazakh_analyzer().analyze(article.read_text("utf-8")):
                if token.kind in (TokenKind.WORD, TokenKind.ABBREVIATION):
                    yield token.term


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--choose", action="store_true", help="choose the words of voc.txt anew first")
    if parser.parse_args().choose:
        VOC.write_text(choose(), "utf-8")
    OUTPUT.write_text(render(), "utf-8")
    print(f"{OUTPUT}: {len(words())} words. Review the diff before you commit it.")


if __name__ == "__main__":
    main()
