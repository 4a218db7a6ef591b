"""Scripts pasted as plain text, or saved as such by another program."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..fountain import parse
from ..reading import check_text
from .columns import find_columns
from .composing import compose
from .furniture import Furniture
from .recognising import recognise
from .rows import rows_of
from .spacing import closed_up

if TYPE_CHECKING:
    from .parts import Imported

_BROKEN_AFTER = 28
"""Characters: shorter rows are short because the writer wanted them so."""


def from_pasted_text(text: str, name: str = "The text") -> Imported:
    """Fountain for a script that only indentation and wording tell apart. Raises ScriptError if it is no text."""
    parts, notes = recognise(rows_of(check_text(text, name)))
    return compose(parts, literal=False, notes=notes)


def is_typeset(text: str) -> bool:
    """Whether a plain text is set as on a page, by indents, page furniture or broken rows, and so is no Fountain."""
    rows = rows_of(text)
    if parse(text).title_page:
        return False
    kept = Furniture(rows).removed()
    if len(kept) < len(rows) or find_columns(closed_up(kept)).indented:
        return True
    # A row that begins small under a row with no end of a sentence was broken to fit a page.
    broken = sum(
        following.gap == 0 and following.text[0].islower() and len(row.text) > _BROKEN_AFTER and row.text[-1].isalnum()
        for row, following in pairwise(kept)
    )
    return broken * 12 > len(kept)
