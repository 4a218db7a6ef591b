"""Analyze and Cancel."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Operator

from .. import engine, jobs, views
from ..analysis import settings
from ..script import current, following

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
        scope: str
        scenes: str
        instruction: str
        afresh: bool
    else:
        text: StringProperty(
            name="Text",
            description="Name of the text that holds the script. Empty means the one in the editor",
            options={"SKIP_SAVE"},
        )
        scope: EnumProperty(
            name="Scope",
            description="What of the script is read. Where it is not given, what the panel shows",
            items=settings.SCOPES,
            options={"SKIP_SAVE"},
        )
        scenes: StringProperty(
            name="Scenes", description="Their numbers, as the list of scenes shows them", options={"SKIP_SAVE"}
        )
        instruction: StringProperty(
            name="Instruction",
            description="What you want looked at in addition. Where it is not given, what the panel shows",
            options={"SKIP_SAVE"},
        )
        afresh: BoolProperty(
            name="Afresh",
            description="Ask again about scenes that were read before",
            options={"SKIP_SAVE"},
        )

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import asking, scopes

        script = bpy.data.texts.get(self.text) if self.text else current.script(context)
        if script is None:
            return self._refuse("Choose the text that holds your script, then analyze it")
        running = jobs.about(script, asking.KIND)
        if running is not None and running.running:
            return self._refuse(f"{script.name} is being analyzed already")
        kind, scenes = self._given(context, "scope"), self._given(context, "scenes")
        # With the panels closed, or without a window, nobody has read the script yet.
        session = following.of(script) if kind == "WHOLE" else following.caught_up(script)
        meant = scopes.meant(kind, scenes, script, session)
        if meant.trouble:
            return self._refuse(meant.trouble.removesuffix("."))
        given = self.properties.is_property_set("instruction")
        instruction = self.instruction if given else settings.told(context.scene).words
        asked = asking.payload(context.scene, meant.scope, instruction, afresh=self._given(context, "afresh"))
        beside = context.area.as_pointer() if context.area is not None else 0
        asking.start(script, asked, beside=beside)
        views.redraw()
        return {"FINISHED"}

    def _given(self, context: "Context", name: str) -> Any:
        """What the caller says, else what the scene's settings say."""
        here = self.properties.is_property_set(name)
        return getattr(self if here else settings.of(context.scene), name)

    def _refuse(self, why: str) -> "set[OperatorReturnItems]":
        self.report({"WARNING"}, why)
        return {"CANCELLED"}


class DIRECTOR_OT_add_scene_to_scope(Operator):
    """Add the scene at the cursor to those that are read"""

    bl_idname = "movie_director.add_scene_to_scope"
    bl_label = "Add Scene at Cursor"
    bl_options = {"INTERNAL", "UNDO"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        script = current.script(context)
        session = following.of(script) if script is not None else None
        place = session.scene_at(script.current_line_index) if script is not None and session is not None else -1
        if session is None or session.breakdown is None or place < 0:
            self.report({"WARNING"}, "Put the cursor into a scene first")
            return {"CANCELLED"}
        chosen, scene = settings.of(context.scene), session.breakdown.scenes[place]
        label = scene.number or str(scene.ordinal)
        written = chosen.scenes.strip().rstrip(",")
        if label.casefold() not in (part.strip().casefold() for part in written.split(",")):
            chosen.scenes = f"{written}, {label}" if written else label
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

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        job = jobs.get(self.job)
        supervisor = engine.started()
        if job is None or not job.running or supervisor is None:
            return {"CANCELLED"}
        job.state = jobs.State.CANCELLING
        supervisor.cancel(job.name)
        views.redraw()
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_analyze, DIRECTOR_OT_add_scene_to_scope, DIRECTOR_OT_cancel)
