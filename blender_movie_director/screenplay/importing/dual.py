"""Two speeches side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from . import wording
from .parts import Part
from .rows import shifted

if TYPE_CHECKING:
    from .columns import Columns
    from .rows import Row, Segment

CONFIDENCE = 0.7
_NEAR = 1.6
_SAME = 0.5
_MOST_ROWS = 200
"""Several pages: what runs on longer is a table and no speech."""


def dual_speeches(rows: list[Row], index: int, columns: Columns) -> tuple[list[Part], int] | None:
    """The two speeches that begin side by side on this row, and the number of rows that they take."""
    first = rows[index]
    if not _are_cues(first) or index + 1 == len(rows) or rows[index + 1].fresh:
        return None
    block = _Block(first, rows[index + 1], columns)
    end = index + 1
    while end < len(rows) and end - index <= _MOST_ROWS and block.takes(rows[end]):
        end += 1
    right = block.right
    sides: tuple[list[Segment], list[Segment]] = ([], [])
    for row in rows[index:end]:
        for segment in row.segments:
            sides[segment.column > right - _NEAR].append(segment)
    if min(len(side) for side in sides) < 2 or end - index > _MOST_ROWS:
        return None
    return [*_speech(sides[0], dual=False), *_speech(sides[1], dual=True)], end - index


def _are_cues(row: Row) -> bool:
    """One of them may have a name such as McGRATH."""
    if not row.fresh or len(row.segments) != 2:
        return False
    names = [segment.text for segment in row.segments]
    return any(wording.is_cue(name) for name in names) and all(wording.is_like_a_name(name) for name in names)


class _Block:
    """Two speeches side by side while their rows come in."""

    def __init__(self, cues: Row, first: Row, columns: Columns) -> None:
        self.right = cues.segments[1].column
        self._left = first.column
        self._columns = columns
        self._dialogue: float | None = None
        """Where the left speech has its dialogue."""

    def takes(self, row: Row) -> bool:
        """Whether a row belongs to the speeches above it, which then have it. At the top of a page only its columns
        tell."""
        if not (self._at_sides(row) if row.fresh else not self._is_something_else(row)):
            return False
        if len(row.segments) == 2:
            self.right = min(self.right, row.segments[1].column)
        if row.column < self.right - _NEAR and not row.text.startswith("("):
            self._dialogue = min(row.column, self._dialogue or row.column)
        return True

    def _at_sides(self, row: Row) -> bool:
        sides = (self._left, self.right)
        at_side = all(min(abs(segment.column - side) for side in sides) < _NEAR for segment in row.segments)
        told_from_action = len(row.segments) > 1 or row.column > self._columns.action + _NEAR
        return row.top and at_side and told_from_action and not wording.is_cue(row.text)

    def _is_something_else(self, row: Row) -> bool:
        """Whether it is action or the next cue, with no empty row before it."""
        if len(row.segments) > 1:
            return False
        if self._dialogue is not None and abs(row.column - self._columns.action) < _SAME:
            return self._dialogue - self._columns.action > _SAME
        sides = (self._left, self.right, self._dialogue or self._left)
        at_side = any(abs(row.column - side) < _NEAR for side in sides)
        return self._columns.is_cue(row) and wording.is_cue(row.text) and not at_side


def _speech(segments: list[Segment], *, dual: bool) -> list[Part]:
    parts = [Part(Kind.CHARACTER, segments[0].text, CONFIDENCE, dual=dual)]
    for segment in segments[1:]:
        last = parts[-1]
        opens = last.kind is Kind.PARENTHETICAL and last.text.count("(") > last.text.count(")")
        aside = segment.text.startswith("(") or opens
        kind = Kind.PARENTHETICAL if aside else Kind.DIALOGUE
        if last.kind is kind and (kind is Kind.DIALOGUE or opens):
            styles = (*last.styles, *shifted(segment.styles, len(last.text) + 1))
            parts[-1] = last._replace(text=f"{last.text} {segment.text}", styles=styles)
        else:
            parts.append(Part(kind, segment.text, CONFIDENCE, segment.styles))
    return parts
