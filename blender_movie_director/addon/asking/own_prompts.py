"""Prompts of the user's own, in the place of ours: texts of this file that are called as ours are, and before them the
files of a folder. The folder is read by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import compat
from ..script import current
from . import wishes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpy.types import Scene, Text

_SUFFIX = ".md"
_PUT_ASIDE = "not used"


def text_name(prompt: str) -> str:
    return f"{prompt}{_SUFFIX}"


def text_of(prompt: str) -> Text | None:
    """The text of this file that stands in the place of a prompt."""
    return bpy.data.texts.get(text_name(prompt))


def in_texts(names: Iterable[str]) -> dict[str, str]:
    """Those of these prompts for which the file has a text, with their words."""
    return {name: text.as_string() for name in names if (text := text_of(name)) is not None}


def folder(scene: Scene) -> str:
    """Where the user's own prompts lie; empty for nowhere."""
    chosen = wishes.of(scene).prompts_folder.strip()
    return bpy.path.abspath(chosen) if chosen else ""


def edit(prompt: str, script: Text | None) -> Text:
    """The text that stands in the place of a prompt; one that is not there is made of ours."""
    text = text_of(prompt)
    if text is None:
        from ...writing import prompts

        text = bpy.data.texts.new(text_name(prompt))
        text.from_string(prompts.original(prompt))
        text.cursor_set(0)
    current.belongs_to(text, script)
    return text


def put_aside(prompt: str) -> Text | None:
    """From now on ours is sent again. The text stays in the file, under another name."""
    text = text_of(prompt)
    if text is not None:
        text.name = compat.free_text_name(f"{prompt} ({_PUT_ASIDE}){_SUFFIX}")
    return text
