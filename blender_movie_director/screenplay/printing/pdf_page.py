"""The drawing of one PDF page: text on the grid of columns and rows, and lines under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pages.paper import HEADER_COLUMNS, LEFT, POINTS_PER_COLUMN, POINTS_PER_ROW, RIGHT
from ..pages.wrapping import columns, first_line
from .pdf_fonts import Courier, Face

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..elements import Style
    from ..pages import Line, Paper
    from .pdf_fonts import Fonts

_ASCENT = 9
"""From the top of a row to the line that letters stand on."""
_HEADER = 36
_SLANT = 0.2126
"""The tangent of 12 degrees: Courier's own slant."""
_STROKE = 0.4
"""How thick the outline is that makes letters bold, in points."""
_PLAIN = Face()


def top_of(paper: Paper, row: int) -> float:
    """How high the top of a row is above the foot of the sheet."""
    return paper.height - paper.top - row * POINTS_PER_ROW


class PageDrawing:
    """The operators of one page."""

    def __init__(self, paper: Paper, fonts: Fonts) -> None:
        self._paper = paper
        self._fonts = fonts
        self._text: list[str] = []
        self._rules: list[str] = []
        self._font = ""
        self._bold = False
        self.resources: set[str] = set()

    def header(self, text: str, number: str) -> None:
        """The line above the text: the script's title or the like, and the page's number."""
        y = self._paper.height - _HEADER - _ASCENT
        if text:
            self._put(first_line(text, HEADER_COLUMNS), LEFT, y)
        if number:
            self._put(number, RIGHT - columns(number), y)

    def lines(self, lines: Sequence[Line], *, scene_numbers: bool) -> None:
        """The page's text, with the numbers of scenes in both margins."""
        for line in lines:
            y = top_of(self._paper, line.row) - _ASCENT
            numbered = scene_numbers and line.number
            left, right = self._paper.number_columns(columns(line.number))
            if numbered:
                self._put(line.number, left, y)
            self._put(line.text, line.column, y, line.styles)
            if numbered:
                self._put(line.number, right, y)
            for style in line.styles:
                if style.underline:
                    self._underline(line, style.start, style.end, y)

    def content(self) -> bytes:
        """The whole page."""
        if not self._text:
            return b""
        return "\n".join(["BT", *self._text, "ET", *self._rules]).encode("latin-1")

    def _put(self, text: str, column: int, y: float, styles: Sequence[Style] = ()) -> None:
        for run in self._fonts.runs(text, styles, column):
            own_face = isinstance(run.font, Courier)
            face = _PLAIN if own_face else run.face
            if run.font.resource != self._font:
                self._font = run.font.resource
                self.resources.add(self._font)
                self._text.append(f"/{self._font} 12 Tf")
            if face.bold != self._bold:
                self._bold = face.bold
                self._text.append(f"{_STROKE} w 2 Tr" if face.bold else "0 Tr")
            slant = _SLANT if face.italic else 0
            x = run.column * POINTS_PER_COLUMN
            self._text.append(f"1 0 {slant:g} 1 {x:g} {y:g} Tm {run.font.show(run.text)}")

    def _underline(self, line: Line, start: int, end: int, y: float) -> None:
        x = (line.column + columns(line.text[:start])) * POINTS_PER_COLUMN
        width = columns(line.text[start:end]) * POINTS_PER_COLUMN
        self._rules.append(f"{x:g} {y - 2:g} {width:g} 0.6 re f")
