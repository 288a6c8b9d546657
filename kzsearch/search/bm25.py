"""BM25 as Lucene has it, over several weighted fields and layers.

The only definition of the formula in Python. It is that of Lucene's ``BM25Similarity``, one-byte norms
included, so a plan ranks alike here and on a Lucene server. Pure functions; they know no index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kzsearch.segment.norms import NORM_LENGTHS

if TYPE_CHECKING:
    from kzsearch.ranking import Ranking


def idf(doc_count: int, doc_freq: int) -> float:
    """Return the inverse document frequency of a term.

    Args:
        doc_count: Documents that have the field.
        doc_freq: Documents that have the term in the field.
    """
    return math.log(1 + (doc_count - doc_freq + 0.5) / (doc_freq + 0.5))


def tf_saturation(tf: float, length_norm: float) -> float:
    """Return how much of a term's weight a document scores, from 0 to 1.

    Args:
        tf: Term frequency: how often the document has the term.
        length_norm: The length normalization of the document; see ``length_norms``.
    """
    return tf / (tf + length_norm)


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """Statistics of a field over a whole index; deleted documents count until they are merged, as in Lucene.

    Attributes:
        doc_count: Documents that have the field.
        sum_total_term_freq: Tokens of the field in all documents.
    """

    doc_count: int
    sum_total_term_freq: int

    @property
    def average_length(self) -> float:
        """The mean number of tokens over the documents that have the field; 1 if there is none."""
        return self.sum_total_term_freq / self.doc_count if self.doc_count else 1.0


def length_norms(ranking: Ranking, average_length: float) -> list[float]:
    """Return ``k1 * (1 - b + b * length / average length)`` for the length of every norm byte."""
    k1, b = ranking.k1, ranking.b
    return [k1 * (1 - b + b * length / average_length) for length in NORM_LENGTHS]
