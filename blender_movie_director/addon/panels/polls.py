"""When the panels are there. Blender asks at each draw of any sidebar, so these look at what is known already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.stand_ins import STAND_IN
from .. import engine, jobs, kept, preferences
from ..chat import book as chats
from ..script import current, following
from ..takes import book

if TYPE_CHECKING:
    from bpy.types import Context


def script_or_text_editor(context: Context) -> bool:
    """In a text editor always: that is where one begins."""
    return context.area.type == "TEXT_EDITOR" or current.script(context) is not None


def script(context: Context) -> bool:
    return current.script(context) is not None


def counted(context: Context) -> bool:
    """A script that was read and counted."""
    text = current.script(context)
    session = following.of(text) if text is not None else None
    return session is not None and session.breakdown is not None


def chat(context: Context) -> bool:
    return script_or_text_editor(context) or bool(chats.known()) or bool(chats.left_behind())


def script_or_left_behind(context: Context) -> bool:
    return current.script(context) is not None or bool(jobs.left_behind())


def script_or_takes(context: Context) -> bool:
    return has_takes(context) or bool(book.left or kept.problems) or current.script(context) is not None


def has_takes(_context: Context) -> bool:
    known = book.known()
    return known is not None and len(known) > 0


def beginning(context: Context) -> bool:
    """Until a model was chosen, or to go on without; and whenever that is wished."""
    if not (preferences.beginning_again or not preferences.get().set_up):
        return False
    chosen = engine.model_for("", context.scene) != STAND_IN
    return (preferences.beginning_again or not chosen) and script_or_text_editor(context)
