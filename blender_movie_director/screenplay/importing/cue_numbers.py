"""Scripts for dubbing and radio number their cues through: `12 ANNA`, `13 BEN`. The numbers are no part of the names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from . import wording
from .rows import Segment

if TYPE_CHECKING:
    from .rows import Row

_NUMBERED = re.compile(r"(\d{1,4})[.):]?\s+(\S.*)")
_FEWEST = 4
_MOSTLY = 0.75


class _Cue(NamedTuple):
    index: int
    """Of its row."""
    number: int
    name: Segment


def without_cue_numbers(rows: list[Row]) -> tuple[list[Row], bool]:
    """The rows without the numbers of their cues, and whether there were any. Only numbers that count up by one are
    taken for such: 2 COPS who speak are not."""
    cues = [cue for index, row in enumerate(rows) if (cue := _numbered(index, row))]
    steps = [after.number == before.number + 1 for before, after in pairwise(cues)]
    if len(cues) < _FEWEST or sum(steps) < _MOSTLY * len(steps):
        return rows, False
    counting = [cue for cue, before, after in zip(cues, [False, *steps], [*steps, False], strict=True) if before or after]
    by_number, by_name = (
        max(Counter(map(round, columns)).values())
        for columns in ([rows[cue.index].column for cue in counting], [cue.name.column for cue in counting])
    )
    stripped = list(rows)
    for cue in counting:
        row = rows[cue.index]
        # Either the numbers or the names stand one under the other.
        column = row.column if by_number > by_name else cue.name.column
        stripped[cue.index] = row._replace(segments=(cue.name._replace(column=column),))
    return stripped, True


def _numbered(index: int, row: Row) -> _Cue | None:
    match = _NUMBERED.fullmatch(row.text) if row.fresh else None
    if not match or not wording.is_cue(match[2]):
        return None
    if len(row.segments) == 2 and row.segments[1].text == match[2]:
        return _Cue(index, int(match[1]), row.segments[1])
    if len(row.segments) > 1:
        return None
    # What is set bold or slanted in a cue is told by nobody.
    return _Cue(index, int(match[1]), Segment(row.column + match.start(2), match[2]))
