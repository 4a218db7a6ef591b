"""What was said, in lines that fit a sidebar. It runs in `draw()` at each redraw while words come, so nothing is
wrapped twice: not a turn that is over, and not the lines of an answer that are full."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import blf
import bpy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpy.types import Context, UILayout

_UI_FONT = 0
_MARGINS = 76
"""Pixels at scale 1 that tabs, margins and a box take off a sidebar's width."""
_LEAST_ROOM = 40.0
_MOST_ON_A_LINE = 400
"""Characters, in the widest sidebar. What is longer is not measured: the text of a turn may have a million."""
_LONG_TAIL = 6_000
"""Characters of a growing answer that are wrapped anew when the sidebar gets another width."""


class Page(NamedTuple):
    """How much goes on a line."""

    room: float
    size: float


def page_of(context: Context) -> Page:
    preferences = bpy.context.preferences
    scale = preferences.system.ui_scale
    size = preferences.ui_styles[0].widget.points * scale
    return Page(max(context.region.width - _MARGINS * scale, _LEAST_ROOM), size)


def draw_lines(layout: UILayout, lines: Sequence[str]) -> None:
    column = layout.column(align=True)
    column.scale_y = 0.8
    for line in lines:
        column.label(text=line)


@lru_cache(maxsize=128)
def first_lines(text: str, page: Page, most: int) -> tuple[tuple[str, ...], bool]:
    """The first lines of what will not change any more, and whether there are others."""
    looked_at = text[: most * _MOST_ON_A_LINE]
    found = tuple(islice(_wrapped(looked_at, page), most + 1))
    shown = found[:most]
    while shown and not shown[-1]:
        shown = shown[:-1]
    return shown, len(found) > most or len(looked_at) < len(text)


class Growing:
    """The last lines of an answer that is being written. Only its last line is ever looked at again."""

    def __init__(self, page: Page, most: int) -> None:
        self._page = page
        self._most = most
        self._taken = 0
        self._full: list[str] = []
        self._last = ""

    def lines(self, pieces: Sequence[str]) -> list[str]:
        if len(pieces) < self._taken:  # it begins afresh
            self.__init__(self._page, self._most)  # type: ignore[misc]
        if len(pieces) > self._taken:
            text = self._last + "".join(pieces[self._taken :])
            self._taken = len(pieces)
            if len(text) > _LONG_TAIL:
                text = text[-_LONG_TAIL:].partition(" ")[2]
            *paragraphs, last = text.rsplit("\n", 1)
            lines = list(_wrapped("\n".join(paragraphs), self._page)) if paragraphs else []
            *full, _ = wrapped_last = list(_wrapped(last, self._page)) or [""]
            self._full = [*self._full, *lines, *full][-self._most :]
            # What was typed and not what is shown: a space at its end still counts.
            self._last = last[last.rfind(wrapped_last[-1]) :] if wrapped_last[-1] else last
        return [*self._full, self._last.rstrip()][-self._most :]


_growing: dict[tuple[str, Page], tuple[Sequence[str], Growing]] = {}
"""With the very list that each was shown: names of jobs come again with another worker, and answers may begin anew."""


def last_lines(job: str, pieces: Sequence[str], page: Page, most: int) -> list[str]:
    """Of the answer that this job writes."""
    shown, growing = _growing.get((job, page), (pieces, None))
    if growing is None or shown is not pieces:
        while len(_growing) > 7:
            del _growing[next(iter(_growing))]
        growing = Growing(page, most)
        _growing[job, page] = (pieces, growing)
    return growing.lines(pieces)


def _wrapped(text: str, page: Page) -> Iterator[str]:
    """Empty lines stay, but never two of them."""
    before = "x"
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            if before:
                yield ""
            before = ""
            continue
        before = "x"
        yield from _lines(paragraph, page)


def _lines(paragraph: str, page: Page) -> Iterator[str]:
    space = _width(" ", page.size)
    line: list[str] = []
    taken = 0.0
    for word in paragraph.split():
        wide = _width(word[:_MOST_ON_A_LINE], page.size)
        if line and taken + space + wide > page.room:
            yield " ".join(line)
            line, taken = [], 0.0
        while wide > page.room and len(word) > 1:
            at = max(int(len(word[:_MOST_ON_A_LINE]) * page.room / wide), 1)
            while at > 1 and _measured(word[:at], page.size) > page.room:
                at -= 1
            yield word[:at]
            word = word[at:]  # noqa: PLW2901 - what is left of it
            wide = _measured(word[:_MOST_ON_A_LINE], page.size)
        taken += wide + (space if line else 0.0)
        line.append(word)
    if line:
        yield " ".join(line)


@lru_cache(maxsize=8_192)
def _width(word: str, size: float) -> float:
    return _measured(word, size)


def _measured(word: str, size: float) -> float:
    blf.size(_UI_FONT, size)
    found: Any = blf.dimensions(_UI_FONT, word)  # the stubs of 4.2 do not say what comes back
    return float(found[0])
