"""A request on its way, drawn the same in every panel: how far it is, what it has cost so far, and Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..drawing import wrapped
from ..jobs import State
from ..operators.analyze import DIRECTOR_OT_cancel
from ..operators.results import DIRECTOR_OT_show_result

if TYPE_CHECKING:
    from bpy.types import UILayout

    from ..jobs import Job


def draw_running(layout: UILayout, job: Job, width: int) -> None:
    layout.progress(factor=job.factor, text=f"{job.factor:.0%}", type="BAR")
    wrapped(layout, job.note, width=width)
    layout.label(text=f"{job.words} words")
    if job.target.length:
        layout.operator(DIRECTOR_OT_show_result.bl_idname, icon="WINDOW").job = job.name
    cancel = layout.row()
    cancel.enabled = job.state is State.RUNNING
    text = "Cancel" if job.state is State.RUNNING else "Cancelling..."
    cancel.operator(DIRECTOR_OT_cancel.bl_idname, text=text, icon="X").job = job.name
