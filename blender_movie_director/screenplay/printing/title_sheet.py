"""The title page: what is centred, what stands at the bottom left, on as many sheets as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from ..pages.lines import Line, styles_between
from ..pages.paper import LEFT, RIGHT
from ..pages.wrapping import columns, wrap

if TYPE_CHECKING:
    from ..elements import Element, Script
    from ..pages.paper import Paper

CENTRED = ("title", "credit", "author", "authors", "source")
_GAPS = {"credit": 3, "source": 2}
"""Blank lines before an entry of the upper half."""


class _Entry(NamedTuple):
    place: int
    element: Element


def title_sheets(script: Script, paper: Paper) -> list[list[Line]]:
    """The lines of the title page, sheet by sheet; none for a script without one."""
    entries = [_Entry(index, each) for index, each in enumerate(script.elements) if each.kind is Kind.TITLE_PAGE]
    entries = [entry for entry in entries if entry.element.text.strip()]
    upper = [entry for name in CENTRED for entry in entries if entry.element.name == name]
    lower = [entry for entry in entries if entry.element.name not in CENTRED]
    lines: list[Line] = []
    row = paper.rows // 3
    for entry in upper:
        row += _GAPS.get(entry.element.name, 1 if lines else 0)
        lines += _set(entry, row, centred=True)
        row = lines[-1].row + 1
    if lower:
        block: list[Line] = []
        at = 0
        for entry in lower:
            block += _set(entry, at, centred=False)
            at = block[-1].row + 2
        top = max(row + 1, paper.rows - at + 1)
        lines += [line._replace(row=line.row + top) for line in block]
    sheets: list[list[Line]] = [[] for _ in range(lines[-1].row // paper.rows + 1)] if lines else []
    for line in lines:
        sheets[line.row // paper.rows].append(line._replace(row=line.row % paper.rows))
    return [sheet for sheet in sheets if sheet]


def _set(entry: _Entry, row: int, *, centred: bool) -> list[Line]:
    place, element = entry
    lines: list[Line] = []
    # Half the sheet for what stands at the bottom left, as in a letter.
    width = RIGHT - LEFT if centred else (RIGHT - LEFT) // 2
    for start, end in wrap(element.text, width):
        text = element.text[start:end]
        column = LEFT + (width - columns(text)) // 2 if centred else LEFT
        lines.append(Line(row, column, text, Kind.TITLE_PAGE, place, styles_between(element, start, end)))
        row += 1
    return lines
