"""Compare the analyzer with the gold set: sentences.txt, in which every token has its lemma.

    python tests/gold/check.py            # the known misses too, then the shares
    python tests/gold/check.py --new      # only what differs from the file

Needs nothing but an installed kzsearch_analyzers. Exits with 1 if a token has a miss that the file does not
name, or lacks one that it names.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from kzsearch_analyzers import Token, kazakh_analyzer

SENTENCES = Path(__file__).with_name("sentences.txt")
_MISS = re.compile(r"! (?P<form>\S+) \((?P<miss>absent|late)\): (?P<reason>.+)")

Analyze = Callable[[str], list[Token]]


class Miss(Enum):
    """What is wrong with the lemmas of a token."""

    ABSENT = "absent"
    """No right lemma is among them."""
    LATE = "late"
    """A right lemma is among them, and a wrong one is first."""


@dataclass(frozen=True, slots=True)
class GoldToken:
    """A token of a sentence with the lemmas that are right there, the best first."""

    form: str
    lemmas: tuple[str, ...]

    def miss(self, answered: tuple[str, ...]) -> Miss | None:
        """Return what is wrong with these lemmas, None where nothing is."""
        if answered[0] in self.lemmas:
            return None
        return Miss.LATE if set(answered) & set(self.lemmas) else Miss.ABSENT


@dataclass(frozen=True, slots=True)
class Sentence:
    """A block of the file; ``line`` is where it begins, from 1."""

    line: int
    topic: str
    text: str
    tokens: tuple[GoldToken, ...]
    known_misses: dict[str, Miss] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The answers of an analyzer to one sentence."""

    sentence: Sentence
    tokens: tuple[Token, ...]

    @property
    def forms(self) -> list[str]:
        """The tokens as the analyzer cut them out of the text."""
        return [token.surface for token in self.tokens]

    @property
    def is_tokenized_right(self) -> bool:
        return self.forms == [token.form for token in self.sentence.tokens]

    def misses(self) -> dict[str, Miss]:
        """Return the forms with a wrong lemma; empty where the tokens differ, as nothing can be compared."""
        if not self.is_tokenized_right:
            return {}
        pairs = zip(self.sentence.tokens, self.tokens, strict=True)
        found = {gold.form: gold.miss(token.lemmas) for gold, token in pairs}
        return {form: miss for form, miss in found.items() if miss is not None}

    def differences(self) -> Iterator[str]:
        """Yield a line for everything that is not as the file says, the misses that it names included."""
        place = f"{SENTENCES.name}:{self.sentence.line}"
        if not self.is_tokenized_right:
            gold = " ".join(token.form for token in self.sentence.tokens)
            yield f"{place}: tokens {' '.join(self.forms)!r}, expected {gold!r}"
            return
        misses = self.misses()
        for gold, token in zip(self.sentence.tokens, self.tokens, strict=True):
            miss, known = misses.get(gold.form), self.sentence.known_misses.get(gold.form)
            if miss is not known:
                yield (
                    f"{place}: {gold.form} has the lemmas {', '.join(token.lemmas)}, expected "
                    f"{' or '.join(gold.lemmas)}: {_status(miss)}, the file says {_status(known)}"
                )


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of tokens, in per cent, whose right lemma is first, and is among the answers."""

    tokens: int
    first: float
    among: float


def _status(miss: Miss | None) -> str:
    return miss.value if miss else "right"


def read_sentences(path: Path = SENTENCES) -> list[Sentence]:
    """Return the blocks of a file.

    Raises:
        ValueError: A block breaks the format; the message says where and how.
    """
    sentences: list[Sentence] = []
    block: list[tuple[int, str]] = []
    topic = ""
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("## "):
            topic = line[3:]
        elif line and not line.startswith("#"):
            block.append((number, line))
        elif block:
            sentences.append(_sentence(topic, block, path))
            block = []
    return sentences


def _sentence(topic: str, block: list[tuple[int, str]], path: Path) -> Sentence:
    number, text = block[0]
    if len(block) < 2:
        raise ValueError(f"{path}:{number}: a sentence without a line of tokens; write one below it")
    tokens = tuple(map(_token, block[1][1].split(" ")))
    misses = {}
    for at, line in block[2:]:
        match = _MISS.fullmatch(line)
        if match is None or match["form"] not in {token.form for token in tokens}:
            raise ValueError(
                f"{path}:{at}: {line!r}, expected '! FORM (absent): REASON' or '! FORM (late): REASON' "
                "with a FORM of the line of tokens"
            )
        misses[match["form"]] = Miss(match["miss"])
    return Sentence(number, topic, text, tokens, misses)


def _token(cell: str) -> GoldToken:
    form, _, lemmas = cell.partition("=")
    return GoldToken(form, tuple(lemmas.split("|")) if lemmas else (form.lower(),))


def compare(sentences: list[Sentence], analyze: Analyze) -> list[Result]:
    """Return what an analyzer answers to each sentence."""
    return [Result(sentence, tuple(analyze(sentence.text))) for sentence in sentences]


def shares(results: list[Result]) -> Shares:
    """Return the shares over all tokens; those of a sentence cut into other tokens count as absent."""
    total = sum(len(result.sentence.tokens) for result in results)
    right = among = 0
    for result in results:
        if result.is_tokenized_right:
            for gold, token in zip(result.sentence.tokens, result.tokens, strict=True):
                miss = gold.miss(token.lemmas)
                right += miss is None
                among += miss is not Miss.ABSENT
    return Shares(total, 100 * right / total, 100 * among / total)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the analyzer with the gold set.")
    parser.add_argument("--new", action="store_true", help="print only what differs from the file")
    only_new = parser.parse_args().new
    results = compare(read_sentences(), kazakh_analyzer().analyze)
    for result in results:
        misses = result.misses()
        if misses and not only_new:
            print(f"{result.sentence.text}  [{result.sentence.topic}]")
            for gold, token in zip(result.sentence.tokens, result.tokens, strict=True):
                if gold.form in misses:
                    print(
                        f"    {gold.form}: {' or '.join(gold.lemmas)} is {misses[gold.form].value} "
                        f"in {', '.join(token.lemmas)}"
                    )
    differences = [line for result in results for line in result.differences()]
    print(*differences, sep="\n", end="\n" if differences else "")
    share = shares(results)
    print(
        f"{len(results)} sentences, {share.tokens} tokens: right lemma first {share.first:.2f} %, "
        f"among the answers {share.among:.2f} %; {len(differences)} not as {SENTENCES.name} says"
    )
    return bool(differences)


if __name__ == "__main__":
    sys.exit(main())
