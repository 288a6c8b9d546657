"""The kernel with numpy: a few times slower than C, and nothing to build."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

import numpy as np

from kzsearch.columns.packing import MAX_WIDTH
from kzsearch.columns.postings import BLOCK, TABLE_BYTES, group_bytes
from kzsearch.engine.kernel import ABSENT, Hits, Ranked
from kzsearch.engine.plain import PlainKernel, merged
from kzsearch.errors import IndexFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kzsearch.columns.postings import Entry
    from kzsearch.columns.reader import FieldColumns
    from kzsearch.engine.kernel import FieldView, Ids, Part, Scores, SegmentView

    Doubles: TypeAlias = NDArray[np.float64]
    Integers: TypeAlias = NDArray[np.integer[Any]]

_CACHED_POSTINGS = 2_000_000
"""Some 32 MB of impacts."""
_STRIPE = 128


class VectorKernel(PlainKernel):
    """See :class:`~kzsearch.engine.kernel.Kernel`."""

    name: ClassVar[str] = "numpy"

    def __init__(self, segments: Sequence[SegmentView]) -> None:
        super().__init__(segments)
        self._impacts: OrderedDict[tuple[FieldColumns, int], tuple[Integers, Doubles]] = OrderedDict()
        self._postings = 0

    def close(self) -> None:
        """Forget the lists."""
        super().close()
        self._impacts.clear()

    def count_best(self, parts: tuple[Part, ...], count: int) -> tuple[int, list[Ranked]]:
        """For a single part the documents never become a list."""
        if len(parts) > 1 or parts[0].standing:
            return super().count_best(parts, count)
        total, found = 0, []
        for number, segment in enumerate(self._segments):
            with segment.file.reading():
                scores = self._dense(number, parts[0])
                total += int(np.count_nonzero(scores))
                found.append(self._best_of(number, scores, count))
        return total, merged(found, count)

    def _best_of(self, segment: int, scores: Doubles, count: int) -> list[Ranked]:
        """The best ``count`` stripes reach the score of the last on the list: only they are looked at."""
        if not count:
            return []
        stripes = np.pad(scores, (0, -len(scores) % _STRIPE)).reshape(-1, _STRIPE).max(axis=1)
        least = 0.0 if count > len(stripes) else float(np.partition(stripes, -count)[-count])
        if not least:
            ids = np.flatnonzero(scores)
        else:
            rows = np.flatnonzero(stripes >= least)
            ids = (rows[:, None] * _STRIPE + np.arange(_STRIPE)).ravel()
            ids = ids[ids < len(scores)]
            ids = ids[scores[ids] >= least]
        return self._ranked(segment, ids, scores[ids], count)

    def score(self, segment: int, part: Part, ids: Ids, absent: float) -> Scores:
        """Scores everything, then picks."""
        scores: Doubles = self._dense(segment, part)[np.asarray(ids)]
        scores[scores == 0.0] = absent
        return _doubles(scores)

    def align(self, ids: Ids, hits: Hits) -> Scores:
        """Bisection."""
        wanted, held = np.asarray(ids), np.asarray(hits.ids)
        scores = np.full(len(wanted), ABSENT)
        places = np.searchsorted(held, wanted)
        there = places < len(held)
        there[there] = held[places[there]] == wanted[there]
        scores[there] = np.asarray(hits.scores)[places[there]]
        return _doubles(scores)

    def conjunction(self, ids: Ids, columns: Sequence[Scores]) -> Hits:
        """Column by column."""
        total, kept = np.zeros(len(ids)), np.ones(len(ids), dtype=bool)
        for column in columns:
            scores = np.asarray(column)
            kept &= scores >= 0
            total += scores
        return _hits(np.asarray(ids)[kept], total[kept])

    def exclusion(self, hits: Hits, column: Scores) -> Hits:
        """All rows at once."""
        kept = np.asarray(column) < 0
        return _hits(np.asarray(hits.ids)[kept], np.asarray(hits.scores)[kept])

    def top(self, segment: int, hits: Hits, count: int) -> list[Ranked]:
        """Sorts only those that reach the score of the last on the list."""
        ids, scores = np.asarray(hits.ids), np.asarray(hits.scores)
        if 0 < count < len(ids):
            kept = scores >= np.partition(scores, -count)[-count]
            ids, scores = ids[kept], scores[kept]
        return self._ranked(segment, ids, scores, count)

    def _ranked(self, segment: int, ids: Integers, scores: Doubles, count: int) -> list[Ranked]:
        view = self._segments[segment]
        articles, positions = np.asarray(view.articles)[ids], np.asarray(view.positions)[ids]
        order = np.lexsort((ids, positions, articles, -scores))[:count]
        article_ids = view.article_ids.names(articles[order].tolist())
        rows = (scores[order].tolist(), article_ids, positions[order].tolist(), ids[order].tolist())
        return [
            Ranked(-score, article_id, position, segment, document)
            for score, article_id, position, document in zip(*rows, strict=True)
        ]

    def _union(self, segment: int, part: Part) -> Hits:
        """One array over all documents."""
        scores = self._dense(segment, part)
        ids = np.flatnonzero(scores)
        return _hits(ids, scores[ids])

    def _dense(self, segment: int, part: Part) -> Doubles:
        """The sums of all documents; 0 for those that do not match."""
        view, fields = self._segments[segment], self._fields[segment]
        scores = np.zeros(view.size)
        for clause in self._clauses(segment, part):
            field = fields[clause.field]
            if len(clause.terms) == 1:
                ids, saturations = self._saturations(view, field, clause.terms[0][0])
                scores[ids] += clause.terms[0][1] * saturations
            else:
                best = np.zeros(view.size)
                for entry, factor in clause.terms:
                    ids, saturations = self._saturations(view, field, entry)
                    best[ids] = np.maximum(best[ids], factor * saturations)
                scores += best
        scores[np.asarray(view.deleted)] = 0.0
        return scores

    def _saturations(self, view: SegmentView, field: FieldView, entry: Entry) -> tuple[Integers, Doubles]:
        """The documents of a term with ``tf / (tf + norm)``; those used last are kept."""
        key = (field.columns, entry.ordinal)
        found = self._impacts.get(key)
        if found is None:
            ids, frequencies = decode(field.postings, entry, view.size)
            norms = np.asarray(field.norms)[np.asarray(field.codes)[ids]]
            found = self._impacts[key] = ids, frequencies / (frequencies + norms)
            self._postings += len(ids)
            while self._postings > _CACHED_POSTINGS and len(self._impacts) > 1:
                self._postings -= len(self._impacts.popitem(last=False)[1][0])
        else:
            self._impacts.move_to_end(key)
        return found


def decode(data: memoryview, entry: Entry, size: int) -> tuple[Integers, Doubles]:
    """As :func:`kzsearch.columns.postings.decode_list`, all blocks at once."""
    count = entry.documents
    blocks = -(-count // BLOCK)
    if not 0 <= entry.postings <= entry.postings_end <= len(data) or not 0 < count <= size:
        raise IndexFormatError(f"a posting list at byte {entry.postings} lies outside of its column")
    table = TABLE_BYTES * blocks if blocks > 1 else 0
    raw = bytes(data[entry.postings : entry.postings_end])
    if table >= len(raw):
        raise IndexFormatError(f"a list of {blocks} blocks in {len(raw)} bytes")
    starts = np.full(blocks, table, dtype=np.int64)
    if table:
        starts[1:] += np.frombuffer(raw, "<u4", blocks - 1, offset=4 * blocks)
    packed = np.frombuffer(raw + bytes(8), np.uint8)
    if starts.max() >= len(raw):
        raise IndexFormatError("a block of postings lies outside of its list")
    headers = packed[starts].astype(np.int64)
    widths, codes = headers & 0x3F, headers >> 6
    longs = np.where(codes == 3, packed[starts + 1], codes).astype(np.int64)
    if max(widths.max(), longs.max()) > MAX_WIDTH:
        raise IndexFormatError("a block of postings has numbers of too many bits")
    lengths = np.full(blocks, BLOCK, dtype=np.int64)
    lengths[-1] = count - BLOCK * (blocks - 1)
    first = starts + 1 + (codes == 3)
    if table:
        lasts = np.frombuffer(raw, "<u4", count // BLOCK).tolist()
        first[: len(lasts)] += list(map(group_bytes, [-1, *lasts], lasts))
    gaps = _unpack(packed, first, widths, lengths)
    repeats = _unpack(packed, first + (lengths * widths + 7) // 8, longs, lengths)
    ids = np.cumsum(gaps + 1) - 1
    if ids[-1] >= size:
        raise IndexFormatError(f"document {ids[-1]} in a segment of {size}")
    return ids, (repeats + 1).astype(np.float64)


def _unpack(packed: NDArray[np.uint8], starts: Integers, widths: Integers, lengths: Integers) -> Integers:
    """The numbers of all blocks; each is cut out of the eight bytes at which it begins."""
    first = np.cumsum(lengths) - lengths
    width = np.repeat(widths, lengths).astype(np.int64)
    bits = np.repeat(starts * 8 - first * widths, lengths) + np.arange(lengths.sum()) * width
    if bits[-1] + width[-1] > (len(packed) - 8) * 8 or bits.max() >> 3 > len(packed) - 8:
        raise IndexFormatError("a block of postings is too short")
    words: NDArray[np.uint64] = np.ndarray((len(packed) - 7,), "<u8", buffer=packed, strides=(1,))
    masks = (np.uint64(1) << widths.astype(np.uint64)) - np.uint64(1)
    shifted: NDArray[np.uint64] = words[bits >> 3] >> (bits & 7).astype(np.uint64)
    numbers: Integers = (shifted & np.repeat(masks, lengths)).astype(np.int64)
    return numbers


def _hits(ids: Integers, scores: Doubles) -> Hits:
    return Hits(np.ascontiguousarray(ids, dtype=np.uint32).data, _doubles(np.ascontiguousarray(scores)))


def _doubles(scores: Doubles) -> Scores:
    return cast("Scores", scores.data)
