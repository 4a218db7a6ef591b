"""Sidebar > Movie > Analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import jobs
from ..analysis import results
from ..analysis.hearing import Hearing
from ..drawing import BOX, counted, wrapped
from ..jobs import State
from ..operators.report import DIRECTOR_OT_dismiss_report, DIRECTOR_OT_open_report, DIRECTOR_OT_write_report
from ..operators.results import DIRECTOR_OT_dismiss, DIRECTOR_OT_show_result, DIRECTOR_OT_take_back
from ..script import current, following
from .analysis_form import draw_form
from .progress import draw_running, spent_line
from .prompts import draw_prompts
from .readings import draw_known
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ..jobs import Job

_MOST_FAILURES = 4
_PROMPTS = {"analysis_scenes": "Scenes", "analysis_story": "Story", "analysis_assessment": "Assessment"}


def draw_analysis(layout: UILayout, context: Context) -> None:
    width = context.region.width
    for job in jobs.left_behind():
        _draw_left_behind(layout, job, width)
    script = current.script(context)
    if script is None or not current.may_be_script(script):
        return
    session = following.watch(context.area, script)
    job = jobs.about(script, "analysis")
    if job is not None and job.running:
        draw_running(layout, job, width)
        if isinstance(job.listener, Hearing):
            _draw_arriving(layout, job.listener, width)
        return
    draw_form(layout, context, script, session)
    if job is not None:
        _draw_ended(layout, job, width)
    _draw_report(layout, context, script)
    known = results.of(script)
    if known is not None:
        draw_known(layout, context, script, known, session)
    draw_prompts(layout, context, "movie_director_analysis_prompts", "Prompts", _PROMPTS)


def _draw_arriving(layout: UILayout, hearing: Hearing, width: int) -> None:
    """How many scenes were read, and which could not be."""
    known = hearing.known
    if known.scenes:
        wrapped(layout, f"{counted(known.read, 'scene')} read", width=width)
    for scene in known.failed[:_MOST_FAILURES]:
        wrapped(layout, f"Scene {scene['ordinal']}, {scene['heading']}: {scene['failure']}", width=width, icon="ERROR")
    more = len(known.failed) - _MOST_FAILURES
    if more > 0:
        wrapped(layout, f"{counted(more, 'more scene')} could not be read.", width=width)


def _draw_ended(layout: UILayout, job: Job, width: int) -> None:
    if job.state is State.FAILED:
        box = layout.box()
        wrapped(box, job.what, width=width - BOX, icon="ERROR")
        wrapped(box, job.remedy, width=width - BOX)
        if job.spent.get("calls"):
            wrapped(box, spent_line(job), width=width - BOX)
    elif job.state is State.CANCELLED:
        took = f" {spent_line(job)}" if job.spent.get("calls") else ""
        wrapped(layout, f"{job.what} {job.remedy}{took}", width=width, icon="INFO")
    elif job.stand_in:
        wrapped(layout, "Done. A stand-in wrote the prose: no model was asked.", width=width, icon="CHECKMARK")
    else:
        wrapped(layout, f"Done. {spent_line(job)}", width=width, icon="CHECKMARK")
    if job.target.length:
        layout.operator(DIRECTOR_OT_show_result.bl_idname, icon="WINDOW").job = job.name


def _draw_report(layout: UILayout, context: Context, script: Text) -> None:
    """There is one without an analysis too: of what is counted."""
    from ..analysis import reporting

    width = context.region.width
    query, path = reporting.under_way(script), reporting.written(script)
    if query is not None:
        box = layout.box()
        if query.trouble is not None:
            wrapped(box, query.trouble[0], width=width - BOX, icon="ERROR")
            wrapped(box, query.trouble[1], width=width - BOX)
            box.operator(DIRECTOR_OT_dismiss_report.bl_idname, icon="X")
        else:
            wrapped(box, f"{query.note or 'Writing the report'}...", width=width - BOX, icon="TIME")
            return
    row = layout.row(align=True) if room_in(context) >= NARROW else layout.column(align=True)
    row.operator(DIRECTOR_OT_write_report.bl_idname, text="Report...", icon="FILE_TEXT").text = script.name
    if path is not None:
        row.operator(DIRECTOR_OT_open_report.bl_idname, icon="URL")


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
