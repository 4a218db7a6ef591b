"""What the first reading of a session imports, in an order in which no module brings another with it.

Blender's side follows a script while one types: it imports these one by one, as steps of the reading, since together
they take longer than its window may stand still.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_PYTHON = ("decimal", "fractions")
"""Modules of Python's own that take a while."""
OURS = (
    "elements", "emphasis", "asides", "headings", "speech", "title_page", "block_reader", "visible", "blocks",
    "fountain", "reading", "steps", "document",
    "pages", "pages.continuing", "pages.paper", "pages.wrapping", "pages.lines", "pages.breaking", "pages.runs",
    "pages.sentences", "pages.paginator", "pages.layout",
    "facts", "facts.figures", "facts.runtime", "facts.names", "facts.places", "facts.lint_headings",
    "facts.lookalikes", "facts.lint_names", "facts.tallies", "facts.counting", "facts.lint_text", "facts.lint",
    "facts.conversation", "facts.options", "facts.paper", "facts.named", "facts.people", "facts.whole",
)  # fmt: skip


def import_steps() -> Iterator[None]:
    """Imports one of them at each step."""
    for name in OF_PYTHON:
        import_module(name)
        yield
    for name in OURS:
        import_module(f".{name}", __package__)
        yield
