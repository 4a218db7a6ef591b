"""From rows on pages to the parts of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from .cue_numbers import without_cue_numbers
from .dual import dual_speeches
from .furniture import Furniture
from .judging import find_layout, judge
from .paragraphs import paragraphs
from .spacing import closed_up
from .titles import title_page

if TYPE_CHECKING:
    from .parts import Part
    from .rows import Row

_UNLIKE_A_SCRIPT = "No scene heading and no cue of a character was found: this may not be a script."


def recognise(rows: list[Row], *, slack: float = 0.0) -> tuple[list[Part], list[str]]:
    """The parts, and notes on what was left out. For `slack` see paragraphs."""
    furniture = Furniture(rows)
    rows = furniture.removed()
    notes = furniture.notes()
    rows, numbered = without_cue_numbers(rows)
    if numbered:
        notes.append("The numbers before the cues were left out.")
    parts, taken = title_page(rows)
    rows = closed_up(rows[taken:])
    parts += [_sung(part) for part in _body(rows, slack)]
    if parts and not any(part.kind in {Kind.SCENE_HEADING, Kind.CHARACTER} for part in parts):
        parts = [part._replace(confidence=min(part.confidence, 0.3)) for part in parts]
        notes.append(_UNLIKE_A_SCRIPT)
    if any(part.dual for part in parts):
        notes.append("Speeches side by side were taken for dual dialogue: look at them once.")
    return parts, notes


def _body(rows: list[Row], slack: float) -> list[Part]:
    layout = find_layout(rows)
    parts: list[Part] = []
    stretch: list[Row] = []
    index = 0
    while index < len(rows):
        dual = dual_speeches(rows, index, layout.columns)
        if dual is None:
            stretch.append(rows[index])
            index += 1
            continue
        speeches, taken = dual
        parts += paragraphs(judge(stretch, layout), layout.columns, slack=slack)
        parts += speeches
        stretch = []
        index += taken
    return parts + paragraphs(judge(stretch, layout), layout.columns, slack=slack)


def _sung(part: Part) -> Part:
    """Verses, which are dialogue in italics whose lines the writer broke, as lyrics."""
    letters = sum(map(str.isalnum, part.text))
    slanted = sum(sum(map(str.isalnum, part.text[each.start : each.end])) for each in part.styles if each.italic)
    if part.kind is Kind.DIALOGUE and "\n" in part.text and slanted == letters:
        return part._replace(kind=Kind.LYRIC, styles=(), confidence=min(part.confidence, 0.8))
    return part
