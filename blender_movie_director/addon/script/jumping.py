"""Gets a view to a place in a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import views

if TYPE_CHECKING:
    from bpy.types import Text

_END = 2**31 - 1


def show(text: Text, line: int, last_line: int | None = None) -> bool:
    """Puts the cursor on a line and the line into view, in the editor at hand or the next one; with a last line all
    that lies between is selected. False where no text editor is on the screen: then only the cursor has moved."""
    seen = views.bring_into_view(text, line)
    text.cursor_set(line, character=0)
    if last_line is not None:
        text.select_set(line, 0, last_line, len(text.lines[min(last_line, len(text.lines) - 1)].body))
    return seen
