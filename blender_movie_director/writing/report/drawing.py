"""Charts as SVG inside a page: shapes of a class each, and words for those who do not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...screenplay.facts.layout import columns as columns_of
from ...screenplay.facts.layout import cut
from .text import escaped, number

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 880
"""Units. On a page of A4 twelve of them are about seven points: the least that can be read."""
GUTTER = 158
"""For the names at the left, so that what stands below each other has the same scenes below each other."""
RIGHT = WIDTH - 58
NAME_COLUMNS = 18
"""As much of a name as the gutter holds."""
_LEAST_OF_A_NAME = 9


class Drawing:
    """A chart that grows by shapes. Colours come from the style sheet, by class: light and dark are one page."""

    def __init__(self, name: str, title: str, description: str, height: float) -> None:
        self.name = name
        self.title = title
        self.height = height
        self._description = description
        self._parts: list[str] = []

    def rect(self, css: str, x: float, y: float, width: float, height: float, *, tip: str = "") -> None:
        self._parts.append(
            f'<rect class="{css}" x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
            f"{_closed('rect', tip)}"
        )

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self._parts.append(
            f'<line class="{css}" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"/>'
        )

    def curve(self, css: str, points: Iterable[tuple[float, float]]) -> None:
        path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._parts.append(f'<path class="{css}" d="M{path}"/>')

    def shape(self, css: str, path: str, tip: str = "") -> None:
        self._parts.append(f'<path class="{css}" d="{path}"{_closed("path", tip)}')

    def text(self, css: str, x: float, y: float, text: str) -> None:
        attribute = f' class="{css}"' if css else ""
        self._parts.append(f'<text{attribute} x="{number(x)}" y="{number(y)}">{escaped(text)}</text>')

    def label(self, css: str, x: float, y: float, text: str, columns: int) -> None:
        """A name that may be longer than its place: then the whole of it is the tip, and too little of it not shown."""
        if columns_of(text) <= columns:
            self.text(css, x, y, text)
        elif columns >= _LEAST_OF_A_NAME:
            shown = cut(text, columns)
            inner = f"{escaped(shown)}<title>{escaped(text)}</title>"
            self._parts.append(f'<text class="{css}" x="{number(x)}" y="{number(y)}">{inner}</text>')

    def name_at(self, y: float, name: str, x: float = GUTTER - 10) -> None:
        """The name of a row, at its left."""
        self.label("end", x, y, name, NAME_COLUMNS)

    def begin(self, css: str, tip: str, scene: int = 0) -> None:
        """Shapes that belong together, with one tip; of a scene, the way to its card."""
        link = f' data-scene="{scene}"' if scene else ""
        self._parts.append(f'<g class="{css}"{link}><title>{escaped(tip)}</title>')

    def end(self) -> None:
        self._parts.append("</g>")

    def svg(self) -> str:
        title, description = f"{self.name}-title", f"{self.name}-description"
        head = (
            f'<svg id="{self.name}-chart" viewBox="0 0 {WIDTH} {number(self.height)}" role="img" '
            f'aria-labelledby="{title} {description}">'
            f'<title id="{title}">{escaped(self.title)}</title>'
            f'<desc id="{description}">{escaped(self._description)}</desc>'
        )
        return "\n".join([head, *self._parts, "</svg>"])


def _closed(tag: str, tip: str) -> str:
    return f"><title>{escaped(tip)}</title></{tag}>" if tip else "/>"
