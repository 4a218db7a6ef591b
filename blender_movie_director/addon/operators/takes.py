"""What is done with takes: seen, compared, asked for again, kept and dropped."""

from typing import TYPE_CHECKING, Any

from bpy.props import EnumProperty, StringProperty
from bpy.types import Operator

from .. import compat, engine, jobs, kept, preferences, views
from ..script import current
from ..takes import book

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event, Text

    from ...writing.takes import Take

_BASE = "base"
"""In the place of a sibling: the script as it was when the take was asked for."""


# For those who check types: at run time Blender wants `Operator` named last.
_Base: Any = object
if TYPE_CHECKING:
    _Base = Operator


class _OfTake(_Base):
    """What operators about one take share."""

    if TYPE_CHECKING:
        take: str
    else:
        take: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def found(self) -> "Take | None":
        takes = book.book()
        if self.take in takes:
            return takes[self.take]
        self.report({"WARNING"}, "That take is no longer in this file")
        return None

    def refuse(self, sentence: str) -> "set[OperatorReturnItems]":
        self.report({"WARNING"}, sentence)
        return {"CANCELLED"}


def script_of(take: "Take", context: "Context") -> "Text | None":
    """The script that a take is of; for one that names none the script at hand."""
    from ..takes import scripts

    return scripts.find(take.script) or (current.script(context) if not take.script else None)


def fill(context: "Context") -> None:
    """The lists, after something was done."""
    from ..takes import lists

    script = current.script(context)
    lists.fill(script.session_uid if script is not None else 0)
    views.redraw()
    views.redraw_sidebars(set(views.areas_with_sidebar()))


class DIRECTOR_OT_show_take(_OfTake, Operator):
    """Show this take beside the script. What is changed there changes nothing"""

    bl_idname = "movie_director.show_take"
    bl_label = "Show Beside Script"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        script = script_of(take, context) or current.script(context)
        if script is None:
            return self.refuse("The script of this take is not in this file: copy the take to have its words")
        from ..takes import showing

        if not showing.show(take, script, views.editor_for(script)):
            return self.refuse("Open a text editor to see the take in")
        return {"FINISHED"}


class DIRECTOR_OT_compare_takes(_OfTake, Operator):
    """Show two takes of one question in one text, word by word; or a take, and what the script said"""

    bl_idname = "movie_director.compare_takes"
    bl_label = "Compare"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        other: str
    else:
        other: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        name = self.take
        others = [other for other in book.book().siblings(name) if other.id != name]
        if not others or self.other:
            self.other = self.other or _BASE
            return self.execute(context)
        numbers = {each.id: place + 1 for place, each in enumerate(book.book().siblings(name))}

        def draw(menu: Any, _context: "Context") -> None:
            _entry(menu.layout, "With the Script as It Was", name, _BASE)
            for other in reversed(others[-_MOST_OFFERED:]):
                _entry(menu.layout, f"With {numbers[other.id]}, {other.model}", name, other.id)

        context.window_manager.popup_menu(draw, title="Compare")
        return {"FINISHED"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take, takes = self.found(), book.book()
        script = script_of(take, context) or current.script(context) if take is not None else None
        if take is None or script is None:
            return {"CANCELLED"}
        from ...screenplay import ScriptError
        from ...writing import changes, takes_listed
        from ..takes import showing

        if self.other in takes:
            first, what = takes[self.other].text, f"the take by {takes[self.other].model}"
            second = take.text
        else:
            first, what = take.target.base, "the script as it was"
            second = changes.apply(first, take.target.changes(take.text))
        title = (
            f"{takes_listed.question(take)}\n"
            f"[-Only in {what}.-] {{+Only in the take by {take.model}.+}} All else is in both."
        )
        try:
            seen = showing.compare(title, first, second, script, views.editor_for(script))
        except ScriptError as error:
            self.report({"INFO"}, f"{error.what} {error.remedy}")
            return {"CANCELLED"}
        return {"FINISHED"} if seen else self.refuse("Open a text editor to see the comparison in")


_MOST_OFFERED = 20


def _entry(layout: Any, text: str, take: str, other: str) -> None:
    entry = layout.operator(DIRECTOR_OT_compare_takes.bl_idname, text=text)
    entry.take, entry.other = take, other


class DIRECTOR_OT_again_take(_OfTake, Operator):
    """Ask the same once more, with other words or another model. This take stays beside the new one"""

    bl_idname = "movie_director.again_take"
    bl_label = "Ask Again"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        instruction: str
        model: str
    else:
        instruction: StringProperty(
            name="Instruction",
            description="What you want of it, in your own words",
            options={"SKIP_SAVE"},
        )
        model: StringProperty(
            name="Model",
            description="Which model to ask, as provider/model",
            search=preferences.suggest_models,
            search_options={"SUGGESTION"},
            options={"SKIP_SAVE"},
        )

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        self.instruction, self.model = take.instruction, take.model
        return context.window_manager.invoke_props_dialog(self, width=420, confirm_text="Ask")

    def draw(self, _context: "Context") -> None:
        layout = self.layout
        layout.label(text="Instruction")
        if not compat.textbox(layout, self, "instruction", "What shall be other this time?"):
            layout.prop(self, "instruction", text="")
        layout.label(text="Model")
        layout.prop(self, "model", text="")

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        script = script_of(take, context)
        if script is None:
            return self.refuse("The script of this take is not in this file, so it cannot be asked for again")
        from ..asking import writing

        given = self.properties.is_property_set("instruction")
        made = book.book().again(
            take.id, instruction=self.instruction if given else None, model=self.model.strip() or None
        )
        writing.start(made.id, script)
        fill(context)
        return {"FINISHED"}


_VERDICTS = {
    "KEEP": ("Keep", "Mark it as a good one. It is the last to go when there are too many"),
    "DROP": ("Drop", "It is not wanted. It stays in the list until dropped takes are removed"),
    "REOPEN": ("Reopen", "Take back what was said of it"),
}


class DIRECTOR_OT_judge_take(_OfTake, Operator):
    """Keep a take when the book gets full, drop it, or have it open again"""

    bl_idname = "movie_director.judge_take"
    bl_label = "Keep"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        verdict: str
    else:
        verdict: EnumProperty(
            items=[(name, *told) for name, told in _VERDICTS.items()],
            options={"SKIP_SAVE", "HIDDEN"},
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        return _VERDICTS[properties.verdict][1]

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        takes = book.book()
        {"KEEP": takes.keep, "DROP": takes.drop, "REOPEN": takes.reopen}[self.verdict](take.id)
        kept.store_soon()
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_remove_dropped(Operator):
    """Remove all takes that were dropped, for good"""

    bl_idname = "movie_director.remove_dropped"
    bl_label = "Remove Dropped"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        takes = book.book()
        dropped = [take.id for take in takes if take.verdict == "dropped" and take.state != "running"]
        takes.remove(*dropped)
        kept.store_soon()
        fill(context)
        self.report({"INFO"}, f"{len(dropped)} removed")
        return {"FINISHED"}


class DIRECTOR_OT_copy_take(_OfTake, Operator):
    """Put this take's words on the clipboard"""

    bl_idname = "movie_director.copy_take"
    bl_label = "Copy"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take = self.found()
        if take is None:
            return {"CANCELLED"}
        context.window_manager.clipboard = take.text
        self.report({"INFO"}, "Copied")
        return {"FINISHED"}


class DIRECTOR_OT_cancel_take(_OfTake, Operator):
    """Stop this take. The words that have come stay"""

    bl_idname = "movie_director.cancel_take"
    bl_label = "Cancel"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        take = self.found()
        job = book.job_of(self.take)
        supervisor = engine.started()
        if take is None or job is None or supervisor is None:
            return {"CANCELLED"}
        if job.state is jobs.State.RUNNING:
            job.state = jobs.State.CANCELLING
            supervisor.cancel(job.name)
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_put_takes(Operator):
    """Put the takes that another file was closed without into this one"""

    bl_idname = "movie_director.put_takes"
    bl_label = "Put into This File"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if not book.left:
            return {"CANCELLED"}
        from ..takes import scripts

        takes = book.book()
        there = book.left.pop()
        takes.put(there.takes)
        script = current.script(context)
        for take in there.takes:
            # Its script stayed in the other file: here it is one of the script at hand.
            if scripts.find(take.script) is None and script is not None:
                takes.belongs(take.id, scripts.ensure(script), take.script_name)
        kept.store_soon()
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_dismiss_takes(Operator):
    """Forget these takes. They are in no file"""

    bl_idname = "movie_director.dismiss_takes"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if book.left:
            book.left.pop()
        fill(context)
        return {"FINISHED"}


class DIRECTOR_OT_dismiss_problems(Operator):
    """Forget this message"""

    bl_idname = "movie_director.dismiss_problems"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        kept.problems.clear()
        fill(context)
        return {"FINISHED"}


CLASSES = (
    DIRECTOR_OT_show_take, DIRECTOR_OT_compare_takes, DIRECTOR_OT_again_take, DIRECTOR_OT_judge_take,
    DIRECTOR_OT_remove_dropped, DIRECTOR_OT_copy_take, DIRECTOR_OT_cancel_take, DIRECTOR_OT_put_takes,
    DIRECTOR_OT_dismiss_takes, DIRECTOR_OT_dismiss_problems,
)  # fmt: skip
