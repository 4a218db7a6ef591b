"""Small helpers for panels. They run in `draw()`: no disk, no network, no loop over a script."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import blf
import bpy

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import IconItems
    from bpy.types import UILayout

_UI_FONT = 0
_BESIDE_TEXT = 60
"""Pixels at scale 1 that a sidebar's tabs and a panel's margins take."""
_ICON = 24
BOX = 16
"""What a box takes off the width, for those who draw in one."""


def wrapped(layout: UILayout, text: str, *, width: int, icon: IconItems = "NONE") -> None:
    """A sentence as a block of labels that fits a region of this width: Blender's labels do not wrap, they are cut."""
    text = bpy.app.translations.pgettext_iface(text)
    preferences = bpy.context.preferences
    scale = preferences.system.ui_scale
    size = preferences.ui_styles[0].widget.points * scale
    room = width - (_BESIDE_TEXT + (_ICON if icon != "NONE" else 0)) * scale
    column = layout.column(align=True)
    column.scale_y = 0.8
    for index, line in enumerate(_lines(text, max(room, 40.0), size)):
        if icon == "NONE":
            column.label(text=line)
        else:
            column.label(text=line, icon=icon if index == 0 else "BLANK1")


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


@lru_cache(maxsize=256)
def _lines(text: str, room: float, size: float) -> tuple[str, ...]:
    """`text` in lines that are no wider than `room`; a word that is wider by itself is broken."""
    blf.size(_UI_FONT, size)
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _width(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while _width(line) > room:
            fitting = next(count for count in range(len(line), 0, -1) if count == 1 or _width(line[:count]) <= room)
            if fitting == len(line):
                break
            lines.append(line[:fitting])
            line = line[fitting:]
    return (*lines, line) if line else tuple(lines)


def _width(text: str) -> float:
    size: Any = blf.dimensions(_UI_FONT, text)  # the stubs of 4.2 do not say what comes back
    return float(size[0])
