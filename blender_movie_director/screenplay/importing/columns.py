"""Where a text sets its action, dialogue, parentheticals and cues: found from the text, for no two programs agree."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..headings import is_heading
from . import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rows import Row

NEAR = 1.6
INDENT = 3.0
_USUAL_WIDTH = 55.0  # of action, where a text has no full row of it


class Columns(NamedTuple):
    action: float
    cue: float | None
    dialogue: float | None
    parenthetical: float | None
    right: float
    """Where full rows of action end."""

    @property
    def indented(self) -> bool:
        """Whether cues stand to the right of action. If not, only wording and empty rows tell the kinds apart."""
        return self.cue is not None

    @property
    def center(self) -> float:
        return (self.action + self.right) / 2

    def is_action(self, row: Row) -> bool:
        return row.column < self.action + NEAR

    def is_cue(self, row: Row) -> bool:
        return self.cue is not None and abs(row.column - self.cue) < NEAR

    def is_dialogue(self, row: Row) -> bool:
        return self.dialogue is not None and abs(row.column - self.dialogue) < NEAR

    def is_parenthetical(self, row: Row) -> bool:
        return self.parenthetical is not None and abs(row.column - self.parenthetical) < NEAR

    def is_centered(self, row: Row, within: float) -> bool:
        return row.column > self.action + INDENT and abs((row.column + row.end) / 2 - self.center) < within


def find_columns(rows: list[Row]) -> Columns:
    action = action_column(rows)
    cues: list[float] = []
    spoken: list[float] = []
    asides: list[float] = []
    for row, following in pairwise(rows):
        speaks = row.fresh and following.gap == 0 and row.column > action + INDENT and following.column < row.column
        if speaks and len(row.segments) == 1 and wording.is_cue(row.text):
            cues.append(row.column)
            (asides if following.text.startswith("(") else spoken).append(following.column)
    right = _right_edge([row.end for row in rows if row.column < action + NEAR])
    return Columns(action, usual(cues), usual(spoken), usual(asides), max(right, action + _USUAL_WIDTH))


def action_column(rows: list[Row]) -> float:
    """Headings stand where action stands. Without any, most rows begin at the left."""
    headings = [row.column for row in rows if is_heading(row.text) and row.text.isupper()]
    found = usual(headings)
    if found is not None:
        return found
    often = Counter(round(row.column) for row in rows)
    return min((column for column, count in often.items() if count * 10 >= len(rows)), default=0)


def _right_edge(ends: list[float]) -> float:
    """Where full rows end; a few that stick out do not count."""
    ends.sort()
    return ends[-1 - len(ends) // 100] if ends else 0.0


def usual(columns: Iterable[float]) -> float | None:
    often = Counter(round(column, 1) for column in columns)
    return max(often, key=lambda column: (often[column], -column), default=None)
