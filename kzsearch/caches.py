"""A memory of what was made for keys: what is there is found by one look-up in a dictionary."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """Values by their keys, made when they are first asked for: ``remembered[key]``.

    Forgets everything when it is full. ``functools.lru_cache`` would forget more wisely, but writes to a list
    of its own whenever something is looked up, which takes several times as long for keys that the caches of
    the processor do not hold.
    """

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        value = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
