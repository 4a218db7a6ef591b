"""Scripts on paper: where every line stands, and on which page, by the industry's rules."""

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
