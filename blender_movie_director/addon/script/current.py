"""Which text is the script that a panel or an operator means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import bpy

from .. import jobs, views

if TYPE_CHECKING:
    from bpy.types import Context, Text

_SCRIPT_SUFFIXES = (".fountain", ".spmd")
_OTHER_SUFFIXES = frozenset(
    {".py", ".osl", ".oso", ".glsl", ".json", ".xml", ".html", ".css", ".js", ".csv", ".toml", ".yaml", ".ini", ".log"}
)
_BESIDE = "movie_director_script"
"""A custom property of texts."""
_MISSING = "-"


def script(context: Context) -> Text | None:
    """In a text editor its text, and beside an answer the script that it is about. Elsewhere the one that a text editor
    shows, or else the one that is named as a script."""
    if context.space_data is not None and context.space_data.type == "TEXT_EDITOR":
        shown = getattr(context.space_data, "text", None)
        return _about(shown) if isinstance(shown, bpy.types.Text) else None
    for text in views.texts_on_screen():
        if may_be_script(text) and (found := _about(text)) is not None:
            return found
    return next((text for text in bpy.data.texts if text.name.endswith(_SCRIPT_SUFFIXES)), None)


def may_be_script(text: Text) -> bool:
    """Blender's texts are programs too, and those tell by their name."""
    return PurePath(text.name).suffix.lower() not in _OTHER_SUFFIXES


def belongs_to(text: Text, script: Text | None) -> None:
    """Remembers in the file that a text of ours (an instruction, a prompt) is no script, but beside this one."""
    if script is None or script == text:
        text[_BESIDE] = ""  # it is no script all the same
    else:
        text[_BESIDE] = script


def is_beside(text: Text) -> bool:
    return bool(text.get(_BESIDE, _MISSING) != _MISSING)


def _about(text: Text) -> Text | None:
    if is_beside(text):
        script = cast("Text | str | None", text.get(_BESIDE))  # None where it was removed
        return None if isinstance(script, str) else script
    job = jobs.about(text)
    if job is None or text.session_uid == job.script_uid:
        return text
    return next((other for other in bpy.data.texts if other.session_uid == job.script_uid), None)
