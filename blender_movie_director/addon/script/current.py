"""Which text is the script that a panel or an operator means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import bpy

from .. import jobs, views

if TYPE_CHECKING:
    from bpy.types import Context, Text

_SCRIPT_SUFFIXES = (".fountain", ".spmd")
_OTHER_SUFFIXES = frozenset(
    {".py", ".osl", ".oso", ".glsl", ".json", ".xml", ".html", ".css", ".js", ".csv", ".toml", ".yaml", ".ini", ".log"}
)


def script(context: Context) -> Text | None:
    """In a text editor its text, and beside an answer the script that it is about. Elsewhere the one that a text editor
    shows, or else the one that is named as a script."""
    space = context.space_data
    if space is not None and space.type == "TEXT_EDITOR":
        shown = getattr(space, "text", None)
        return _about(shown) if isinstance(shown, bpy.types.Text) else None
    for text in views.texts_on_screen():
        if may_be_script(text):
            return _about(text)
    return next((text for text in bpy.data.texts if text.name.endswith(_SCRIPT_SUFFIXES)), None)


def may_be_script(text: Text) -> bool:
    """Blender's texts are programs too, and those tell by their name."""
    return PurePath(text.name).suffix.lower() not in _OTHER_SUFFIXES


def _about(text: Text) -> Text | None:
    job = jobs.about(text)
    if job is None or text.session_uid == job.script_uid:
        return text
    return next((other for other in bpy.data.texts if other.session_uid == job.script_uid), None)
