"""Scripts for several cameras keep an empty row between any two rows of a speech, so that notes can be written there.
An empty row that is always there tells nothing: it is taken out, and such a script is then read like every other."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from . import wording
from .columns import INDENT, NEAR, action_column, usual

if TYPE_CHECKING:
    from .rows import Row


class _Speeches(NamedTuple):
    """Where speeches stand, and how many empty rows they always have."""

    cue: float
    said: tuple[float, ...]
    """The columns of dialogue and of parentheticals."""
    below_cue: int
    inside: int

    def is_cue(self, row: Row) -> bool:
        return row.fresh and abs(row.column - self.cue) < NEAR and wording.is_cue(row.text)

    def is_said(self, row: Row) -> bool:
        return any(abs(row.column - column) < NEAR for column in self.said)


def closed_up(rows: list[Row]) -> list[Row]:
    """The rows, without the empty ones that every speech has."""
    speeches = _speeches(rows)
    if speeches is None or not (speeches.below_cue or speeches.inside):
        return rows
    closed = []
    usually: int | None = None  # how many empty rows there are before the next row, if that is part of a speech
    for row in rows:
        said = usually is not None and speeches.is_said(row)
        closed.append(row._replace(gap=max(0, row.gap - usually)) if said and usually else row)
        inside = speeches.inside if said else None
        usually = speeches.below_cue if speeches.is_cue(row) else inside
    return closed


def _speeches(rows: list[Row]) -> _Speeches | None:
    """None where no speech is told from action by its indents."""
    action = action_column(rows)
    begun: list[tuple[Row, Row]] = []
    for row, following in pairwise(rows):
        indented = action + INDENT < following.column < row.column - NEAR
        if row.fresh and indented and following.gap <= 1 and not following.top and wording.is_cue(row.text):
            begun.append((row, following))
    cue = usual(row.column for row, _ in begun)
    if cue is None:
        return None
    asides = usual(following.column for _, following in begun if following.text.startswith("("))
    spoken = usual(following.column for _, following in begun if not following.text.startswith("("))
    said = tuple(column for column in (spoken, asides) if column is not None)
    below = Counter(following.gap for _, following in begun)
    inside = Counter(
        following.gap
        for row, following in pairwise(rows)
        if spoken is not None
        and abs(row.column - spoken) < NEAR
        and abs(following.column - spoken) < NEAR
        and not following.top
    )
    return _Speeches(cue, said, int(below[1] > below[0]), int(inside[1] > inside[0]))
