"""The parts of the Script panel: scenes, cast, and what is to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import views
from ..drawing import BOX, wrapped
from ..operators.navigate import DIRECTOR_OT_show_only
from ..script import current, following, lists
from .rows import NARROW, DIRECTOR_UL_cast, DIRECTOR_UL_findings, DIRECTOR_UL_scenes, draw_columns_of_cast, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ...screenplay.facts import Breakdown
    from ..script.lists import DirectorLists

_FEW_ROWS, _MANY_ROWS = 5, 8
"""More would push what one came for off the screen; the list can be dragged longer."""
_SMALL_LIST = 4


def draw_scenes_header(layout: UILayout, context: Context) -> None:
    _draw_header(layout, context, "Scenes", "scenes")


def draw_scenes(layout: UILayout, context: Context) -> None:
    if (shown := _shown(context)) is None:
        return
    breakdown, rows = shown
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


def draw_cast_header(layout: UILayout, context: Context) -> None:
    _draw_header(layout, context, "Cast", "cast")


def draw_cast(layout: UILayout, context: Context) -> None:
    if (shown := _shown(context)) is None:
        return
    breakdown, rows = shown
    width = context.region.width
    if not breakdown.cast:
        wrapped(layout, "Nobody speaks yet. A name in capitals over a line of dialogue is a part.", width=width)
        return
    draw_columns_of_cast(layout, context)
    layout.template_list(
        DIRECTOR_UL_cast.bl_idname, "", rows, "cast", rows, "active_person",
        rows=min(_MANY_ROWS, max(_SMALL_LIST, len(breakdown.cast))), maxrows=_MANY_ROWS,
    )  # fmt: skip


def draw_check_header(layout: UILayout, context: Context) -> None:
    _draw_header(layout, context, "Check", "findings")


def draw_check(layout: UILayout, context: Context) -> None:
    if (shown := _shown(context)) is None:
        return
    breakdown, rows = shown
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


def _draw_header(layout: UILayout, context: Context, heading: str, what: str) -> None:
    shown = _shown(context)
    if shown is not None:
        layout.label(text=f"{heading} ({len(getattr(shown[0], what))})")


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
