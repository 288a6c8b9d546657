"""Generate synthetic sections of real sentences with a growing vocabulary, and queries from their text.

Term frequencies and the neighbourhood of words are real. The clustering of topics is not: sentences are
drawn independently, so engines that skip blocks of postings skip fewer of them than in real articles.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.engines.protocol import Document, Group, Operation, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

SEED = 20_261
BLEND_RATE = 0.01
"""Fraction of words that are replaced by the stem of one word with the ending of another."""
QUERY_COUNTS = {
    Operation.OR: 500,
    Operation.AND: 100,
    Operation.PHRASE: 100,
    Operation.PREFIX: 50,
    Operation.MISS: 20,
}
"""Number of queries of each kind."""
MISSING_WORD = "qqzzxx"

_PASSAGES = "kazqad:"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _LONGEST = 20, 600


def plain_words(text: str) -> str:
    """Return the words in lower case with single blanks, which every engine tokenizes in the same way."""
    return " ".join(_WORD.findall(text.lower()))


def read_sentences(corpus: Path) -> tuple[list[list[str]], list[int]]:
    """Return the sentences of a corpus, split at blanks, and the lengths in words of its KazQAD passages."""
    sentences: dict[str, None] = {}
    lengths = []
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            pieces = (piece.strip() for piece in _SENTENCE_END.split(record["text"]))
            sentences.update(dict.fromkeys(p for p in pieces if _SHORTEST <= len(p) <= _LONGEST))
            if record["id"].startswith(_PASSAGES):
                lengths.append(len(record["text"].split()))
    return [sentence.split() for sentence in sentences], lengths


def generate_documents(
    sentences: Sequence[Sequence[str]], lengths: Sequence[int], count: int
) -> Iterator[Document]:
    """Yield sections of random sentences with the lengths of random passages; the seed is fixed."""
    rnd = random.Random(SEED)
    until_blend = 0.0
    for number in range(count):
        words: list[str] = []
        wanted = rnd.choice(lengths)
        while len(words) < wanted:
            words += rnd.choice(sentences)
        until_blend -= len(words)
        while until_blend < 0:
            index = rnd.randrange(len(words))
            words[index] = _blend(words[index], rnd.choice(rnd.choice(sentences)), rnd)
            until_blend += rnd.expovariate(BLEND_RATE)
        title, heading = (" ".join(rnd.choice(sentences)[: rnd.randint(2, 6)]) for _ in range(2))
        yield Document(f"s{number:07}", title, heading, " ".join(words))


def _blend(word: str, other: str, rnd: random.Random) -> str:
    """Return the first letters of one word with the last of another, in most cases a new word."""
    stem, ending = _longest_word(word), _longest_word(other)
    return stem[: rnd.randint(3, 3 + len(stem) // 2)] + ending[-rnd.randint(2, 5) :]


def _longest_word(text: str) -> str:
    return max(_WORD.findall(text), key=len, default="")


def draw_queries(
    documents: Iterable[Document], count: int, query_counts: Mapping[Operation, int]
) -> list[Query]:
    """Return queries with words from random sections of a corpus.

    Args:
        documents: The whole corpus, read once.
        count: Its number of documents.
        query_counts: Number of queries of each kind.
    """
    rnd = random.Random(SEED + 1)
    chosen = dict.fromkeys(rnd.choices(range(count), k=2 * sum(query_counts.values())))
    texts = [
        words
        for number, document in enumerate(documents)
        if number in chosen and len(words := plain_words(document.text).split()) > 10
    ]
    return [_query(operation, texts, rnd) for operation, times in query_counts.items() for _ in range(times)]


def _query(operation: Operation, texts: Sequence[Sequence[str]], rnd: random.Random) -> Query:
    text = rnd.choice(texts)
    if operation is Operation.MISS:
        return Query(operation, (MISSING_WORD,))
    if operation is Operation.PREFIX:
        return Query(operation, (rnd.choice([w for w in text if len(w) > 5] or text)[: rnd.randint(3, 5)],))
    if operation is Operation.PHRASE:
        return Query(operation, rnd.choice([pair for pair in pairwise(text) if pair[0] != pair[1]]))
    size = rnd.randint(1, 5) if operation is Operation.OR else rnd.randint(2, 3)
    return Query(operation, tuple(rnd.sample(sorted(set(text), key=text.index), size)))


def write_corpus(
    source: Path, count: int, folder: Path, query_counts: Mapping[Operation, int] = QUERY_COUNTS
) -> None:
    """Write ``corpus.jsonl`` with ``count`` sections, and ``queries.json``, into a folder."""
    sentences, lengths = read_sentences(source)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for document in generate_documents(sentences, lengths, count):
            file.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")
    drawn = draw_queries(read_documents(folder, Group.COMPLETE), count, query_counts)
    rows = [[query.operation.value, *query.words] for query in drawn]
    (folder / "queries.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read_documents(folder: Path, group: Group) -> Iterator[Document]:
    """Yield the sections in the form that a group of configurations indexes."""
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if group is Group.WORDS:
                yield Document(record["id"], "", "", plain_words(record["text"]))
            else:
                yield Document(**record)


def read_queries(folder: Path) -> list[Query]:
    """Return the queries that were written with the corpus."""
    rows = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    return [Query(Operation(operation), tuple(words)) for operation, *words in rows]
