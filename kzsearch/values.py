"""Checks what fields of values are given, and keeps mappings so that they cannot change."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from reprlib import Repr
from typing import TYPE_CHECKING, NoReturn, TypeAlias, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
"""A value of an extra stored field."""

Key = TypeVar("Key")
Value = TypeVar("Value")
Item = TypeVar("Item")

_MAX_DEPTH = 100
"""Of extra fields: Python's recursion limit leaves room for copies, hashes and JSON of such values."""
_PLAIN = frozenset({str, int, bool, type(None)})
"""Types of values that need no check."""
_short = Repr()
_short.maxstring = _short.maxother = 60


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError(f"this {type(self).__name__} cannot be changed; copy it: to a dict, or to a list")


class FrozenDict(dict[Key, Value]):
    """A dict that cannot be changed. Its values are hashable where its hash is needed.

    It is a dict, so that ``json``, ``dataclasses.asdict`` and other libraries take it as one; unlike a
    ``MappingProxyType`` it pickles and copies.
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[Key, Value]]]:
        return type(self), (dict(self),)


class FrozenList(list[Item]):
    """A list that cannot be changed; see :class:`FrozenDict`."""

    __slots__ = ()

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type[Self], tuple[list[Item]]]:
        return type(self), (list(self),)


NO_EXTRA: FrozenDict[str, JsonValue] = FrozenDict()


def wrong_type(name: str, value: object, expected: str) -> TypeError:
    """Return the error that says what a field is and what it must be."""
    return TypeError(f"{name} is {_short.repr(value)} ({type(value).__name__}); expected {expected}")


def text(name: str, value: object) -> str:
    """Return a string, without the subclass that it may have.

    Raises:
        TypeError: The value of the field ``name`` is no string.
    """
    if not isinstance(value, str):
        raise wrong_type(name, value, "a string")
    return str.__str__(value)


def texts(name: str, value: object) -> tuple[str, ...]:
    """Return the strings of an iterable.

    Raises:
        TypeError: The value is itself a string, is not iterable, or has an item that is no string.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise wrong_type(name, value, "an iterable of strings")
    return tuple([text(f"{name}[{number}]", item) for number, item in enumerate(value)])


def day(name: str, value: object) -> datetime.date:
    """Return a date; of a datetime that of its own time zone, as it is written.

    Raises:
        TypeError: The value is neither, or is pandas' ``NaT``.
    """
    if isinstance(value, datetime.date):  # or a datetime, which is a subclass
        try:
            return datetime.date(value.year, value.month, value.day)
        except (TypeError, ValueError):
            pass
    raise wrong_type(name, value, "a datetime.date, a datetime.datetime or None")


def json_object(name: str, value: object) -> FrozenDict[str, JsonValue]:
    """Return a snapshot of a mapping of JSON values that cannot be changed; tuples become lists.

    Raises:
        TypeError: A key is no string, or JSON cannot express a value.
        ValueError: A number is NaN or infinite, or values are nested deeper than 100 levels.
    """
    if type(value) is dict and _PLAIN.issuperset(map(type, value.values())) and {*map(type, value)} <= {str}:
        return FrozenDict(value)  # the usual case, several times faster
    if not isinstance(value, Mapping):
        raise wrong_type(name, value, "a mapping of strings to JSON values")
    return _json_object(name, value, 1)


def freeze_object(value: dict[str, JsonValue]) -> FrozenDict[str, JsonValue]:
    """Return an object of ``json.loads`` so that it cannot be changed."""
    return FrozenDict({key: _freeze(item) for key, item in value.items()})


def _freeze(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return freeze_object(value)
    return FrozenList(map(_freeze, value)) if isinstance(value, list) else value


def thaw(value: JsonValue) -> JsonValue:
    """Return frozen values as new dicts and lists."""
    if isinstance(value, dict):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, list):
        return [thaw(item) for item in value]
    return value


def _json_object(name: str, value: Mapping[object, object], depth: int) -> FrozenDict[str, JsonValue]:
    if depth > _MAX_DEPTH:
        raise ValueError(f"{name[:60]}… has values nested deeper than {_MAX_DEPTH} levels")
    snapshot: dict[str, JsonValue] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise wrong_type(f"a key of {name}", key, "a string")
        plain = type(item) in _PLAIN
        snapshot[str.__str__(key)] = item if plain else _json_value(f"{name}[{key!r}]", item, depth + 1)  # type: ignore[assignment]
    return FrozenDict(snapshot)


def _json_value(name: str, value: object, depth: int) -> JsonValue:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{name} is {value}; expected a number that JSON can express, or None")
        return float(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return _json_object(name, value, depth)
    if isinstance(value, list | tuple):
        if depth > _MAX_DEPTH:
            raise ValueError(f"{name[:60]}… has values nested deeper than {_MAX_DEPTH} levels")
        return FrozenList(
            [
                item if type(item) in _PLAIN else _json_value(f"{name}[{number}]", item, depth + 1)
                for number, item in enumerate(value)
            ]
        )
    raise wrong_type(name, value, "a value that JSON can express: dates as text, sets as lists")
