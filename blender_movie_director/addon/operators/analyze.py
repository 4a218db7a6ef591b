"""Analyze and Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
from bpy.props import StringProperty
from bpy.types import Operator

from .. import dispatcher, engine, jobs, properties, views
from ..script import current
from ..targets import TextTarget

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context


class DIRECTOR_OT_analyze(Operator):
    """Count scenes, cast and length at once, then ask the model for a reading of the script"""

    bl_idname = "movie_director.analyze"
    bl_label = "Analyze Script"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        text: str
    else:
        text: StringProperty(
            name="Text",
            description="Name of the text that holds the script. Empty means the one in the editor",
            options={"SKIP_SAVE"},
        )

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        script = bpy.data.texts.get(self.text) if self.text else current.script(context)
        if script is None:
            self.report({"WARNING"}, "Choose the text that holds your script, then analyze it")
            return {"CANCELLED"}
        running = jobs.about(script, "analysis")
        if running is not None and running.running:
            self.report({"WARNING"}, f"{script.name} is being analyzed already")
            return {"CANCELLED"}
        settings = properties.of(context.scene)
        supervisor = engine.supervisor()
        supervisor.configure(engine.configuration())
        target = TextTarget(f"Analysis of {script.name}")
        name = supervisor.submit(
            "analysis",
            {
                "text": script.as_string(),
                "name": script.name,
                "model": settings.chosen_model(),
                "temperature": settings.temperature if settings.set_temperature else None,
            },
        )
        jobs.add(
            jobs.Job(
                name=name,
                script=script.name,
                script_uid=script.session_uid,
                model=settings.chosen_model(),
                target=target,
                streaming=settings.enable_streaming,
                show_beside=context.area.as_pointer() if context.area is not None else 0,
            )
        )
        dispatcher.ensure_running()
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_cancel(Operator):
    """Stop this request. What has arrived is kept"""

    bl_idname = "movie_director.cancel"
    bl_label = "Cancel"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        job: str
    else:
        job: StringProperty(options={"SKIP_SAVE"})

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        job = jobs.get(self.job)
        supervisor = engine.started()
        if job is None or not job.running or supervisor is None:
            return {"CANCELLED"}
        job.state = jobs.State.CANCELLING
        supervisor.cancel(job.name)
        views.redraw()
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_analyze, DIRECTOR_OT_cancel)
