"""A request on its way, drawn the same in every panel: how far it is, what it asks, what it has cost so far, and
Cancel. And what one that has ended took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import spending
from ..drawing import BOX, counted, wrapped
from ..jobs import State
from ..operators.analyze import DIRECTOR_OT_cancel
from ..operators.connection import DIRECTOR_OT_answer
from ..operators.results import DIRECTOR_OT_show_result
from .rows import roomy

if TYPE_CHECKING:
    from bpy.types import UILayout

    from ..jobs import Job


def draw_running(layout: UILayout, job: Job, width: int) -> None:
    if job.asking is not None:
        _draw_question(layout, job, width)
    parts = f"{job.done} of {job.total}" if job.total > 1 else f"{job.factor:.0%}"
    layout.progress(factor=job.factor, text=parts, type="BAR")
    wrapped(layout, job.note, width=width)
    wrapped(layout, so_far(job), width=width)
    if job.target.length:
        layout.operator(DIRECTOR_OT_show_result.bl_idname, icon="WINDOW").job = job.name
    cancel = layout.row()
    cancel.enabled = job.state is State.RUNNING
    text = "Cancel" if job.state is State.RUNNING else "Cancelling..."
    cancel.operator(DIRECTOR_OT_cancel.bl_idname, text=text, icon="X").job = job.name


def so_far(job: Job) -> str:
    """Words, seconds and money of a request that runs."""
    money = [spending.money(str(job.spent["dollars"]))] if job.spent.get("calls") else []
    return ", ".join([counted(job.words, "word"), seconds(job.elapsed), *money])


def spent_line(job: Job) -> str:
    """What a request took, by the real figures. A price that nobody knows is said to be unknown, never to be free."""
    took = seconds(job.elapsed)
    if job.stand_in:
        return f"Nothing was spent: no model was asked. {took}."
    spent = job.spent
    if not spent.get("calls"):
        return f"Nothing was sent. {took}."
    first = spent.get("first_word_s")
    waited = f", the first word after {first:.1f} s" if first is not None else ""
    return f"{spending.line(spent)}. {took}{waited}."


def seconds(elapsed: float) -> str:
    whole = int(elapsed)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"


def _draw_question(layout: UILayout, job: Job, width: int) -> None:
    asking = job.asking
    assert asking is not None
    box = layout.box()
    wrapped(box, asking.what, width=width - BOX, icon="QUESTION" if roomy(width) else "NONE")
    wrapped(box, asking.remedy, width=width - BOX)
    row = box.row(align=True)
    for text, yes in (("Yes", True), ("No", False)):
        button = row.operator(DIRECTOR_OT_answer.bl_idname, text=text)
        button.job, button.yes = job.name, yes
