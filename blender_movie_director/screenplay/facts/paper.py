"""What a breakdown needs to know about paper: on which row everything starts, and where pages end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..pages import paginate_steps

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ..elements import Script
    from ..pages import Pagination
    from ..pages.layout import Layout


class Paper:
    """The rows and pages of a script."""

    def __init__(self, pagination: Pagination) -> None:
        self.rows: Sequence[int | None] = pagination.rows
        """For each element the row on which it starts, counted through all pages; None if it does not print."""
        self.end_row = pagination.end_row
        self.rows_per_page = pagination.lines_per_page
        self.pages = [page.number for page in pagination.pages]
        """Their numbers."""
        self._pagination = pagination

    def page(self, row: int) -> str:
        return self.pages[row // self.rows_per_page]

    def eighths(self, rows: int) -> int:
        """Pages in eighths, rounded up as a first assistant director does."""
        return -(-rows * 8 // self.rows_per_page)

    def end_of_page(self, page: int) -> int:
        """The row after the last line on a page. The page is set for this: not to be asked for many."""
        lines = self._pagination.pages[page].lines
        return page * self.rows_per_page + max(line.row for line in lines) + 1


def measure(script: Script, layout: Layout, pagination: Pagination | None) -> Generator[None, None, Paper]:
    """The rows of a script, from a pagination that is there already or from one made in small steps."""
    if pagination is None:
        pagination = yield from paginate_steps(script, *layout)
    return Paper(pagination)
