"""Scenes and pages from left to right, the same way in every chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawing import GUTTER, RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .bands import Band
    from .drawing import Drawing

_WIDEST = 56
"""Units for one scene: a script of three shall not have bars like doors."""
_LETTER = 6.7
"""Units that a letter takes, about."""


class Axis:
    """As many places as there are scenes (or pages), from the gutter to the right."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.step = min((RIGHT - GUTTER) / max(count, 1), _WIDEST)
        self.left = GUTTER
        self.right = GUTTER + self.step * count

    def x(self, place: float) -> float:
        """The left edge of a place, counted from 1."""
        return self.left + (place - 1) * self.step

    def bar(self, place: int, air: float = 0.2) -> tuple[float, float]:
        """Where the bar of a place begins, and how wide it is: with that part of the place as air beside it."""
        air = min(self.step * air, 6)
        return self.x(place) + air / 2, self.step - air

    def ticks(self) -> Iterator[int]:
        """Round numbers, and so many that they do not touch."""
        size = next(size for size in _sizes() if size * self.step >= 34 or size > self.count)
        yield from (place for place in range(1, self.count + 1) if place % size == 0 or place == 1)


def scale_below(axis: Axis, drawing: Drawing, y: float, name: str, labels: Sequence[str] = ()) -> None:
    """The numbers of the scenes, or the labels of the pages, and at the left what they count."""
    drawing.text("faint end", GUTTER - 10, y, name)
    for place in axis.ticks():
        drawing.text("faint mid", axis.x(place + 0.5), y, labels[place - 1] if labels else str(place))


def levels_behind(axis: Axis, drawing: Drawing, levels: Sequence[tuple[float, str]]) -> None:
    """Lines to read heights by, each with what it stands for."""
    for y, name in levels:
        drawing.line("level", axis.left, y, axis.right, y)
        drawing.text("faint end", GUTTER - 10, y + 4, name)


def bands_above(axis: Axis, drawing: Drawing, bands: Sequence[Band], y: float, bottom: float) -> None:
    """The names of the acts, and a line down to the bottom where each begins."""
    for band in bands:
        x = axis.x(band.first)
        drawing.line("border", x, y, x, bottom)
        room = int((axis.x(band.last + 1) - x - 10) / _LETTER)
        drawing.label("band", x + 5, y + 11, band.name, room)


def round_step(highest: float, lines: int = 3) -> int:
    """A round distance for about so many lines up to the highest."""
    return next(size for size in _sizes() if size * lines >= highest)


def _sizes() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on."""
    size = 1
    while True:
        yield from (size, size * 2, size * 5)
        size *= 10
