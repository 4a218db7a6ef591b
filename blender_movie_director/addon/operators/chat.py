"""The chat: asking, talking about something, writing a conversation to a file, and all that is done with a click.

Those clicks are one operator: each class costs time when the extension is enabled. What they do is in
`chat/doings.py`, which is loaded when it is first wanted."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty
from bpy.types import Menu, Operator

from .. import compat
from ..chat import book

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

    from ...writing.chat.talks import Talk
    from ..chat.doings import Outcome

DOINGS = (
    ("NEW", "New Conversation", "Begin a new conversation. The others stay"),
    ("CHOOSE", "Choose", "Show this conversation"),
    ("RENAME", "Rename", "Give this conversation another name"),
    ("INSTRUCT", "Instructions", "Tell the model how to behave in this conversation: who it is, what to leave out"),
    ("DELETE", "Delete", "Delete this conversation. Undo does not bring it back"),
    ("BRANCH", "Branch", "Go on from here in another conversation. This one stays as it is"),
    ("AGAIN", "Ask Again", "Ask the last question again. An answer that is there stays, in its own conversation"),
    ("EDIT", "Edit Question", "Ask this question in other words. What came of it stays, in its own conversation"),
    ("STOP", "Stop", "Stop the answer. What has come of it stays"),
    ("WRITE", "Write in Editor", "Write the question in a text editor, where there is room for it"),
    ("FIELD", "Back to the Field", "Bring the question back from the text editor"),
    ("SHOW", "Show All", "Show the whole conversation in a text beside. It follows while an answer comes"),
    ("COPY", "Copy", "Copy what was said here"),
    ("TEXT", "Put into a Text", "Put what was said here into a text of this file"),
    ("USE", "Use as Instruction", "Put these words into the Write panel as its instruction"),
    ("MENU", "More", "What can be done with what was said here"),
    ("TAKE", "Put into This File", "Go on with the conversations of the file that was closed"),
    ("FORGET", "Forget", "Let the conversations of the file that was closed go"),
)
"""Identifier, label, tooltip."""
_FORMATS = (
    ("MARKDOWN", "Markdown", "To read, and to paste elsewhere"),
    ("JSON", "JSON", "As data, which movie-director chat --file opens"),
)
_SUFFIXES = {"MARKDOWN": ".md", "JSON": ".json"}
_INSTRUCTIONS_HINT = "Answer as a script editor of thrillers would"


class _OfTalk:
    """What operators about one talk share."""

    if TYPE_CHECKING:
        talk: str
    else:
        talk: StringProperty(
            name="Conversation",
            description="Key of the conversation. Empty means the one that is shown",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def found(self) -> "Talk | None":
        talks = book.talks()
        return talks.get(self.talk) if self.talk else book.shown()

    def tell(self: Any, outcome: "Outcome") -> "set[OperatorReturnItems]":
        if outcome.sentence:
            self.report({"INFO" if outcome.done else "ERROR" if outcome.broken else "WARNING"}, outcome.sentence)
        return {"FINISHED"} if outcome.done else {"CANCELLED"}


class DIRECTOR_OT_chat(_OfTalk, Operator):
    """Do something with a conversation"""

    bl_idname = "movie_director.chat"
    bl_label = "Conversation"
    bl_options = {"INTERNAL"}
    bl_property = "words"

    if TYPE_CHECKING:
        do: str
        turn: int
        words: str
        words_of: str
    else:
        do: EnumProperty(items=DOINGS, options={"SKIP_SAVE", "HIDDEN"})
        turn: IntProperty(
            description="Which turn, from 0. Below 0 means the last", default=-1, options={"SKIP_SAVE", "HIDDEN"}
        )
        words: StringProperty(
            name="Words", description="The name, the instructions or the question", options={"SKIP_SAVE"}
        )
        words_of: StringProperty(
            name="Words Of", description="A text whose words are taken in their place", options={"SKIP_SAVE"}
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        return next(tip for name, _, tip in DOINGS if name == properties.do)

    def invoke(self, context: "Context", event: "Event") -> "set[OperatorReturnItems]":
        talk = self.found()
        if talk is None or self.do not in {"RENAME", "INSTRUCT", "DELETE", "MENU"}:
            return self.execute(context)
        self.talk = talk.key
        manager = context.window_manager
        if self.do == "DELETE":
            return self.execute(context) if talk.empty else manager.invoke_confirm(self, event)
        if self.do == "MENU":
            from ..panels import chat_menus

            key, at = talk.key, self.turn
            manager.popup_menu(lambda menu, _context: chat_menus.draw_turn_menu(menu.layout, key, at))
            return {"FINISHED"}
        self.words = talk.name if self.do == "RENAME" else talk.system
        return manager.invoke_props_dialog(self, width=420)

    def draw(self, _context: "Context") -> None:
        layout = self.layout
        if self.do == "RENAME":
            layout.prop(self, "words", text="Name")
            return
        layout.label(text="Instructions for this conversation")
        if not compat.textbox(layout, self, "words", _INSTRUCTIONS_HINT):
            layout.prop(self, "words", text="", placeholder=_INSTRUCTIONS_HINT)
        layout.prop_search(self, "words_of", bpy.data, "texts")

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..chat import doings

        words = self.words
        if self.words_of in bpy.data.texts:
            words = bpy.data.texts[self.words_of].as_string()
        return self.tell(doings.do(self.do, context, self.found(), turn=self.turn, words=words))


class DIRECTOR_OT_chat_ask(_OfTalk, Operator):
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
    def description(cls, _context: "Context", properties: Any) -> str:
        return f"Ask: {properties.question}" if properties.question else ""

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..chat import doings

        return self.tell(doings.ask(context, self.found(), self.question, named=bool(self.talk)))


class DIRECTOR_OT_chat_about(_OfTalk, Operator):
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

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..chat import doings

        return self.tell(doings.talk_about(self.text))


class DIRECTOR_OT_chat_export(_OfTalk, Operator):
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

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        talk = self.found()
        if talk is None or self.into_text:
            return self.execute(context)
        self.talk = talk.key
        folder = Path(bpy.data.filepath or Path.home() / "untitled").parent
        self.filepath = str(folder / (bpy.path.clean_name(talk.name) + _SUFFIXES[self.format]))
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, _context: "Context") -> bool:
        """Called by the file selector after each change: the name ends as the format wants it."""
        from ..files import saving

        return saving.end_with(self, _SUFFIXES[self.format], _SUFFIXES.values())

    def draw(self, _context: "Context") -> None:
        self.layout.column().props_enum(self, "format")

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..chat import doings
        from ..files import saving

        path = None if self.into_text else Path(bpy.path.abspath(self.filepath))
        if path is not None and saving.is_in_the_way(self, path):
            return {"CANCELLED"}
        return self.tell(doings.export(context, self.found(), path, as_json=self.format == "JSON"))


class DIRECTOR_MT_talks(Menu):
    """The conversations of this file, the newest first."""

    bl_idname = "DIRECTOR_MT_talks"
    bl_label = "Conversations"

    def draw(self, _context: "Context") -> None:
        from ..panels import chat_menus

        chat_menus.draw_talks(self.layout)


class DIRECTOR_MT_talk(Menu):
    """What can be done with a conversation."""

    bl_idname = "DIRECTOR_MT_talk"
    bl_label = "Conversation"

    def draw(self, _context: "Context") -> None:
        from ..panels import chat_menus

        chat_menus.draw_talk(self.layout)


CLASSES = (
    DIRECTOR_OT_chat,
    DIRECTOR_OT_chat_ask,
    DIRECTOR_OT_chat_about,
    DIRECTOR_OT_chat_export,
    DIRECTOR_MT_talks,
    DIRECTOR_MT_talk,
)
