"""The paper, the house rules that may differ, and the place of every kind of element on a page.

Courier 12: ten characters an inch, six lines an inch. Columns count from the left edge of the paper and rows from the
first line of text, which stands an inch below the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from ..elements import Kind

POINTS_PER_COLUMN = 7.2
POINTS_PER_ROW = 12
LEFT = 15
"""The first column of action: an inch and a half, for the holes and the brads."""
RIGHT = 76
"""The column after the last one of action, which begins seven inches and a half from the left, on either paper."""
HEADER_COLUMNS = RIGHT - LEFT - 8
"""What is left beside the page's number."""
_NUMBER = 8
"""Where scene numbers stand in the left margin, unless they are too long."""
FEWEST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: its size in points, and how many lines of text a page of it holds."""

    name: str
    width: float
    height: float
    rows: int
    top: float = 72
    """Points above the first line of text."""

    def __post_init__(self) -> None:
        if self.rows < FEWEST_ROWS:
            raise ValueError(f"A page of {self.rows} lines cannot hold a script: give it {FEWEST_ROWS} or more.")

    @property
    def columns(self) -> int:
        """The whole sheet's width in characters."""
        return int(self.width / POINTS_PER_COLUMN)

    def number_columns(self, width: int) -> tuple[int, int]:
        """Where a scene number of this width stands in the left and in the right margin."""
        return max(1, min(_NUMBER, LEFT - 2 - width)), min(RIGHT + 1, self.columns - 1 - width)


US_LETTER = Paper("US Letter", 612, 792, 55)
# The same columns as US Letter, so that a script wraps alike on both; only the longer sheet holds more lines.
A4 = Paper("A4", 595.28, 841.89, 58)


class Align(Enum):
    """Where a line stands between its edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Place(NamedTuple):
    """Where a kind of element stands on the page."""

    column: int
    width: int
    space: int = 1
    """Blank lines before it."""
    align: Align = Align.LEFT
    hang: int = 0
    """How far lines after the first are indented."""
    spoken: bool = False
    """It belongs to the cue before it, and stands right under it."""
    spacing: int = 1
    """Rows that each of its lines takes, the line in the last of them: two in a script that is set double-spaced."""


class Rules(NamedTuple):
    """What studios and writers do differently."""

    blank_lines_before_heading: int = 1
    """One as in most printed scripts and in screenplain; two as in Final Draft's own template."""
    continue_speakers: bool = False
    """Add (CONT'D) to the cue of a speaker who goes on after action."""
    break_at_sentences: bool = False
    """Break a paragraph over pages only where a sentence ends, also inside a line, as long as the page allows it."""
    dialogue_columns: int = 36
    """Two inches and a half to six, the last column included; Final Draft's ruler makes it 35."""
    more: str = "(MORE)"
    continued: str = "(CONT'D)"
    more_below: bool = False
    """(MORE) stands under the page's last row, and takes none from what is said."""
    places: tuple[tuple[Kind, Place], ...] = ()
    """What stands elsewhere than in the industry's layout, as a script's own template has it."""


RULES = Rules()


def places(rules: Rules) -> dict[Kind, Place]:
    """Where everything that prints stands. What is not named here does not print."""
    width = RIGHT - LEFT
    usual = {
        Kind.SCENE_HEADING: Place(LEFT, width, rules.blank_lines_before_heading),
        Kind.ACTION: Place(LEFT, width),
        Kind.CENTERED: Place(LEFT, width, align=Align.CENTER),
        Kind.TRANSITION: Place(LEFT, width, align=Align.RIGHT),
        Kind.CHARACTER: Place(37, 38),
        Kind.PARENTHETICAL: Place(31, 25, hang=1, spoken=True),
        Kind.DIALOGUE: Place(25, rules.dialogue_columns, spoken=True),
        Kind.LYRIC: Place(25, rules.dialogue_columns, spoken=True),
    }
    return usual | dict(rules.places)


def side_by_side(left: int) -> dict[Kind, Place]:
    """One of the two speeches of dual dialogue, in a column of 28 characters."""
    return {
        Kind.CHARACTER: Place(left + 9, 19),
        Kind.PARENTHETICAL: Place(left + 4, 21, hang=1, spoken=True),
        Kind.DIALOGUE: Place(left, 28, spoken=True),
        Kind.LYRIC: Place(left, 28, spoken=True),
    }


FIRST_SPEECH = side_by_side(LEFT)
SECOND_SPEECH = side_by_side(LEFT + 32)
