"""Keys do not go into a .blend, even where a person pasted one into a question or an instruction.

What Blender's side knows of keys is hidden at once where it is pasted, and in everything that is kept before it goes
into the file. A key that only the keyring or the private file holds is not known here: the worker hides it from the
model, and tells of it (the part `pasted`), and from then on it is hidden here as well."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import bpy

from ..llm import keys
from . import kept, preferences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUPS = ("movie_director", "movie_director_analysis", "movie_director_writing")
"""The scene's properties in which people write."""


def known() -> tuple[str, ...]:
    """The keys that are known on Blender's side."""
    found = keys.all_from_environment(os.environ)
    in_environment = (key for several in found.values() for key in several)
    return tuple(dict.fromkeys((*preferences.session_keys.values(), *in_environment, *preferences.pasted_keys)))


def hide(words: str) -> str:
    return keys.scrub(words, known())


def hide_in_json(written: str) -> str:
    """Of known keys only: to look for whatever has the form of a key would take too long in all that is kept."""
    for key in keys.worth_hiding(known()):
        written = written.replace(json.dumps(key)[1:-1], keys.HIDDEN)
    return written


def learn(pasted: Iterable[str]) -> None:
    """The worker has found these in what a person wrote. What is in the file by now is written once more."""
    preferences.pasted_keys.update(pasted)
    kept.doubt()


def tidy() -> None:
    """Before the file is saved: a key may be known only now, and one in a text is found only here."""
    for group in _groups():
        for found in group.bl_rna.properties:
            if found.type == "STRING" and not found.is_readonly:
                clean_field(group, found.identifier)
    for text in _texts():
        words = text.as_string()
        clean = hide(words)
        if clean != words:
            text.from_string(clean)


def clean_field(group: Any, name: str) -> None:
    words = getattr(group, name)
    clean = hide(words)
    if clean != words:
        setattr(group, name, clean)


def _groups() -> Iterator[Any]:
    for scene in bpy.data.scenes:
        if scene.library is None:
            yield from (getattr(scene, name) for name in _GROUPS)


def _texts() -> Iterator[bpy.types.Text]:
    """In which instructions and questions are written. The script, and whatever else a person writes, is his own."""
    from .analysis import settings
    from .asking import wishes

    for scene in bpy.data.scenes:
        if scene.library is None:
            asked = [wishes.of(scene).told(request) for request in wishes.REQUESTS]
            found = (instruction.text for instruction in (*asked, settings.told(scene)))
            yield from (text for text in found if text is not None and text.library is None)
    questions = sys.modules.get(f"{__package__}.chat.questions")
    if questions is not None:
        yield from questions.texts()
