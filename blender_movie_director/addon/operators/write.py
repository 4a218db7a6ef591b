"""Write: dialogue, description and suggestions, and what belongs to asking for them."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty
from bpy.types import Operator

from .. import compat, engine, views
from ..asking import wishes
from ..script import current, following

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Text

    from ..jobs import Job
    from ..queries import Query


def _show(operator: Operator, context: "Context", text: "Text", script: "Text | None") -> None:
    """A text of ours beside the script, or a word about where it is."""
    editor = context.area.as_pointer() if context.area is not None and context.area.type == "TEXT_EDITOR" else 0
    if not views.show_beside(editor or views.editor_of(script), text):
        operator.report({"INFO"}, f"There is no room beside the script: choose {text.name} in another text editor")


def begin(operator: Operator, context: "Context", more: str = "") -> "Job | None":
    """Asks for what the panel's fields say, and `more`; None, with a sentence, where it would come to nothing."""
    from ..asking import hindrances, place, writing

    fields = wishes.of(context.scene)
    script = current.script(context)
    session = following.of(script) if script is not None else None
    why = hindrances.about_script(script, session)
    if script is not None and not why:
        why = hindrances.about_place(fields, place.cursor(fields, script, session), session)
        why = why or hindrances.about_model(engine.model_for(fields.request, context.scene))
    if script is None or why:
        operator.report({"WARNING"}, why)
        return None
    job = writing.ask(context.scene, script, more)
    views.redraw()
    return job


class DIRECTOR_OT_write(Operator):
    """Ask the model for what the fields of the Write panel say. The answer comes as a take, or as a list of ideas: the
    script is not touched"""

    bl_idname = "movie_director.write"
    bl_label = "Write"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        request: str
        mode: str
    else:
        request: StringProperty(
            name="Request",
            description="dialogue, description or suggestions. Empty means what the Write panel shows",
            options={"SKIP_SAVE", "HIDDEN"},
        )
        mode: StringProperty(
            name="Mode",
            description="What is to be done, such as rewrite. Empty means what the Write panel shows",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        return _TOOLTIPS.get((properties.request, properties.mode), "") or str(cls.__doc__)

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if not self._set(wishes.of(context.scene)):
            return {"CANCELLED"}
        job = begin(self, context)
        if job is None:
            return {"CANCELLED"}
        if self.request:
            self._reveal(context, job.model)
        return {"FINISHED"}

    def _set(self, fields: wishes.WritingWishes) -> bool:
        """What a menu or a shortcut asks for is shown in the panel, and so is what is sent with it."""
        modes = {wishes.DIALOGUE: "dialogue_mode", wishes.DESCRIPTION: "description_mode"}
        try:
            if self.request:
                fields.request = self.request
            if self.mode and fields.request in modes:
                setattr(fields, modes[fields.request], self.mode)
        except TypeError:
            self.report({"WARNING"}, f"There is no request {self.request} {self.mode}".rstrip())
            return False
        return True

    def _reveal(self, context: "Context", model: str) -> None:
        space = context.space_data
        if isinstance(space, bpy.types.SpaceTextEditor):
            space.show_region_ui = True
        self.report({"INFO"}, f"Asking {model}. The answer comes in the sidebar, tab Movie")


class DIRECTOR_OT_show_sent(Operator):
    """Show in full what this request would send to the model, beside the script. Nothing is sent"""

    bl_idname = "movie_director.show_sent"
    bl_label = "What Is Sent"
    bl_options = {"REGISTER"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..asking import estimates, hindrances, requests, sent

        script = current.script(context)
        why = hindrances.about_script(script, following.of(script) if script is not None else None)
        if script is None or why:
            self.report({"WARNING"}, why)
            return {"CANCELLED"}
        asked, _ = requests.asked(context.scene, script)
        uid = script.session_uid
        editor = context.area.as_pointer() if context.area is not None and context.area.type == "TEXT_EDITOR" else 0
        editor = editor or views.editor_of(script)

        def show(query: "Query") -> None:
            text = sent.put_down(asked.request, query, uid)
            if text is not None:
                views.show_beside(editor, text)
            views.redraw()

        estimates.ask(asked, script, sent.KEY, show)
        return {"FINISHED"}


class DIRECTOR_OT_edit_prompt(Operator):
    """Open the words with which the model is told its task, to change them: from then on this text is sent in the place
    of ours. It stays in this file"""

    bl_idname = "movie_director.edit_prompt"
    bl_label = "Edit Prompt"
    bl_options = {"REGISTER", "UNDO"}

    if TYPE_CHECKING:
        prompt: str
    else:
        prompt: StringProperty(
            name="Prompt",
            description="Which one, such as dialogue. Empty means that of the Write panel",
            options={"SKIP_SAVE"},
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        anew = _READ_ANEW if properties.prompt.startswith("analysis_") else ""
        return " ".join(f"{cls.__doc__}{anew}".split())

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ...writing import prompts
        from ..asking import own_prompts

        prompt = self.prompt or wishes.of(context.scene).request
        if prompt not in prompts.names():
            self.report({"WARNING"}, f"There is no prompt {prompt}. There are {', '.join(prompts.names())}")
            return {"CANCELLED"}
        script = current.script(context)
        _show(self, context, own_prompts.edit(prompt, script), script)
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_use_our_prompt(Operator):
    """Send Movie Director's own prompt again. Your text stays in this file, under another name"""

    bl_idname = "movie_director.use_our_prompt"
    bl_label = "Use Ours"
    bl_options = {"REGISTER", "UNDO"}

    if TYPE_CHECKING:
        prompt: str
    else:
        prompt: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..asking import own_prompts

        text = own_prompts.put_aside(self.prompt or wishes.of(context.scene).request)
        if text is None:
            self.report({"INFO"}, "Ours is sent already")
            return {"CANCELLED"}
        self.report({"INFO"}, f"Yours is kept as {text.name}")
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_write_instruction(Operator):
    """Write the instruction in a text editor, with as many lines as it needs"""

    bl_idname = "movie_director.write_instruction"
    bl_label = "Write in Editor"
    bl_options = {"REGISTER", "UNDO"}

    if TYPE_CHECKING:
        request: str
    else:
        request: StringProperty(
            name="Request",
            description="Whose instruction, such as analysis. Empty means what the Write panel shows",
            options={"SKIP_SAVE"},
        )

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import settings

        request = self.request or wishes.of(context.scene).request
        kinds = (*wishes.REQUESTS, "analysis")
        if request not in kinds:
            self.report({"WARNING"}, f"There is no request {request}. There are {', '.join(kinds)}")
            return {"CANCELLED"}
        ours = request in wishes.REQUESTS
        field = wishes.of(context.scene).told(request) if ours else settings.told(context.scene)
        script = current.script(context)
        text = field.text
        if text is None:
            text = bpy.data.texts.new(compat.free_text_name(f"Instruction for {request}.md"))
            text.from_string(field.words)
            current.belongs_to(text, script)
            setattr(field.group, field.in_text, text)
        _show(self, context, text, script)
        return {"FINISHED"}


class DIRECTOR_OT_toggle_character(Operator):
    """Let this character speak, or not. Where nobody is chosen, the model chooses among those of the scene"""

    bl_idname = "movie_director.toggle_character"
    bl_label = "Character"
    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        name: str
    else:
        name: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        fields = wishes.of(context.scene)
        if self.name in fields.chosen:
            fields.unchoose(self.name)
        else:
            fields.choose(self.name)
        return {"FINISHED"}


_READ_ANEW = ". What was read with other words is asked for again, once yours are changed"
_TOOLTIPS = {
    ("dialogue", "add"): "Have written what is said next, after the paragraph in which the cursor stands",
    ("dialogue", "rewrite"): "Have the dialogue of the selection, or of the scene, written anew",
    ("dialogue", "new"): "Have a new scene written, after the one in which the cursor stands",
    ("description", "expand"): "Have the action of the selection, or of the scene, told with more to see and hear",
    ("description", "tighten"): "Have the action of the selection, or of the scene, told in fewer words",
    ("description", "rewrite"): "Have the action of the selection, or of the scene, written better",
    ("suggestions", ""): "Have several ways suggested in which the script, the scene or a character could go",
}

CLASSES = (
    DIRECTOR_OT_write,
    DIRECTOR_OT_show_sent,
    DIRECTOR_OT_edit_prompt,
    DIRECTOR_OT_use_our_prompt,
    DIRECTOR_OT_write_instruction,
    DIRECTOR_OT_toggle_character,
)
