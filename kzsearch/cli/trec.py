"""TREC runs: the answers to many queries, for evaluation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kzsearch.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_TAG = "kzsearch"
_SEPARATORS = re.compile(r"[\s%]")


class Topic(NamedTuple):
    """A query with its id in the relevance judgements."""

    id: str
    query: str


def read_topics(path: Path) -> list[Topic]:
    """Read lines of ``id<TAB>query``; blank ones are skipped.

    Raises:
        SourceError: A line has another form, or an id comes twice; the message begins with ``file:line``.
    """
    topics: dict[str, Topic] = {}
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: byte at offset {error.start} is not UTF-8; convert the file") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        topic_id, tab, query = line.rstrip("\r").partition("\t")
        if not (tab and topic_id.strip()):
            raise SourceError(f"{path}:{number}: found {line[:40]!r}; expected a query id, a tab, the query")
        if topic_id in topics:
            raise SourceError(
                f"{path}:{number}: the query id {topic_id!r} occurs twice; expected another id in each line"
            )
        topics[topic_id] = Topic(topic_id, query)
    return list(topics.values())


def run_lines(topic: Topic, ranking: Iterable[tuple[str, float]]) -> Iterator[str]:
    """Iterate over the lines ``qid Q0 article_id rank score tag``, best first; scores have full precision."""
    for rank, (article_id, score) in enumerate(ranking, 1):
        yield f"{_word(topic.id)} Q0 {_word(article_id)} {rank} {score!r} {_TAG}\n"


def _word(text: str) -> str:
    """Return a text without white space, which is percent-encoded, as is the percent sign."""
    return _SEPARATORS.sub(lambda match: quote(match[0], safe=""), text)
