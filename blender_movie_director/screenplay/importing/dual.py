"""Two speeches side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from . import wording
from .parts import Part
from .rows import shifted

if TYPE_CHECKING:
    from .rows import Row, Segment

CONFIDENCE = 0.7
_NEAR = 1.6
_MOST_ROWS = 200
"""Several pages: what runs on longer is a table and no speech."""


def dual_speeches(rows: list[Row], index: int, action: float) -> tuple[list[Part], int] | None:
    """The two speeches that begin side by side on this row, and the number of rows that they take. `action` is the
    column of action."""
    first = rows[index]
    if not _are_cues(first) or index + 1 == len(rows) or rows[index + 1].fresh:
        return None
    left, right = rows[index + 1].column, first.segments[1].column
    end = index + 1
    while end < len(rows) and end - index <= _MOST_ROWS and _goes_on(rows[end], left, right, action):
        if len(rows[end].segments) == 2:
            right = min(right, rows[end].segments[1].column)
        end += 1
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


def _goes_on(row: Row, left: float, right: float, action: float) -> bool:
    """Whether a row belongs to the speeches above it. At the top of a page only its columns tell."""
    if not row.fresh:
        return True
    at_side = all(min(abs(segment.column - side) for side in (left, right)) < _NEAR for segment in row.segments)
    told_from_action = len(row.segments) > 1 or row.column > action + _NEAR
    return row.top and at_side and told_from_action and not wording.is_cue(row.text)


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
