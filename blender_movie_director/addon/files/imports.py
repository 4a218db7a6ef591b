"""A script from a file: a text of this .blend, and the file itself where a later export can build on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from .. import compat, views
from ..script import following
from . import conversions, formats

if TYPE_CHECKING:
    from bpy.types import Text

    from .conversions import Conversion

ORIGINAL = "movie_director_original"
"""The custom property of a text that holds the packed file it came from."""

_notes: dict[int, list[str]] = {}
"""What was noticed at an import, by the text's `session_uid`."""


def bring_in(path: Path) -> Text:
    """The script at once, as a new text on the screen. Raises ScriptError."""
    from ...worker import conversion

    return _place(path, conversion.load({"path": str(path)}))


def bring_in_later(path: Path) -> Conversion:
    """The same by the worker."""

    def place(data: dict[str, Any]) -> str:
        return outcome(path, _place(path, data))

    return conversions.start("import", {"path": str(path)}, f"Reading {path.name}", place)


def outcome(path: Path, text: Text) -> str:
    """What there is to say of an import that went well."""
    notes = notes_about(text)
    return notes[0] if notes else f"{path.name} is now the text {text.name}."


def is_quick(path: Path) -> bool:
    return formats.is_quick(path, path.stat().st_size if path.is_file() else 0)


def original_of(text: Text) -> str:
    """The packed file that a text came from; empty where none is kept."""
    kept: object = text.get(ORIGINAL, "")
    return kept if isinstance(kept, str) else ""


def notes_about(text: Text) -> list[str]:
    return _notes.get(text.session_uid, [])


def dismiss_notes(text: Text) -> None:
    _notes.pop(text.session_uid, None)


def forget() -> None:
    _notes.clear()


def _place(path: Path, data: dict[str, Any]) -> Text:
    from ...screenplay import clean

    text = bpy.data.texts.new(compat.free_text_name(f"{path.stem}.fountain"))
    script, _ = clean(data["text"])
    text.from_string(script.replace("\r\n", "\n").replace("\r", "\n"))
    text.cursor_set(0)
    if data["original"]:
        text[ORIGINAL] = data["original"]
    if data["layout"]:
        text[following.LAYOUT] = data["layout"]
    if data["notes"]:
        _notes[text.session_uid] = data["notes"]
    views.bring_into_view(text)
    compat.push_undo("Import Script")
    return text
