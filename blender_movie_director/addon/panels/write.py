"""Sidebar > Movie > Write: what is asked for, what it will take, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.stand_ins import STAND_IN
from .. import engine, spending
from ..asking import estimates, hindrances, identities, place, requests, wishes, writing
from ..drawing import BOX, wrapped
from ..operators.write import DIRECTOR_OT_show_sent, DIRECTOR_OT_write
from ..script import current, following
from .model_row import draw_model_row
from .progress import draw_running
from .prompts import draw_prompts
from .rows import NARROW, room_in
from .write_fields import draw_fields
from .write_results import draw_ideas, draw_newest_take, name_of

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ..asking.requests import Asked
    from ..asking.wishes import WritingWishes

_MOST_RUNNING = 4
_WORDS = {wishes.DIALOGUE: "Write Dialogue", wishes.DESCRIPTION: "Write Description", wishes.SUGGESTIONS: "Suggest"}


def draw_write(layout: UILayout, context: Context) -> None:
    text = current.script(context)
    if text is None:
        return
    width = context.region.width
    session = following.watch(context.area, text)
    why = hindrances.about_script(text, session)
    if why:
        wrapped(layout, why, width=width, icon="INFO")
        return
    identities.look(text)
    fields = wishes.of(context.scene)
    asked, at = requests.asked(context.scene, text)
    _draw_tabs(layout, context, fields)
    wrapped(
        layout, place.in_words(fields, at) if session is not None and session.breakdown else "Reading...", width=width
    )
    draw_fields(layout, context, fields, at)
    why = hindrances.about_place(fields, at, session)
    draw_model_row(layout, context, fields.request)
    if why:
        wrapped(layout, why, width=width, icon="INFO")
    else:
        estimates.look(asked, text)
        _draw_estimate(layout, asked, width)
    row = layout.row()
    row.scale_y = 1.4
    row.enabled = not why and not hindrances.about_model(engine.model_for(fields.request, context.scene))
    label = _WORDS[fields.request] if room_in(context) >= NARROW else _WORDS[fields.request].split()[0]
    row.operator(DIRECTOR_OT_write.bl_idname, text=label, icon="GREASEPENCIL")
    _draw_running(layout, text, width)
    if fields.request == wishes.SUGGESTIONS:
        draw_ideas(layout, context)
    else:
        draw_newest_take(layout, text, fields.request, width)
    draw_prompts(layout, context, "movie_director_prompts", "Prompt", {fields.request: "Edit Prompt"})


def _draw_tabs(layout: UILayout, context: Context, fields: WritingWishes) -> None:
    row = layout.row(align=True) if room_in(context) >= NARROW else layout.column(align=True)
    row.scale_y = 1.1
    row.prop(fields, "request", expand=True)


def _draw_estimate(layout: UILayout, asked: Asked, width: int) -> None:
    """What the stand-in writes costs nothing, and the line about the model says so."""
    if asked.model != STAND_IN:
        trouble, found = estimates.trouble(asked), estimates.found(asked)
        if trouble is not None:
            box = layout.box()
            wrapped(box, trouble[0], width=width - BOX, icon="ERROR")
            wrapped(box, trouble[1], width=width - BOX)
        else:
            wrapped(layout, f"{spending.about(found)}." if found else "Working out what it takes...", width=width)
    layout.operator(DIRECTOR_OT_show_sent.bl_idname, icon="HIDE_OFF")


def _draw_running(layout: UILayout, text: Text, width: int) -> None:
    running = writing.running(text)
    for job in running[:_MOST_RUNNING]:
        box = layout.box()
        wrapped(box, name_of(job), width=width - BOX)
        draw_running(box, job, width - BOX)
    if len(running) > _MOST_RUNNING:
        layout.label(text=f"and {len(running) - _MOST_RUNNING} more")
