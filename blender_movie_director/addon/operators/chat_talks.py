"""Conversations as things: begun, chosen, named, branched, written to files, deleted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty
from bpy.types import Menu, Operator

from .. import compat
from ..chat import book
from .chat import TOO_MANY, OfTalk

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

_FORMATS = (
    ("MARKDOWN", "Markdown", "To read, and to paste elsewhere"),
    ("JSON", "JSON", "As data, which movie-director chat --file opens"),
)
_SUFFIXES = {"MARKDOWN": ".md", "JSON": ".json"}


class DIRECTOR_OT_chat_new(Operator):
    """Begin a new conversation. The others stay"""

    bl_idname = "movie_director.chat_new"
    bl_label = "New Conversation"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        name: str
    else:
        name: StringProperty(name="Name", description="Empty makes one of the first question", options={"SKIP_SAVE"})

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        try:
            talk = book.talks().begin(self.name)
        except ValueError:
            self.report({"WARNING"}, TOO_MANY)
            return {"CANCELLED"}
        book.show(talk.key)
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_choose(OfTalk, Operator):
    """Show this conversation"""

    bl_idname = "movie_director.chat_choose"
    bl_label = "Choose Conversation"
    bl_options = {"INTERNAL"}

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        book.show(talk.key)
        book.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_chat_rename(OfTalk, Operator):
    """Give this conversation another name"""

    bl_idname = "movie_director.chat_rename"
    bl_label = "Rename Conversation"
    bl_options = {"INTERNAL"}
    bl_property = "name"

    if TYPE_CHECKING:
        name: str
    else:
        name: StringProperty(name="Name", maxlen=120, options={"SKIP_SAVE"})

    def invoke(self, context: Context, _event: Event) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        self.talk, self.name = talk.key, talk.name
        return context.window_manager.invoke_props_dialog(self)

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        if not self.name.strip():
            self.report({"WARNING"}, "A conversation needs a name")
            return {"CANCELLED"}
        book.rename(talk, self.name)
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_instruct(OfTalk, Operator):
    """Tell the model how to behave in this conversation: who it is, what to leave out, which language"""

    bl_idname = "movie_director.chat_instruct"
    bl_label = "Instructions for This Conversation"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        instructions: str
        words_of: str
    else:
        instructions: StringProperty(
            name="Instructions", description="Sent with each question, in addition to our own", options={"SKIP_SAVE"}
        )
        words_of: StringProperty(
            name="Words Of", description="A text whose words are taken in their place", options={"SKIP_SAVE"}
        )

    def invoke(self, context: Context, _event: Event) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        self.talk, self.instructions = talk.key, talk.system
        return context.window_manager.invoke_props_dialog(self, width=420)

    def draw(self, _context: Context) -> None:
        layout, hint = self.layout, "Answer as a script editor of thrillers would"
        if not compat.textbox(layout, self, "instructions", hint):
            layout.prop(self, "instructions", text="", placeholder=hint)
        layout.prop_search(self, "words_of", bpy.data, "texts")

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        text = bpy.data.texts.get(self.words_of) if self.words_of else None
        talk.system = (text.as_string() if text is not None else self.instructions).strip()
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_delete(OfTalk, Operator):
    """Delete this conversation. Undo does not bring it back"""

    bl_idname = "movie_director.chat_delete"
    bl_label = "Delete Conversation"
    bl_options = {"INTERNAL"}

    def invoke(self, context: Context, event: Event) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        self.talk = talk.key
        if talk.empty:
            return self.execute(context)
        return context.window_manager.invoke_confirm(self, event)

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        from ..chat import answering

        talk = self.found()
        if talk is None:
            return self.missing()
        answering.stop(talk)
        book.talks().delete(talk.key)
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_branch(OfTalk, Operator):
    """Go on from here in another conversation. This one stays as it is"""

    bl_idname = "movie_director.chat_branch"
    bl_label = "Branch"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        turn: int
    else:
        turn: IntProperty(
            name="Turn",
            description="The last turn that the branch has, from 0. Below 0 means all",
            default=-1,
            options={"SKIP_SAVE"},
        )

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None or self.turn >= len(talk.turns):
            return self.missing()
        try:
            made = book.talks().branch(talk.key, self.turn + 1 if self.turn >= 0 else None)
        except ValueError:
            self.report({"WARNING"}, TOO_MANY)
            return {"CANCELLED"}
        book.show(made.key)
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_export(OfTalk, Operator):
    """Write this conversation to a file, or into a text of this file. Keys that are in it are hidden"""

    bl_idname = "movie_director.chat_export"
    bl_label = "Export Conversation"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        filepath: str
        check_existing: bool
        format: str
        into_text: bool
    else:
        filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
        check_existing: BoolProperty(default=True, options={"HIDDEN"})
        format: EnumProperty(name="Format", description="How it is written", items=_FORMATS)
        into_text: BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: Context, _event: Event) -> set[OperatorReturnItems]:
        talk = self.found()
        if talk is None:
            return self.missing()
        self.talk = talk.key
        if self.into_text:
            return self.execute(context)
        folder = Path(bpy.data.filepath or Path.home() / "untitled").parent
        self.filepath = str(folder / (bpy.path.clean_name(talk.name) + _SUFFIXES[self.format]))
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, _context: Context) -> bool:
        """Called by the file selector after each change: the name ends as the format wants it."""
        path = Path(self.filepath)
        stem = path.with_suffix("") if path.suffix.lower() in _SUFFIXES.values() else path
        wanted = str(stem) + _SUFFIXES[self.format]
        if not path.name or wanted == self.filepath:
            return False
        self.filepath = wanted
        return True

    def draw(self, _context: Context) -> None:
        self.layout.column().props_enum(self, "format")

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ...screenplay.storing import store
        from ...writing.chat import exporting
        from .. import views
        from ..chat import questions
        from ..faults import sentences

        talk = self.found()
        if talk is None:
            return self.missing()
        write = exporting.as_json if self.format == "JSON" else exporting.as_markdown
        written = write(talk, book.secrets())
        if self.into_text:
            text = questions.as_text(f"{talk.name}{_SUFFIXES[self.format]}", written)
            shown = context.area is not None and views.show_beside(context.area.as_pointer(), text)
            self.report({"INFO"}, f"It is in the text {text.name}" + ("" if shown else ": choose it in a text editor"))
            return {"FINISHED"}
        path = Path(bpy.path.abspath(self.filepath))
        try:
            store({path: written.encode("utf-8", "replace")})
        except Exception as error:  # noqa: BLE001 - see faults.py
            self.report({"ERROR"}, " ".join(sentences(error, f"writing {path.name}")))
            return {"CANCELLED"}
        self.report({"INFO"}, f"{path.name} was written")
        return {"FINISHED"}


class DIRECTOR_OT_chat_take_over(Operator):
    """What becomes of the conversations of the file that was closed without being saved"""

    bl_idname = "movie_director.chat_take_over"
    bl_label = "Put into This File"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        forget: bool
    else:
        forget: BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        if self.forget:
            book.forget_left()
        elif not book.take_over():
            self.report({"WARNING"}, TOO_MANY)
            return {"CANCELLED"}
        return {"FINISHED"}


class DIRECTOR_MT_talks(Menu):
    """The conversations of this file, the newest first."""

    bl_idname = "DIRECTOR_MT_talks"
    bl_label = "Conversations"

    def draw(self, context: Context) -> None:
        _menus().draw_talks(self.layout, context)


class DIRECTOR_MT_talk(Menu):
    """What can be done with a conversation."""

    bl_idname = "DIRECTOR_MT_talk"
    bl_label = "Conversation"

    def draw(self, context: Context) -> None:
        _menus().draw_talk(self.layout, context)


def _menus() -> Any:
    from ..panels import chat_menus

    return chat_menus


CLASSES = (
    DIRECTOR_OT_chat_new,
    DIRECTOR_OT_chat_choose,
    DIRECTOR_OT_chat_rename,
    DIRECTOR_OT_chat_instruct,
    DIRECTOR_OT_chat_delete,
    DIRECTOR_OT_chat_branch,
    DIRECTOR_OT_chat_export,
    DIRECTOR_OT_chat_take_over,
    DIRECTOR_MT_talks,
    DIRECTOR_MT_talk,
)
