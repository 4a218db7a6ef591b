"""Centered text so broad that it begins where action begins, or nearly: only its rows together tell that it is
centered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..headings import is_heading
from .columns import INDENT

if TYPE_CHECKING:
    from .columns import Columns
    from .rows import Row

_EXACT = 0.8  # columns
_ASIDE = 0.4


def broad_centered(rows: list[Row], columns: Columns) -> set[int]:
    """The indexes of such rows."""
    found: set[int] = set()
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and not rows[end].fresh:
            end += 1
        # What reaches the foot of a page may go on overleaf, where no middle tells anything.
        goes_on = end < len(rows) and rows[end].top
        if not goes_on and _is_broad_centered(rows[start:end], columns):
            found.update(range(start, end))
        start = end
    return found


def _is_broad_centered(block: list[Row], columns: Columns) -> bool:
    """Whether all rows between two empty ones have their middle in the middle, and one shows by its indent that this
    is no chance."""
    first = block[0]
    begins_left = columns.action - _ASIDE < first.column < columns.action + INDENT + _ASIDE
    if not begins_left or not first.fresh or first.number or is_heading(first.text):
        return False
    centered = all(abs((row.column + row.end) / 2 - columns.center) <= _EXACT for row in block)
    return centered and any(row.column > columns.action + _ASIDE for row in block)
