"""Showing what came of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpy.props import StringProperty
from bpy.types import Operator

from .. import jobs, views

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context


class _OfJob:
    """What operators about one job share."""

    if TYPE_CHECKING:
        job: str
    else:
        job: StringProperty(options={"SKIP_SAVE", "HIDDEN"})


class DIRECTOR_OT_show_result(_OfJob, Operator):
    """Show the result beside the script"""

    bl_idname = "movie_director.show_result"
    bl_label = "Show Result"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        job = jobs.get(self.job)
        text = job.target.find() if job is not None else None
        if text is None:
            self.report({"WARNING"}, "That result is no longer in this file")
            return {"CANCELLED"}
        if context.area is None or not views.show_beside(context.area.as_pointer(), text):
            self.report({"INFO"}, f"There is no room beside the script: choose {text.name} in another text editor")
        return {"FINISHED"}


class DIRECTOR_OT_take_back(_OfJob, Operator):
    """Put the words that had arrived when another file was opened into a text of this file"""

    bl_idname = "movie_director.take_back"
    bl_label = "Put into This File"
    bl_options = {"INTERNAL", "UNDO"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        job = jobs.get(self.job)
        if job is None:
            return {"CANCELLED"}
        text = job.target.restore()
        job.file_closed = False
        if context.area is not None:
            views.show_beside(context.area.as_pointer(), text)
        return {"FINISHED"}


class DIRECTOR_OT_dismiss(_OfJob, Operator):
    """Forget this message"""

    bl_idname = "movie_director.dismiss"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        jobs.forget(self.job)
        views.redraw()
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_show_result, DIRECTOR_OT_take_back, DIRECTOR_OT_dismiss)
