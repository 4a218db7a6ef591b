"""How long a script is on paper and on screen, by a simple stated model.

A page holds 55 lines and plays for a minute. Text wraps at the industry's widths, and every block has a blank line
before it. Pages are counted as one unbroken roll: where a page would end is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .elements import Kind

if TYPE_CHECKING:
    from .elements import Element

LINES_PER_PAGE = 55
SECONDS_PER_PAGE = 60

_WIDTH = {
    Kind.SCENE_HEADING: 60,
    Kind.ACTION: 60,
    Kind.CENTERED: 60,
    Kind.TRANSITION: 60,
    Kind.CHARACTER: 38,
    Kind.DIALOGUE: 35,
    Kind.LYRIC: 35,
    Kind.PARENTHETICAL: 25,
}
_UNDER_A_CUE = frozenset({Kind.DIALOGUE, Kind.LYRIC, Kind.PARENTHETICAL})


class Roll:
    """Counts lines as elements are laid down one after another."""

    def __init__(self) -> None:
        self.lines = 0
        self._speech = 0
        self._beside = 0

    def add(self, element: Element) -> int:
        """Lay one element down; the lines that it adds to the roll."""
        width = _WIDTH.get(element.kind)
        if width is None:
            return 0
        spoken = self._speech > 0 and element.kind in _UNDER_A_CUE
        height = 0 if spoken else 1
        for line in element.text.split("\n"):
            height += wrapped(line, width)
        if element.kind is Kind.CHARACTER:
            # Of two speeches side by side the taller one counts: the first is already down, so only what the
            # second has more than the first is added.
            self._beside = self._speech if element.dual else 0
            self._speech = 0
        elif not spoken:
            self._speech = self._beside = 0
            self.lines += height
            return height
        self._speech += height
        hidden = min(height, self._beside)
        self._beside -= hidden
        self.lines += height - hidden
        return height - hidden


def wrapped(line: str, width: int) -> int:
    """The number of lines that a line takes when it is wrapped at spaces."""
    count, start = 1, 0
    while len(line) - start > width:
        space = line.rfind(" ", start, start + width + 1)
        # A leading space is no place to break: it would leave an empty line and the same text again.
        start = space + 1 if space > start else start + width
        count += 1
    return count


def eighths(lines: int) -> int:
    """Pages in eighths, rounded up as a first assistant director does."""
    return -(-lines * 8 // LINES_PER_PAGE)


def seconds(lines: int) -> int:
    """Estimated seconds on screen."""
    return round(lines * SECONDS_PER_PAGE / LINES_PER_PAGE)
