"""Topics in, TREC run out: many queries at once, for evaluation."""

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
    """A query with the name under which it is judged."""

    id: str
    query: str


def read_topics(path: Path) -> list[Topic]:
    """Read ``id<TAB>query`` lines; blank ones are skipped.

    Raises:
        SourceError: A line is of another form, or an id comes twice; the message begins with ``file:line``.
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
                f"{path}:{number}: the query id {topic_id!r} was there before; each needs its own"
            )
        topics[topic_id] = Topic(topic_id, query)
    return list(topics.values())


def run_lines(topic: Topic, ranking: Iterable[tuple[str, float]]) -> Iterator[str]:
    """``qid Q0 article_id rank score tag`` for each article, best first; scores in full precision."""
    for rank, (article_id, score) in enumerate(ranking, 1):
        yield f"{_word(topic.id)} Q0 {_word(article_id)} {rank} {score!r} {_TAG}\n"


def _word(text: str) -> str:
    """The text as one column: white space and the percent sign as %20 and the like."""
    return _SEPARATORS.sub(lambda match: quote(match[0], safe=""), text)
