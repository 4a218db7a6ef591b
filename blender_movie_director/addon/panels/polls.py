"""When the panels are there. Blender asks at each draw of any sidebar, so these look at what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.backends import STAND_IN
from .. import engine, jobs, preferences
from ..script import current, following

if TYPE_CHECKING:
    from bpy.types import Context


def script_or_text_editor(context: Context) -> bool:
    """In a text editor always: that is where one begins."""
    return context.area.type == "TEXT_EDITOR" or current.script(context) is not None


def counted(context: Context) -> bool:
    """A script that was read and counted."""
    text = current.script(context)
    session = following.of(text) if text is not None else None
    return session is not None and session.breakdown is not None


def script_or_left_behind(context: Context) -> bool:
    return current.script(context) is not None or bool(jobs.left_behind())


def beginning(context: Context) -> bool:
    """Until a model was chosen, or to go on without; and whenever that is wished."""
    if not (preferences.beginning_again or not preferences.get().set_up):
        return False
    chosen = engine.model_for("", context.scene) != STAND_IN
    return (preferences.beginning_again or not chosen) and script_or_text_editor(context)
