"""Asking in a chat, and doing something with what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import Operator

from .. import views
from ..chat import book
from ..script import current

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

    from ...writing.chat.talks import Talk, Turn

TOO_MANY = "There are as many conversations as a file may hold: delete one that is over"
NO_TALK = "That conversation is no longer in this file"
WRITE_WITH = "write_with"
"""The operator that hands words to the Write panel, where there is one."""


class OfTalk:
    """What operators about one talk share."""

    if TYPE_CHECKING:
        talk: str
    else:
        talk: StringProperty(
            name="Conversation",
            description="Key of the conversation. Empty means the one that is shown",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def found(self) -> Talk | None:
        talks = book.talks()
        return talks.get(self.talk) if self.talk else book.shown()

    def missing(self: Any) -> set[OperatorReturnItems]:
        self.report({"WARNING"}, NO_TALK)
        return {"CANCELLED"}


class _OfTurn(OfTalk):
    if TYPE_CHECKING:
        turn: int
    else:
        turn: IntProperty(
            name="Turn", description="Which turn, from 0. Below 0 means the last", default=-1, options={"SKIP_SAVE"}
        )

    def said(self, talk: Talk) -> Turn | None:
        at = self.place(talk)
        return talk.turns[at] if 0 <= at < len(talk.turns) else None

    def place(self, talk: Talk) -> int:
        return self.turn if self.turn >= 0 else len(talk.turns) - 1


class DIRECTOR_OT_chat_ask(OfTalk, Operator):
    """Send the question. The answer appears here while it is written"""

    bl_idname = "movie_director.chat_ask"
    bl_label = "Send"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        question: str
    else:
        question: StringProperty(
            name="Question",
            description="What to ask. Empty means what stands in the field",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    @classmethod
    def description(cls, _context: Context, properties: Any) -> str:
        return f"Ask: {properties.question}" if properties.question else ""

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ..chat import answering, questions

        talk = self.found() if self.talk else book.shown_or_new()
        if talk is None:
            return self.missing()
        question = self.question or questions.of(talk)
        why_not = answering.send(context, talk, question)
        if why_not:
            self.report({"WARNING"}, why_not)
            return {"CANCELLED"}
        return {"FINISHED"}


class DIRECTOR_OT_chat_about(Operator):
    """Talk with the model about these words"""

    bl_idname = "movie_director.chat_about"
    bl_label = "Talk about It"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        text: str
    else:
        text: StringProperty(
            name="Text", description="The words that the conversation is about", options={"SKIP_SAVE", "HIDDEN"}
        )

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        from ..chat import questions

        about = self.text.strip()
        if not about:
            self.report({"WARNING"}, "There are no words to talk about")
            return {"CANCELLED"}
        talks = book.talks()
        talk = next((talk for talk in talks if any(about in said.text for said in talk.turns)), None)
        if talk is None:
            try:
                talk = next((talk for talk in talks if talk.empty), None) or talks.begin()
            except ValueError:
                self.report({"WARNING"}, TOO_MANY)
                return {"CANCELLED"}
            book.name_after(talk, about)
            questions.put(talk, f"{about}\n\n")
        book.show(talk.key)
        book.changed()
        self.report({"INFO"}, f"{talk.name} is in the Chat panel: add your question there")
        return {"FINISHED"}


class DIRECTOR_OT_chat_again(OfTalk, Operator):
    """Ask the last question again. An answer that is there stays, in a conversation of its own"""

    bl_idname = "movie_director.chat_again"
    bl_label = "Ask Again"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ..chat import answering

        talk = self.found()
        if talk is None:
            return self.missing()
        why_not = answering.why_not_again(talk)
        if why_not:
            self.report({"WARNING"}, why_not)
            return {"CANCELLED"}
        answering.again(context, talk)
        return {"FINISHED"}


class DIRECTOR_OT_chat_edit(_OfTurn, Operator):
    """Ask this question in other words. What came of it stays, in its own conversation"""

    bl_idname = "movie_director.chat_edit"
    bl_label = "Edit Question"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        question: str
    else:
        question: StringProperty(
            name="Question",
            description="The other words, which are sent at once. Empty puts the question into the field",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ..chat import answering, questions

        talk = self.found()
        said = self.said(talk) if talk is not None else None
        if talk is None or said is None:
            return self.missing()
        if said.role != "user":
            self.report({"WARNING"}, "Only a question can be asked in other words")
            return {"CANCELLED"}
        if answering.of(talk) is None and talk.waits and self.place(talk) == len(talk.turns) - 1:
            answering.take_back(talk)
        else:
            try:
                talk = book.talks().edited(talk.key, self.place(talk), "")
            except ValueError:
                self.report({"WARNING"}, TOO_MANY)
                return {"CANCELLED"}
            questions.put(talk, said.text)
        book.show(talk.key)
        book.changed()
        why_not = answering.send(context, talk, self.question) if self.question else ""
        if why_not:
            self.report({"WARNING"}, why_not)
        return {"FINISHED"}


class DIRECTOR_OT_chat_stop(OfTalk, Operator):
    """Stop the answer. What has come of it stays"""

    bl_idname = "movie_director.chat_stop"
    bl_label = "Stop"
    bl_options = {"INTERNAL"}

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        from ..chat import answering

        talk = self.found()
        if talk is None or answering.of(talk) is None:
            return {"CANCELLED"}
        answering.stop(talk)
        book.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_chat_write_in_editor(OfTalk, Operator):
    """Write the question in a text editor, where there is room for it, or bring it back into the field"""

    bl_idname = "movie_director.chat_write_in_editor"
    bl_label = "Write in Editor"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ..chat import questions

        talk = self.found() if self.talk else book.shown_or_new()
        if talk is None:
            return self.missing()
        if questions.text_of(talk) is not None:
            if not questions.back_to_field(talk):
                self.report({"WARNING"}, "It is too long for the field: send it from the text editor")
                return {"CANCELLED"}
        else:
            text = questions.open_text(talk, current.script(context))
            if context.area is None or not views.show_beside(context.area.as_pointer(), text):
                self.report({"INFO"}, f"Choose {text.name} in a text editor, and write there")
        book.changed()
        return {"FINISHED"}


class DIRECTOR_OT_chat_show_all(OfTalk, Operator):
    """Show the whole conversation in a text editor beside. It follows while an answer comes"""

    bl_idname = "movie_director.chat_show_all"
    bl_label = "Show All"
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ..chat import pages

        talk = self.found()
        if talk is None:
            return self.missing()
        text = pages.open_text(talk, current.script(context))
        if context.area is None or not views.show_beside(context.area.as_pointer(), text):
            self.report({"INFO"}, f"There is no room beside the script: choose {text.name} in another text editor")
        views.follow(text)
        return {"FINISHED"}


class DIRECTOR_OT_chat_copy(_OfTurn, Operator):
    """Copy what was said here, to the clipboard or into a text of its own"""

    bl_idname = "movie_director.chat_copy"
    bl_label = "Copy"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        to: str
    else:
        to: EnumProperty(
            items=[("CLIPBOARD", "Clipboard", "To paste it elsewhere"), ("TEXT", "Text", "Into a text of this file")],
            options={"SKIP_SAVE"},
        )

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        from ...llm.keys import scrub
        from ..chat import questions

        talk = self.found()
        said = self.said(talk) if talk is not None else None
        if talk is None or said is None:
            return self.missing()
        if self.to == "CLIPBOARD":
            context.window_manager.clipboard = said.text
            self.report({"INFO"}, f"{len(said.text.split())} words were copied")
            return {"FINISHED"}
        text = questions.as_text(f"From {talk.name}", scrub(said.text, book.secrets()))
        shown = context.area is not None and views.show_beside(context.area.as_pointer(), text)
        self.report({"INFO"}, f"It is in the text {text.name}" + ("" if shown else ": choose it in a text editor"))
        return {"FINISHED"}


class DIRECTOR_OT_chat_use(_OfTurn, Operator):
    """Put these words into the Write panel as its instruction"""

    bl_idname = "movie_director.chat_use"
    bl_label = "Use as Instruction"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: Context) -> bool:
        return hasattr(bpy.types, f"MOVIE_DIRECTOR_OT_{WRITE_WITH}")

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        talk = self.found()
        said = self.said(talk) if talk is not None else None
        if said is None:
            return self.missing()
        getattr(bpy.ops.movie_director, WRITE_WITH)(instruction=said.text)
        return {"FINISHED"}


class DIRECTOR_OT_chat_turn_menu(_OfTurn, Operator):
    """What can be done with what was said here"""

    bl_idname = "movie_director.chat_turn_menu"
    bl_label = "Turn"
    bl_options = {"INTERNAL"}

    def invoke(self, context: Context, _event: Event) -> set[OperatorReturnItems]:
        from ..panels.chat_menus import draw_turn_menu

        talk = self.found()
        said = self.said(talk) if talk is not None else None
        if talk is None or said is None:
            return self.missing()
        key, at = talk.key, self.place(talk)
        context.window_manager.popup_menu(lambda menu, _context: draw_turn_menu(menu.layout, key, at))
        return {"FINISHED"}


CLASSES = (
    DIRECTOR_OT_chat_ask,
    DIRECTOR_OT_chat_about,
    DIRECTOR_OT_chat_again,
    DIRECTOR_OT_chat_edit,
    DIRECTOR_OT_chat_stop,
    DIRECTOR_OT_chat_write_in_editor,
    DIRECTOR_OT_chat_show_all,
    DIRECTOR_OT_chat_copy,
    DIRECTOR_OT_chat_use,
    DIRECTOR_OT_chat_turn_menu,
)
