"""What is on the screen: redraws, and showing a text beside another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from bpy.types import Area, Context, Screen, Text, Window

_WIDE_ENOUGH_TO_SPLIT = 700


def redraw() -> None:
    """Marks the areas that show our work; Blender draws them at its next turn."""
    for _, _, area in _text_editors():
        area.tag_redraw()


def show_beside(context: Context, text: Text) -> bool:
    """Shows a text in another text editor than the one clicked in, splitting that one if there is no other.
    False where there is no screen to show it on, or no room."""
    here = context.area
    if here is None or here.type != "TEXT_EDITOR":
        return False
    shown = [area for _, _, area in _text_editors() if area.spaces.active.text == text]
    if shown:
        return True
    other = next((area for area in context.screen.areas if area.type == "TEXT_EDITOR" and area != here), None)
    if other is None:
        other = _split(context, here)
    if other is None:
        return False
    space = other.spaces.active
    space.text = text
    space.show_word_wrap = True
    space.show_line_numbers = False
    space.show_syntax_highlight = False
    return True


def _split(context: Context, area: Area) -> Area | None:
    if area.width < _WIDE_ENOUGH_TO_SPLIT * context.preferences.system.ui_scale:
        return None
    before = set(context.screen.areas)
    with context.temp_override(area=area):
        bpy.ops.screen.area_split(direction="VERTICAL", factor=0.5)
    return next((new for new in context.screen.areas if new not in before), None)


def _text_editors() -> Iterator[tuple[Window, Screen, Area]]:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "TEXT_EDITOR":
                yield window, window.screen, area
