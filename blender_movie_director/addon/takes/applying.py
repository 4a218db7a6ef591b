"""Puts accepted changes into a script: only what differs is touched, and it is one undo step.

Through Blender's own text operators. What is written to a text by other means and then undone takes along what was
typed before: Blender's undo of typing knows nothing of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import bpy

from .. import compat, views
from ..script.session import common_ends

if TYPE_CHECKING:
    from bpy.types import Text

log = logging.getLogger(__name__)


def hindrance(script: Text | None) -> tuple[str, str] | None:
    """Why nothing can be put into this script now, and what to do; None where it can."""
    if script is None:
        return "The script is no longer in this file.", "Copy the words, or open the file that has it."
    if script.library is not None or not script.is_editable:
        return f"{script.name} is linked from another file.", "Make it local, or open that file."
    if compat.rendering():
        return "Blender is rendering.", "Accept the changes when it is done."
    if not views.text_editor_on_screen():
        return "There is no text editor on the screen.", "Open one: changes are shown there before they are made."
    return None


def replace(script: Text, after: str, editor: int) -> bool:
    """Makes the script read `after`, and shows the first place that changed. Called from an operator that is an undo
    step. False where the editor is gone."""
    before = script.as_string()
    acting = views.acting_in(editor, script)
    if acting is None:
        return False
    same, same_end = common_ends(before, after)
    start, end = _place(before, same), _place(before, len(before) - same_end)
    words = after[same : len(after) - same_end]
    indentation = script.indentation
    with acting:
        script.indentation = "TABS"  # or Blender makes spaces of them
        try:
            script.select_set(*start, *end)
            bpy.ops.text.insert(text=words)
        finally:
            script.indentation = indentation
        if script.as_string() != after:
            log.error("Blender's editor made something else of %d characters", len(words))
            script.from_string(after)
        bpy.ops.text.jump(line=start[0] + 1)
    return True


def _place(text: str, character: int) -> tuple[int, int]:
    """Line and column as Blender counts them: its texts know no other line end than a line feed."""
    return text.count("\n", 0, character), character - (text.rfind("\n", 0, character) + 1)
