"""What is known of a script as a report: a page to look at, Markdown to read, tables and data to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .data import as_csv, as_json
from .files import files_of
from .markdown import as_markdown
from .money import Spending, spending_of
from .page import page
from .subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...screenplay import Breakdown
    from ...screenplay.facts import Bechdel
    from ..analysis import Analysis

__all__ = [
    "Spending",
    "Subject",
    "as_csv",
    "as_json",
    "as_markdown",
    "files_of",
    "page",
    "spending_of",
    "to_html",
    "to_markdown",
]


def to_html(
    facts: Breakdown,
    analysis: Analysis | None = None,
    *,
    spent: Sequence[Spending] | None = None,
    tests: Bechdel | None = None,
    title: str = "",
) -> str:
    """A self-contained page. Without an analysis it has what is counted, and says how to get the rest.

    `spent` is what `spending_of` makes of a ledger's rows; without it, what the analysis itself has taken. The title is
    the script's own unless another is given. The same arguments always give the same page.
    """
    return page(Subject(facts, analysis, spent, tests, title))


def to_markdown(
    facts: Breakdown,
    analysis: Analysis | None = None,
    *,
    spent: Sequence[Spending] | None = None,
    tests: Bechdel | None = None,
    title: str = "",
) -> str:
    """The same to read, with tables in the place of charts."""
    return as_markdown(Subject(facts, analysis, spent, tests, title))
