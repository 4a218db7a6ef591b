"""Rows of the Script panel's lists. Blender draws those alone that are in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.types import UIList

from ..operators.navigate import DIRECTOR_OT_show_only

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ...screenplay.facts import Breakdown, Scene
    from ..script.lists import DirectorLists

NARROW, _MIDDLE, _WIDE = 200, 230, 320
"""Pixels at scale 1: below the first there is room for one word and no columns, from the others on for more of them."""
_NUMBER, _DAYPART, _EIGHTHS, _CLOCK, _COUNT, _LINE = 1.6, 3.9, 2.0, 1.8, 2.2, 2.0
"""Widths of columns, in Blender's units of 20 pixels."""
_AFTER_COUNTS = 2.0
"""The filter's button and the list's scroll bar."""
_ICONS: Any = {"error": "ERROR", "warning": "ERROR", "hint": "INFO"}


def pages(eighths: int) -> str:
    """As a first assistant director writes them: `2 3/8 pages`."""
    return f"{in_eighths(eighths)} page" + ("s" if eighths > 8 or not eighths else "")


def in_eighths(eighths: int) -> str:
    whole, rest = divmod(eighths, 8)
    return " ".join(part for part in (str(whole) if whole else "", f"{rest}/8" if rest else "") if part) or "0"


def minutes(seconds: int) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 600 else clock(seconds) + " min"


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


class _OfScript:
    """What the lists share: they find what a row shows by its place, and need no sorting and no filter of Blender's."""

    def breakdown(self, rows: DirectorLists) -> Breakdown | None:
        session = rows.session()
        return session.breakdown if session is not None else None

    def draw_filter(self, _context: Context, layout: UILayout) -> None:
        layout.label(text="The order is that of the script")


class DIRECTOR_UL_scenes(_OfScript, UIList):
    bl_idname = "DIRECTOR_UL_scenes"

    def draw_item(
        self, context: Context, layout: UILayout, data: Any, _item: Any, _icon: Any, _active: Any, _property: Any,
        index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        breakdown = self.breakdown(data)
        if breakdown is None or index >= len(breakdown.scenes):
            return  # the script has become shorter since the timer last counted rows
        scene = breakdown.scenes[index]
        room = room_in(context)
        number = scene.number or str(scene.ordinal)
        if room < NARROW:
            layout.label(text=f"{number}  {_place(scene) or scene.heading}")
            return
        row = layout.row(align=True)
        _column(row, number, _NUMBER)
        if room < _WIDE:
            row.label(text=scene.heading)
        else:
            row.label(text=f"{scene.where}. {_place(scene)}" if scene.where else scene.heading)
            _column(row, scene.daypart.capitalize(), _DAYPART)
        _column(row, in_eighths(scene.eighths), _EIGHTHS)
        if room >= _WIDE:
            _column(row, clock(scene.seconds), _CLOCK)

    def filter_items(self, _context: Context, data: Any, _property: str) -> Any:
        if not data.filtered:
            return [], []
        return [self.bitflag_filter_item if shown else 0 for shown in data.scenes_shown()], []


class DIRECTOR_UL_cast(_OfScript, UIList):
    bl_idname = "DIRECTOR_UL_cast"

    def draw_item(
        self, context: Context, layout: UILayout, data: Any, _item: Any, _icon: Any, _active: Any, _property: Any,
        index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        breakdown = self.breakdown(data)
        if breakdown is None or index >= len(breakdown.cast):
            return
        person = breakdown.cast[index]
        room = room_in(context)
        if room < NARROW:
            layout.label(text=f"{person.speeches}  {person.name}")
            return
        row = layout.row(align=True)
        row.label(text=person.name)
        _column(row, str(person.speeches), _COUNT)
        if room >= _MIDDLE:
            _column(row, str(len(person.scenes)), _COUNT)
        only = row.operator(
            DIRECTOR_OT_show_only.bl_idname, text="", icon="FILTER", emboss=False, depress=data.only == person.name
        )
        only.script, only.person = data.name, "" if data.only == person.name else person.name


class DIRECTOR_UL_findings(_OfScript, UIList):
    bl_idname = "DIRECTOR_UL_findings"

    def draw_item(
        self, context: Context, layout: UILayout, data: Any, _item: Any, _icon: Any, _active: Any, _property: Any,
        index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        breakdown = self.breakdown(data)
        if breakdown is None or index >= len(breakdown.findings):
            return
        finding = breakdown.findings[index]
        row = layout.row(align=True)
        if room_in(context) >= NARROW:
            _column(row, str(finding.first_line + 1), _LINE)
        row.label(text=finding.sentence, icon=_ICONS[finding.severity.value])


def draw_columns_of_cast(layout: UILayout, context: Context) -> None:
    """What the figures beside the names are, where there is room to say it."""
    if room_in(context) < _WIDE:
        return
    row = layout.row(align=True)
    row.active = False
    row.label(text="Character")
    _column(row, "Says", _COUNT)
    _column(row, "Scenes", _COUNT)
    _column(row, "", _AFTER_COUNTS)


def room_in(context: Context) -> float:
    """The width of the sidebar in pixels at scale 1."""
    return context.region.width / context.preferences.system.ui_scale


def roomy(width: float) -> bool:
    """The same of what is drawn that wide: whether it is no narrower than `NARROW`."""
    return width >= NARROW * bpy.context.preferences.system.ui_scale


def _column(row: UILayout, text: str, units: float) -> None:
    column = row.row()
    column.ui_units_x = units
    column.label(text=text)


def _place(scene: Scene) -> str:
    location, inside = scene.location, scene.sub_location
    return f"{location} - {inside}" if location and inside else location or inside


CLASSES = (DIRECTOR_UL_scenes, DIRECTOR_UL_cast, DIRECTOR_UL_findings)
