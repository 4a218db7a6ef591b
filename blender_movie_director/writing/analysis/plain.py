"""Records to plain data and back, as JSON would have it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable


class Plain:
    """For dataclasses of strings, numbers, booleans, dictionaries of strings, and tuples of such dataclasses."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        return {name: _plain(getattr(self, name)) for name in _readers(type(self))}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What `to_dict` gave. Names that are not known are passed over; raises ValueError, TypeError or KeyError for
        anything else that does not fit."""
        if not isinstance(data, Mapping):
            raise TypeError(f"{type(data).__name__} is no record")
        readers = _readers(cls)
        return cls(**{name: readers[name](value) for name, value in data.items() if name in readers})


def _plain(value: Any) -> Any:
    if isinstance(value, Plain):
        return value.to_dict()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _readers(kind: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """How each field of a record is read."""
    if kind not in _known:
        hints = get_type_hints(kind)
        _known[kind] = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    return _known[kind]


_known: dict[type, dict[str, Callable[[Any], Any]]] = {}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if isinstance(hint, types.UnionType):
        (inner,) = (_reader(option) for option in get_args(hint) if option is not type(None))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(item(part) for part in _list(value))
    if isinstance(hint, type) and issubclass(hint, Plain):
        return hint.from_dict
    kind = get_origin(hint) or hint
    return lambda value: _checked(value, kind)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{type(value).__name__} is no list")
    return list(value)


def _checked(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} is no {kind.__name__}")
    return value
