"""Which parts of an old row became which parts of a new one."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
# Beyond this many comparisons, parts that are everywhere are not used to find the way by.
_MANY = 1_000_000
_FEW = 3_000
_OF_A_KIND = 0.05


class Origin(NamedTuple):
    """The old part that a new one comes from."""

    place: int
    same: bool


def align(old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]) -> list[Origin | None]:
    """For each new part, the old one: the same, or one that was changed, or None. Old parts stay in their order.

    `likeness` is from 0, not the same kind of thing at all, to 1.
    """
    origins: list[Origin | None] = [None] * len(new)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        origins[start] = Origin(start, True)
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        origins[-1 - end] = Origin(len(old) - 1 - end, True)
        end += 1
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    # Numbers instead of the parts themselves: they are compared very often.
    numbers: dict[T, int] = {}
    a = [numbers.setdefault(each, len(numbers)) for each in middle_old]
    b = [numbers.setdefault(each, len(numbers)) for each in middle_new]
    matcher = SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > _MANY)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for offset in range(i2 - i1):
                origins[start + j1 + offset] = Origin(start + i1 + offset, True)
        elif tag == "replace":
            for i, j in _changed(middle_old[i1:i2], middle_new[j1:j2], likeness):
                origins[start + j1 + j] = Origin(start + i1 + i, False)
    return origins


def _changed(old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """The pairs, in order, that are most alike taken together."""
    if len(old) * len(new) > _FEW:
        return [(i, i) for i, (a, b) in enumerate(zip(old, new, strict=False)) if likeness(a, b)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[likeness(a, b) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + alike[i][j] + _OF_A_KIND if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs
