"""Small helpers for panels. They run in `draw()`: no disk, no network, no loop over a script."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from bpy.types import UILayout

_PIXELS_A_CHARACTER = 6.6
_MARGINS = 48


def wrapped(layout: UILayout, text: str, *, width: int, icon: str = "NONE") -> None:
    """A sentence as a block of labels that fits the region: Blender's labels do not wrap, they are cut."""
    scale = bpy.context.preferences.system.ui_scale
    across = max(16, int((width / scale - _MARGINS) / _PIXELS_A_CHARACTER))
    column = layout.column(align=True)
    column.scale_y = 0.8
    for index, line in enumerate(textwrap.wrap(text, across - (3 if icon != "NONE" else 0))):
        if icon == "NONE":
            column.label(text=line)
        else:
            column.label(text=line, icon=icon if index == 0 else "BLANK1")
