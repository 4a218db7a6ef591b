"""Sidebar > Movie > Analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import jobs
from ..drawing import BOX, wrapped
from ..jobs import State
from ..operators.analyze import DIRECTOR_OT_analyze
from ..operators.results import DIRECTOR_OT_dismiss, DIRECTOR_OT_show_result, DIRECTOR_OT_take_back
from ..script import current
from .progress import draw_running

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..jobs import Job


def draw_analysis(layout: UILayout, context: Context) -> None:
    width = context.region.width
    for job in jobs.left_behind():
        _draw_left_behind(layout, job, width)
    script = current.script(context)
    if script is None:
        return
    job = jobs.about(script, "analysis")
    if job is not None and job.running:
        draw_running(layout, job, width)
        return
    row = layout.row()
    row.scale_y = 1.4
    row.operator(DIRECTOR_OT_analyze.bl_idname, icon="VIEWZOOM").text = script.name
    if job is not None:
        _draw_ended(layout, job, width)


def _draw_ended(layout: UILayout, job: Job, width: int) -> None:
    if job.state is State.FAILED:
        box = layout.box()
        wrapped(box, job.what, width=width - BOX, icon="ERROR")
        wrapped(box, job.remedy, width=width - BOX)
    elif job.state is State.CANCELLED:
        wrapped(layout, f"{job.what} {job.remedy}", width=width, icon="INFO")
    elif job.stand_in:
        wrapped(layout, "Done. A stand-in wrote the prose: no model was asked.", width=width, icon="CHECKMARK")
    else:
        words = f"{job.words} words in {job.seconds:.0f} s from {job.model}."
        wrapped(layout, words, width=width, icon="CHECKMARK")
    if job.target.length:
        layout.operator(DIRECTOR_OT_show_result.bl_idname, icon="WINDOW").job = job.name


def _draw_left_behind(layout: UILayout, job: Job, width: int) -> None:
    box = layout.box()
    wrapped(
        box,
        f"The file was closed while {job.script} was being analyzed. What had come is kept.",
        width=width - BOX,
        icon="INFO",
    )
    column = box.column(align=True)
    column.operator(DIRECTOR_OT_take_back.bl_idname).job = job.name
    column.operator(DIRECTOR_OT_dismiss.bl_idname).job = job.name
