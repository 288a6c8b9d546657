"""The merge policy: which segments a commit copies into the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MERGED_SECTIONS = 20_000
"""Larger segments are merged only when the caller optimizes: copying them would slow down commits."""

MAX_MERGED_SEGMENTS = 200
"""In one commit: each is an open file."""


def segments_to_merge(sizes: Sequence[int], new: int) -> int:
    """Return how many segments, smallest first, are merged into the new one.

    In the order of their sizes, the largest segment that is no larger than all before it together is merged,
    and so are all before it. Each segment that is left is thus larger than all smaller ones together: n
    sections lie in at most about log2(n) segments. A copied section moves into a segment of at least twice
    the size, so it is copied at most as often.

    Args:
        sizes: Sections of each segment that are not deleted, ascending.
        new: Sections of the new segment.
    """
    merged, total = 0, new
    for number, size in enumerate(sizes[:MAX_MERGED_SEGMENTS], 1):
        if size > MAX_MERGED_SECTIONS:
            break
        if size <= total:
            merged = number
        total += size
    return merged
