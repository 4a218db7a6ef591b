"""A chart with what is said about it, and its numbers for those who would rather read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..text import element, escaped, percent, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..drawing import Drawing

_MOST_ROWS = 1000


class Figure(NamedTuple):
    name: str
    title: str
    says: str
    """One or two sentences, as markup: what to look for."""
    drawings: Sequence[Drawing] = ()
    """Several where one would not fit on a page. None where there is nothing to draw: `says` then says why."""
    key: str = ""
    """Markup between the sentences and the chart."""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str | int | float]] = ()

    def html(self) -> str:
        parts = [
            f'<figure id="{self.name}">',
            f"<figcaption><h3>{escaped(self.title)}</h3><p>{self.says}</p>{self.key}</figcaption>",
            *(
                f'<div class="chart" role="group" tabindex="0" aria-label="{escaped(drawing.title)}">\n'
                f"{drawing.svg()}\n</div>"
                for drawing in self.drawings
            ),
        ]
        if self.rows:
            parts.append(numbers_table(self.columns, self.rows))
        return "\n".join([*parts, "</figure>"])


def numbers_table(
    columns: Sequence[str], rows: Sequence[Sequence[str | int | float]], name: str = "The numbers"
) -> str:
    """Closed until somebody wants it, and left out on paper."""
    shown = rows[:_MOST_ROWS]
    more = (
        f"<p>And {len(rows) - len(shown):,} more: the CSV files have all of them.</p>" if len(rows) > len(shown) else ""
    )
    table = html_table(columns, shown)
    return (
        f'<details class="numbers">\n<summary>{escaped(name)}</summary>\n'
        f'<div class="wide">{table}</div>{more}\n</details>'
    )


def html_table(columns: Sequence[str], rows: Sequence[Sequence[str | int | float]]) -> str:
    """Columns of numbers are set right, by classes such as `n2` for the second: a class on each cell takes more room
    than the cell."""
    numeric = [place for place in range(len(columns)) if not any(isinstance(row[place], str) for row in rows)]
    classes = " ".join(f"n{place + 1}" for place in numeric)
    head = "".join(wrapped("th", escaped(column), "", ' scope="col"') for column in columns)
    body = "\n".join(wrapped("tr", "".join(map(_cell, row))) for row in rows)
    table = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    return wrapped("table", table, classes)


def _cell(cell: str | float) -> str:
    """A part of a whole is a float."""
    if isinstance(cell, str):
        return element("td", cell)
    return wrapped("td", f"{cell:,}" if isinstance(cell, int) else percent(cell))
