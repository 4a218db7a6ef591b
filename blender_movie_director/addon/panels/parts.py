"""The parts of the Script panel: scenes, cast, and what is to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import views
from ..drawing import BOX, wrapped
from ..operators.navigate import DIRECTOR_OT_show_only
from ..script import current, following, lists
from .rows import NARROW, DIRECTOR_UL_cast, DIRECTOR_UL_findings, DIRECTOR_UL_scenes, draw_cast_header, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ...screenplay.facts import Breakdown
    from ..script.lists import DirectorLists

_FEW_ROWS, _MANY_ROWS = 5, 12
_SMALL_LIST = 4


class Part:
    """A panel under Script, there once the script was counted."""

    bl_options = {"DEFAULT_CLOSED"}
    heading: str

    @classmethod
    def poll(cls, context: Context) -> bool:
        text = current.script(context)
        session = following.of(text) if text is not None else None
        return session is not None and session.breakdown is not None

    def draw_header(self: Any, context: Context) -> None:
        shown = _shown(context)
        if shown is not None:
            self.layout.label(text=f"{self.heading} ({self.count(shown[0])})")

    def draw(self: Any, context: Context) -> None:
        shown = _shown(context)
        if shown is not None:
            self.draw_part(self.layout, context, *shown)


class Scenes(Part):
    bl_label = ""
    bl_options: set[str] = set()
    heading = "Scenes"

    @staticmethod
    def count(breakdown: Breakdown) -> int:
        return len(breakdown.scenes)

    @staticmethod
    def draw_part(layout: UILayout, context: Context, breakdown: Breakdown, rows: DirectorLists) -> None:
        width = context.region.width
        if not breakdown.scenes:
            wrapped(layout, "No scene yet. A scene begins with a line such as INT. KITCHEN - DAY.", width=width)
            return
        column = layout.column(align=True)
        column.prop(rows, "search", text="", icon="VIEWZOOM")
        _draw_kinds(column, context, rows)
        if rows.only:
            row = layout.row(align=True)
            row.label(text=f"Only with {rows.only}", icon="USER")
            row.operator(DIRECTOR_OT_show_only.bl_idname, text="", icon="X").script = rows.name
        column = layout.column()
        column.template_list(
            DIRECTOR_UL_scenes.bl_idname, "", rows, "scenes", rows, "active_scene",
            rows=min(_MANY_ROWS, max(_FEW_ROWS, len(breakdown.scenes))), maxrows=_MANY_ROWS,
        )  # fmt: skip
        if context.area.type != "TEXT_EDITOR" and not views.text_editor_on_screen():
            wrapped(layout, "Open a Text Editor to see where a click leads.", width=width, icon="INFO")
        if rows.filtered:
            count = sum(rows.scenes_shown())
            label = f"{count} of {len(breakdown.scenes)} scenes" if count else "No scene is like that"
            column.label(text=label, icon="FILTER")


class Cast(Part):
    bl_label = ""
    heading = "Cast"

    @staticmethod
    def count(breakdown: Breakdown) -> int:
        return len(breakdown.cast)

    @staticmethod
    def draw_part(layout: UILayout, context: Context, breakdown: Breakdown, rows: DirectorLists) -> None:
        width = context.region.width
        if not breakdown.cast:
            wrapped(layout, "Nobody speaks yet. A name in capitals over a line of dialogue is a part.", width=width)
            return
        draw_cast_header(layout, context)
        layout.template_list(
            DIRECTOR_UL_cast.bl_idname, "", rows, "cast", rows, "active_person",
            rows=min(_MANY_ROWS, max(_SMALL_LIST, len(breakdown.cast))), maxrows=_MANY_ROWS,
        )  # fmt: skip


class Check(Part):
    bl_label = ""
    heading = "Check"

    @staticmethod
    def count(breakdown: Breakdown) -> int:
        return len(breakdown.findings)

    @staticmethod
    def draw_part(layout: UILayout, context: Context, breakdown: Breakdown, rows: DirectorLists) -> None:
        width = context.region.width
        if not breakdown.findings:
            wrapped(layout, "Nothing to mend was found.", width=width, icon="CHECKMARK")
            return
        layout.template_list(
            DIRECTOR_UL_findings.bl_idname, "", rows, "findings", rows, "active_finding",
            rows=min(_MANY_ROWS, max(_SMALL_LIST, len(breakdown.findings))), maxrows=_MANY_ROWS,
        )  # fmt: skip
        chosen = rows.active_finding
        if chosen < 0:
            wrapped(layout, "Click one to go there.", width=width)
            return
        finding = breakdown.findings[chosen]
        box = layout.box()
        wrapped(box, finding.sentence, width=width - BOX)
        if finding.suggestion:
            wrapped(box, finding.suggestion, width=width - BOX)


def _shown(context: Context) -> tuple[Breakdown, DirectorLists] | None:
    """What the parts draw. Their lists are made by the timer: there may be none yet."""
    text = current.script(context)
    if text is None:
        return None
    session, rows = following.of(text), lists.of(text.session_uid)
    if session is None or session.breakdown is None or rows is None:
        return None
    return session.breakdown, rows


def _draw_kinds(column: UILayout, context: Context, rows: DirectorLists) -> None:
    """Four buttons in a row, or two and two."""
    row = column.row(align=True)
    for kind in ("INT", "EXT", "DAY", "NIGHT"):
        if kind == "DAY" and room_in(context) < NARROW:
            row = column.row(align=True)
        row.prop_enum(rows, "kinds", kind)


PARTS = (Scenes, Cast, Check)
