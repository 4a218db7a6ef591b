"""Work that is done in small steps, so that Blender's timer can stop between any two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator

_T = TypeVar("_T")


def at_once(steps: Generator[None, None, _T]) -> _T:
    """All the steps in one go."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: _T = done.value
            return result
