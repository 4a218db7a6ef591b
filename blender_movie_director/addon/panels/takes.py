"""Sidebar > Movie > Takes: what models answered, question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import kept
from ..drawing import BOX, wrapped
from ..operators.takes import (
    DIRECTOR_OT_dismiss_problems,
    DIRECTOR_OT_dismiss_takes,
    DIRECTOR_OT_put_takes,
    DIRECTOR_OT_remove_dropped,
)
from ..script import current
from ..takes import book, lists
from . import review
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..takes.lists import DirectorTakes

_FEW_ROWS, _MANY_ROWS = 4, 10
_MOST_PROBLEMS = 8
"""Two sentences for each kind of thing that is kept."""


def draw_takes(layout: UILayout, context: Context) -> None:
    width = context.region.width
    _draw_problems(layout, width)
    _draw_left(layout, width)
    shown = at_hand(context)
    review.draw_review(layout, context, shown)
    if shown is None:
        layout.label(text="Reading...", icon="TIME")
        return
    rows = shown.shown()
    if rows:
        count = min(_MANY_ROWS, max(_FEW_ROWS, len(rows)))
        layout.template_list(
            lists.DIRECTOR_UL_takes.bl_idname, "", shown, "rows", shown, "active", rows=count, maxrows=_MANY_ROWS
        )
    else:
        what = "No takes yet. Answers to what you ask for under Write are kept here, side by side."
        wrapped(layout, what, width=width)
    _draw_what_is_listed(layout, context, shown)


def at_hand(context: Context) -> DirectorTakes | None:
    """The takes of the script at hand; None until they were looked up for the first time."""
    script = current.script(context)
    return lists.watch(script.session_uid if script is not None else 0)


def _draw_what_is_listed(layout: UILayout, context: Context, shown: DirectorTakes) -> None:
    known = book.known()
    if known is None or not len(known):
        return
    row = layout.row(align=True) if room_in(context) >= NARROW else layout.column(align=True)
    listed = shown.listed()
    if shown.text() is not None and (shown.everything or len(listed.places) < len(known)):
        row.prop(shown, "everything", toggle=True)
    if listed.dropped:
        row.operator(DIRECTOR_OT_remove_dropped.bl_idname, icon="TRASH")


def _draw_problems(layout: UILayout, width: int) -> None:
    """What of the file could not be read."""
    if not kept.problems:
        return
    box = layout.box()
    for place, problem in enumerate(kept.problems[:_MOST_PROBLEMS]):
        wrapped(box, problem, width=width - BOX, icon="NONE" if place else "ERROR")
    if len(kept.problems) > _MOST_PROBLEMS:
        box.label(text=f"and {len(kept.problems) - _MOST_PROBLEMS} more")
    box.operator(DIRECTOR_OT_dismiss_problems.bl_idname)


def _draw_left(layout: UILayout, width: int) -> None:
    """Takes of a file that was closed without them."""
    if not book.left:
        return
    there = book.left[-1]
    count = len(there.takes)
    box = layout.box()
    takes = "One take" if count == 1 else f"{count} takes"
    sentence = f"{takes} of {there.file} {'was' if count == 1 else 'were'} not saved."
    wrapped(box, sentence, width=width - BOX, icon="INFO")
    column = box.column(align=True)
    column.operator(DIRECTOR_OT_put_takes.bl_idname)
    column.operator(DIRECTOR_OT_dismiss_takes.bl_idname)
