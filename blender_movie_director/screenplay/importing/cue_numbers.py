"""Scripts for dubbing and radio number their cues: `12 ANNA`, `13 BEN`. The numbers are no part of the names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from . import wording
from .rows import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rows import Row

_NUMBERED = re.compile(r"(\d{1,4})[.):]?\s+(\S.*)")
_FEWEST = 4
_MOSTLY = 0.75


class _Cue(NamedTuple):
    row: int
    number: int
    number_column: float
    name: Segment


def without_cue_numbers(rows: list[Row]) -> tuple[list[Row], bool]:
    """The rows without the numbers of their cues, and whether there were any. Only numbers that count up by one are
    taken for such: 2 COPS who speak are not."""
    cues = [cue for index, row in enumerate(rows) for cue in _numbered(index, row)]
    steps = [after.number == before.number + 1 for before, after in pairwise(cues)]
    if len(cues) < _FEWEST or sum(steps) < _MOSTLY * len(steps):
        return rows, False
    counting = [cue for cue, *near in zip(cues, [False, *steps], [*steps, False], strict=True) if any(near)]
    # Either the names or the numbers stand one under the other.
    names_even = _most_at_one(cue.name.column for cue in counting)
    even = names_even >= _most_at_one(cue.number_column for cue in counting)
    names: dict[int, list[Segment]] = {}
    for cue in counting:
        name = cue.name if even else cue.name._replace(column=cue.number_column)
        names.setdefault(cue.row, []).append(name)
    return [
        row._replace(segments=tuple(names[index])) if index in names else row for index, row in enumerate(rows)
    ], True


def _numbered(index: int, row: Row) -> list[_Cue]:
    """The numbered cues of a row: two where speeches stand side by side."""
    if not row.fresh:
        return []
    first, *others = row.segments
    if len(others) == 1 and first.text.isdecimal() and wording.is_cue(others[0].text):
        return [_Cue(index, int(first.text), first.column, others[0])]
    found = []
    for segment in row.segments:
        match = _NUMBERED.fullmatch(segment.text)
        if not match or not wording.is_cue(match[2]):
            return []
        name = Segment(segment.column + match.start(2), match[2])
        found.append(_Cue(index, int(match[1]), segment.column, name))
    return found


def _most_at_one(columns: Iterable[float]) -> int:
    return max(Counter(map(round, columns)).values())
