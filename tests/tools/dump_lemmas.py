"""Write the lemmas of many words to a file, to compare two revisions of the analyzer.

    git switch --detach v0.1.0 && python tests/tools/dump_lemmas.py /tmp/before.tsv
    git switch - && python tests/tools/dump_lemmas.py /tmp/after.tsv
    diff /tmp/before.tsv /tmp/after.tsv

The file has ``word<TAB>lemma1<TAB>lemma2...``, best first. The words are forms generated from the lexicon
and the grammar, the same for the same tables, and those of the sample articles. If a table changes, the forms
change too: ``--words /tmp/before.tsv`` takes the words of an earlier file instead.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.generate import forms_of
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.lexicon import Lexeme, lexicon
from kzsearch_analyzers.token import TokenKind

ARTICLES = Path(__file__).resolve().parents[2] / "kzsearch" / "data" / "articles"
SEED = 20_251
WEIGHTS = {"v": 4, "n": 4, "adj": 2, "np": 2, "num": 1, "prn": 1, "adv": 1, "abbr": 1}
"""How often a part of speech is drawn against the others."""


def generated_forms(count: int) -> list[str]:
    """Return the examples of the grammar, then forms of random lexemes along random chains of suffixes."""
    rnd = random.Random(SEED)
    by_pos: dict[str, list[Lexeme]] = {pos: [] for pos in WEIGHTS}
    for lexeme in sorted(lexicon(), key=lambda x: (x.lemma, x.pos, x.flags)):
        if lexeme.pos in by_pos:
            by_pos[lexeme.pos].append(lexeme)
    grammar = inflection()
    forms = dict.fromkeys(edge.example for name in sorted(grammar.edges) for edge in grammar.edges[name])
    while len(forms) < count:
        (pos,) = rnd.choices(list(WEIGHTS), list(WEIGHTS.values()))
        for form in forms_of(rnd.choice(by_pos[pos]), _random_chain(rnd, pos), grammar):
            forms[form] = None
            break
    return list(forms)


def _random_chain(rnd: random.Random, pos: str) -> tuple[str, ...]:
    grammar = inflection()
    state, tags = grammar.start[pos], list[str]()
    for _ in range(rnd.choice((0, 1, 1, 2, 2, 2, 3, 3, 4))):
        edges = [e for name in sorted(grammar.edges) for e in grammar.edges[name] if e.sources & state]
        # derivations only from the bare stem: they could follow each other without end
        edges = [e for e in edges if not (tags and e.suffix.derives)]
        if not edges:
            break
        edge = rnd.choice(edges)
        tags.append(edge.suffix.tag)
        state = edge.target
    return tuple(tags)


def article_words() -> Iterator[str]:
    """Yield the words of the articles that ship with kzsearch."""
    for article in sorted(ARTICLES.glob("*.md")):
        for token in kazakh_analyzer().analyze(article.read_text("utf-8")):
            if token.kind in (TokenKind.WORD, TokenKind.ABBREVIATION):
                yield token.term


def dump(words: Iterable[str]) -> str:
    analyzer = kazakh_analyzer()
    return "".join("\t".join((word, *analyzer.lemmas(word))) + "\n" for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("output", type=Path, help="the file to write; keep it outside the repository")
    parser.add_argument("--words", type=Path, help="a file whose first column has the words")
    parser.add_argument("--generated", type=int, default=5_000, help="how many forms to generate")
    options = parser.parse_args()
    if options.words:
        words = [line.split("\t")[0] for line in options.words.read_text("utf-8").splitlines()]
    else:
        words = list(dict.fromkeys((*generated_forms(options.generated), *article_words())))
    options.output.write_text(dump(words), "utf-8")
    print(f"{options.output}: {len(words)} words")


if __name__ == "__main__":
    main()
