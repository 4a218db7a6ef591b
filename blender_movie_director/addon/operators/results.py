"""Showing what came of a job."""

from typing import TYPE_CHECKING

import bpy
from bpy.props import IntProperty, StringProperty
from bpy.types import Operator

from .. import jobs, views
from ..analysis import results
from ..script import current, following, jumping

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event, Text


def _show_beside(operator: Operator, context: "Context", text: "Text") -> None:
    """Beside the text editor at hand, or in one that is on the screen."""
    if context.area is None or context.area.type == "TEXT_EDITOR":
        if context.area is None or not views.show_beside(context.area.as_pointer(), text):
            operator.report({"INFO"}, f"There is no room beside the script: choose {text.name} in another text editor")
    elif not views.bring_into_view(text):
        operator.report({"INFO"}, f"No text editor is on the screen: open one, and choose {text.name} there")


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

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        job = jobs.get(self.job)
        text = job.target.find() if job is not None else None
        if text is None:
            self.report({"WARNING"}, "That result is no longer in this file")
            return {"CANCELLED"}
        _show_beside(self, context, text)
        return {"FINISHED"}


class DIRECTOR_OT_take_back(_OfJob, Operator):
    """Put the words that had arrived when another file was opened into a text of this file"""

    bl_idname = "movie_director.take_back"
    bl_label = "Put into This File"
    bl_options = {"INTERNAL", "UNDO"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        job = jobs.get(self.job)
        if job is None:
            return {"CANCELLED"}
        text = job.target.restore()
        current.belongs_to(text, bpy.data.texts.get(job.script))
        job.file_closed = False
        results.take_back(job.name)
        if context.area is not None:
            views.show_beside(context.area.as_pointer(), text)
        return {"FINISHED"}


class DIRECTOR_OT_dismiss(_OfJob, Operator):
    """Forget this message"""

    bl_idname = "movie_director.dismiss"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        jobs.forget(self.job)
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_show_quote(Operator):
    """Go to these words in the script, and select their lines"""

    bl_idname = "movie_director.show_quote"
    bl_label = "Show in Script"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        scene: int
        element: int
    else:
        scene: IntProperty(options={"SKIP_SAVE", "HIDDEN"})
        element: IntProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import quoting

        script = current.script(context)
        lines = quoting.lines_of_element(script, self.scene, self.element) if script is not None else None
        if script is None or lines is None:
            self.report({"WARNING"}, "These words are no longer in the scene")
            return {"CANCELLED"}
        if not jumping.show(script, *lines):
            self.report({"INFO"}, "Open a Text Editor to see where it is")
        return {"FINISHED"}


class DIRECTOR_OT_show_analysis_sent(Operator):
    """Show in full what this analysis would send to the model first, with the prompts of all it would ask, in a text
    beside the script. Nothing is sent"""

    bl_idname = "movie_director.show_analysis_sent"
    bl_label = "What Is Sent"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import asking, scopes, sent, settings
        from ..asking import hindrances

        script = current.script(context)
        why = hindrances.about_script(script, following.of(script) if script is not None else None)
        if script is not None and not why:
            chosen = settings.of(context.scene)
            session = following.of(script) if chosen.scope == "WHOLE" else following.caught_up(script)
            meant = scopes.meant(chosen.scope, chosen.scenes, script, session)
            why = meant.trouble
        if script is None or why:
            self.report({"WARNING"}, why.removesuffix("."))
            return {"CANCELLED"}
        editor = context.area.as_pointer() if context.area is not None and context.area.type == "TEXT_EDITOR" else 0
        editor = editor or views.editor_of(script)

        def show(text: "Text") -> None:
            views.show_beside(editor, text)
            views.redraw()

        sent.look(script, asking.payload(context.scene, meant.scope, settings.told(context.scene).words), show)
        return {"FINISHED"}


class DIRECTOR_OT_forget_analysis(Operator):
    """Take what a model has said of this script out of the file"""

    bl_idname = "movie_director.forget_analysis"
    bl_label = "Forget Analysis"
    bl_options = {"INTERNAL"}

    def invoke(self, context: "Context", event: "Event") -> "set[OperatorReturnItems]":
        return context.window_manager.invoke_confirm(self, event)

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        script = current.script(context)
        if script is None or not results.forget(script):
            self.report({"WARNING"}, "Nothing is known of this script")
            return {"CANCELLED"}
        views.redraw()
        return {"FINISHED"}


CLASSES = (
    DIRECTOR_OT_dismiss,
    DIRECTOR_OT_forget_analysis,
    DIRECTOR_OT_show_quote,
    DIRECTOR_OT_show_result,
    DIRECTOR_OT_show_analysis_sent,
    DIRECTOR_OT_take_back,
)
