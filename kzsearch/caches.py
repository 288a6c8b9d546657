"""A cache that costs one dictionary look-up for a key that it has."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(dict[Key, Value]):
    """Values by key, computed at the first ``cache[key]``; emptied when it is full.

    ``functools.lru_cache`` keeps the recently used values, but writes to a linked list at every look-up. That
    takes several times as long for keys that are not in the caches of the processor.

    Threads may share it; two that miss the same key at once both compute its value.
    """

    def __init__(self, compute: Callable[[Key], Value], max_size: int) -> None:
        super().__init__()
        self._compute = compute
        self._max_size = max_size

    def __missing__(self, key: Key) -> Value:
        value = self._compute(key)
        if len(self) >= self._max_size:
            self.clear()
        self[key] = value
        return value
