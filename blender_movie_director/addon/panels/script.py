"""Sidebar > Movie > Script. Only what was read before is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..drawing import BOX, wrapped
from ..files import conversions, imports
from ..operators.conversions import DIRECTOR_OT_dismiss_conversion
from ..operators.files import DIRECTOR_OT_dismiss_notes, DIRECTOR_OT_export_script, DIRECTOR_OT_import_script
from ..operators.script import DIRECTOR_OT_open_example
from ..script import current, following
from .rows import NARROW, minutes, pages, room_in

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ..script.session import Session


def draw_script(layout: UILayout, context: Context) -> None:
    """Title, pages and minutes; without a script what to do to have one."""
    width = context.region.width
    text = current.script(context)
    if text is None:
        _draw_nothing_open(layout, width)
        return
    if not current.may_be_script(text):
        wrapped(layout, f"{text.name} does not look like a screenplay. Choose one here.", width=width, icon="INFO")
        layout.operator(DIRECTOR_OT_import_script.bl_idname, text="Import Script...", icon="IMPORT")
        return
    session = following.watch(context.area, text)
    _draw_notes(layout, text, width)
    _draw_figures(layout, context, text, session)
    row = layout.row(align=True) if room_in(context) >= NARROW else layout.column(align=True)
    row.operator(DIRECTOR_OT_import_script.bl_idname, text="Import...", icon="IMPORT")
    row.operator(DIRECTOR_OT_export_script.bl_idname, text="Export...", icon="EXPORT")


def _draw_nothing_open(layout: UILayout, width: int) -> None:
    wrapped(layout, "Open a screenplay here, import one, or write one in Fountain. No script yet?", width=width)
    column = layout.column()
    column.scale_y = 1.2
    column.operator(DIRECTOR_OT_open_example.bl_idname, text="Open Example", icon="FILE_TEXT")
    column.operator(DIRECTOR_OT_import_script.bl_idname, text="Import Script...", icon="IMPORT")
    _draw_conversions(column, width)


def _draw_figures(layout: UILayout, context: Context, text: Text, session: Session | None) -> None:
    width = context.region.width
    breakdown = session.breakdown if session is not None else None
    title = breakdown.title if breakdown is not None else ""
    roomy = room_in(context) >= NARROW
    wrapped(layout, title or text.name, width=width, icon="TEXT" if roomy else "NONE")
    if session is not None and session.trouble is not None:
        box = layout.box()
        wrapped(box, session.trouble[0], width=width - BOX, icon="ERROR")
        wrapped(box, session.trouble[1], width=width - BOX)
    elif breakdown is not None:
        wrapped(
            layout,
            f"{pages(breakdown.eighths)}, {minutes(breakdown.seconds)}",
            width=width,
            icon="BLANK1" if roomy else "NONE",
        )
    elif session is not None and session.settled:
        wrapped(layout, "Nothing is written yet. Begin with a line such as INT. KITCHEN - DAY.", width=width)
    else:
        layout.label(text="Reading...", icon="TIME")
    _draw_conversions(layout, width)


def _draw_notes(layout: UILayout, text: Text, width: int) -> None:
    """What was noticed when this text was imported, until it was read."""
    notes = imports.notes_about(text)
    if not notes:
        return
    box = layout.box()
    for note in notes[:3]:
        wrapped(box, note, width=width - BOX, icon="INFO")
    if len(notes) > 3:
        box.label(text=f"and {len(notes) - 3} more")
    box.operator(DIRECTOR_OT_dismiss_notes.bl_idname)


def _draw_conversions(layout: UILayout, width: int) -> None:
    """Imports and exports that the worker is busy with, and those that failed."""
    for conversion in conversions.everything():
        box = layout.box()
        if conversion.trouble is None:
            wrapped(box, f"{conversion.note}...", width=width - BOX, icon="TIME")
            text = "Cancel"
        else:
            what, remedy = conversion.trouble
            wrapped(box, what, width=width - BOX, icon="ERROR")
            wrapped(box, remedy, width=width - BOX)
            text = "Dismiss"
        box.operator(DIRECTOR_OT_dismiss_conversion.bl_idname, text=text, icon="X").conversion = conversion.name
