"""Which text is the script that a panel or an operator means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import bpy

from .. import jobs, views

if TYPE_CHECKING:
    from bpy.types import Context, Text

ANALYSIS_OF = "Analysis of "
"""How the text of an analysis begins its name, which goes on with the script's. Of one out of an earlier session no job
is known."""
_SCRIPT_SUFFIXES = (".fountain", ".spmd")
_OTHER_SUFFIXES = frozenset(
    {".py", ".osl", ".oso", ".glsl", ".json", ".xml", ".html", ".css", ".js", ".csv", ".toml", ".yaml", ".ini", ".log"}
)
_BESIDE = "movie_director_beside"
"""A custom property of texts."""
_MISSING = "-"

stand_in: dict[int, int] = {}
"""Texts that are shown beside a script and are none, such as a conversation about it; and their script's
`session_uid`."""


def script(context: Context) -> Text | None:
    """In a text editor its text, and beside an answer the script that it is about. Elsewhere the one that a text editor
    shows, or else the one that is named as a script."""
    space = context.space_data
    if space is not None and space.type == "TEXT_EDITOR":
        shown = getattr(space, "text", None)
        return _about(shown) if isinstance(shown, bpy.types.Text) else None
    for text in views.texts_on_screen():
        if may_be_script(text) and (found := _about(text)) is not None:
            return found
    named = (text for text in bpy.data.texts if text.name.endswith(_SCRIPT_SUFFIXES))
    return next((text for text in named if not text.name.startswith(ANALYSIS_OF)), None)


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
    """The script that a text of ours is about; any other text itself."""
    if is_beside(text):
        script = cast("Text | str | None", text.get(_BESIDE))  # None where it was removed
        return None if isinstance(script, str) else script
    uid = stand_in.get(text.session_uid)
    if uid is None:
        job = jobs.about(text)
        about = text.name.removeprefix(ANALYSIS_OF)
        if job is None and about != text.name and about in bpy.data.texts:
            return bpy.data.texts[about]
        if job is None or text.session_uid == job.script_uid:
            return text
        uid = job.script_uid
    return next((other for other in bpy.data.texts if other.session_uid == uid), None)
