"""Scripts on paper: where every line stands, and on which page, by the industry's rules.

Each name is fetched when it is first asked for, as in `screenplay/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late_names import fetched_from

if TYPE_CHECKING:
    from .lines import Line, Page, Pagination
    from .paginator import paginate, paginate_steps
    from .paper import A4, RULES, US_LETTER, Paper, Rules

__all__ = [
    "A4",
    "RULES",
    "US_LETTER",
    "Line",
    "Page",
    "Pagination",
    "Paper",
    "Rules",
    "paginate",
    "paginate_steps",
]

_HOMES = {
    "lines": ("Line", "Page", "Pagination"),
    "paginator": ("paginate", "paginate_steps"),
    "paper": ("A4", "RULES", "US_LETTER", "Paper", "Rules"),
}
__getattr__ = fetched_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
