"""Which script a take is of: an id that a text keeps through renaming, saving and undo.

It is a property of the text, so that it travels in the .blend, and is remembered here by the text's `session_uid`: an
undo may take the property away, and a linked text cannot have one of ours.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from bpy.types import Text

_MARK = "movie_director_script"

_known: dict[int, str] = {}


def id_of(text: Text) -> str:
    """Empty for a text that has none yet. Changes nothing, so that it may be asked while drawing."""
    if text.library is not None:
        return f"{text.library.filepath}:{text.name}"
    return _known.get(text.session_uid) or str(text.get(_MARK, ""))


def ensure(text: Text) -> str:
    """The same, given if need be. A copy of a script becomes one of its own with its first take."""
    found = id_of(text)
    taken = any(found == other for uid, other in _known.items() if uid != text.session_uid and _exists(uid))
    if not found or taken:
        found = os.urandom(6).hex()
    if text.library is None:
        _known[text.session_uid] = found
        text[_MARK] = found
    return found


def find(script: str) -> Text | None:
    """The text that has this id."""
    if not script:
        return None
    found = [text for text in bpy.data.texts if id_of(text) == script]
    return min(found, key=lambda text: text.session_uid not in _known, default=None)


def mark() -> None:
    """Before a file is saved: what an undo took away is put back."""
    for text in bpy.data.texts:
        known = _known.get(text.session_uid)
        if known and text.library is None and text.get(_MARK) != known:
            text[_MARK] = known


def forget() -> None:
    """Another file has other texts."""
    _known.clear()


def _exists(uid: int) -> bool:
    return any(text.session_uid == uid for text in bpy.data.texts)
