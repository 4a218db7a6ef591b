"""Which text is the script that a panel or an operator means."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, cast

import bpy

from .. import compat, views

if TYPE_CHECKING:
    from bpy.types import Context, Text

_ANALYSIS_OF = "Analysis of "
"""How the text of an analysis begins its name, which goes on with the script's. In a file of an earlier version this is
all that tells it."""
_SCRIPT_SUFFIXES = (".fountain", ".spmd")
_OTHER_SUFFIXES = frozenset(
    {".py", ".osl", ".oso", ".glsl", ".json", ".xml", ".html", ".css", ".js", ".csv", ".toml", ".yaml", ".ini", ".log"}
)
_BESIDE = "movie_director_beside"
"""A custom property of each text of ours that is shown beside a script and is none, such as an instruction or a
conversation: its script. It is set when the text is made, so that it comes and goes with it, by an undo or a file."""
_MISSING = "-"


def script(context: Context) -> Text | None:
    """In a text editor its text, and beside an answer the script that it is about. Elsewhere the one that a text editor
    shows, or else the one that is named as a script."""
    space = context.space_data
    if space is not None and space.type == "TEXT_EDITOR":
        shown = getattr(space, "text", None)
        return _about(shown) if isinstance(shown, bpy.types.Text) else None
    for text in views.texts_on_screen():
        found = _about(text)
        if found is not None and may_be_script(found):
            return found
    named = (text for text in bpy.data.texts if text.name.endswith(_SCRIPT_SUFFIXES))
    return next((text for text in named if not (_is_beside(text) or text.name.startswith(_ANALYSIS_OF))), None)


def may_be_script(text: Text) -> bool:
    """Blender's texts are programs too, and those tell by their name."""
    return PurePath(text.name).suffix.lower() not in _OTHER_SUFFIXES and not _is_beside(text)


def belongs_to(text: Text, script: Text | None) -> None:
    """Remembers in the file that a text of ours is no script, but beside this one."""
    now: Text | str = script if script is not None and script != text else ""  # it is no script all the same
    if text.get(_BESIDE, _MISSING) != now:
        text[_BESIDE] = now


def put_beside(name: str, words: str, script: Text | None) -> Text:
    """These words in the text of that name, which each such call writes anew."""
    name = compat.text_name(name)
    text: Text = bpy.data.texts[name] if name in bpy.data.texts else bpy.data.texts.new(name)
    text.from_string(words)
    text.cursor_set(0)
    belongs_to(text, script)
    return text


def by_uid(uid: int) -> Text | None:
    return next((text for text in bpy.data.texts if text.session_uid == uid), None)


def _is_beside(text: Text) -> bool:
    return bool(text.get(_BESIDE, _MISSING) != _MISSING)


def _about(text: Text) -> Text | None:
    """The script that a text of ours is about; any other text itself."""
    if _is_beside(text):
        script = cast("Text | str | None", text.get(_BESIDE))  # None where it was removed
        return None if isinstance(script, str) else script
    about = text.name.removeprefix(_ANALYSIS_OF)
    return bpy.data.texts[about] if about != text.name and about in bpy.data.texts else text
