"""Going on from a suggestion: to dialogue or a description, into a chat, to more like it or unlike it."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import Operator

from .. import views
from ..asking import shelf, wishes
from . import write

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context

    from ...writing.suggested_rounds import Idea, Round


class _OfIdea:
    """What operators about one suggestion share."""

    if TYPE_CHECKING:
        round: str
        number: int
        report: Any
    else:
        round: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        number: IntProperty(description="From 1", options={"SKIP_SAVE", "HIDDEN"})

    def found(self) -> "tuple[Round, Idea] | None":
        each = shelf.rounds().get(self.round)
        if each is None or not 1 <= self.number <= len(each.ideas):
            self.report({"WARNING"}, "That suggestion is no longer in this file")
            return None
        return each, each.ideas[self.number - 1]


class DIRECTOR_OT_open_suggestion(Operator):
    """Read this suggestion, or close it again"""

    bl_idname = "movie_director.open_suggestion"
    bl_label = "Read"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        round: str
        number: int
    else:
        round: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        number: IntProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        shelf.show(self.round, 0 if shelf.shown == [self.round, self.number] else self.number)
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_send_suggestion(_OfIdea, Operator):
    """Go on from this suggestion"""

    bl_idname = "movie_director.send_suggestion"
    bl_label = "Go On from It"
    bl_options = {"REGISTER", "UNDO"}

    if TYPE_CHECKING:
        to: str
    else:
        to: EnumProperty(
            name="To",
            description="Where it is to go",
            items=[
                (wishes.DIALOGUE, "Dialogue", "Have dialogue written so that this happens"),
                (wishes.DESCRIPTION, "Description", "Have a description written so that this happens"),
                ("chat", "Chat", "Talk about it with the model"),
            ],
            options={"SKIP_SAVE"},
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        if properties.to == "chat":
            return "Talk about this suggestion with the model"
        return f"Make this suggestion the instruction for {properties.to}. What stands there now is replaced"

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if (found := self.found()) is None:
            return {"CANCELLED"}
        _, idea = found
        if self.to == "chat":
            if not can_chat():
                self.report({"WARNING"}, "This Movie Director has no chat")
                return {"CANCELLED"}
            return set(bpy.ops.movie_director.chat_about(text=idea.as_first_turn()))  # type: ignore[attr-defined]
        fields = wishes.of(context.scene)
        fields.instruct(self.to, idea.as_instruction())
        fields.request = self.to
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_suggest_more(_OfIdea, Operator):
    """Ask for other suggestions, with this one as the direction"""

    bl_idname = "movie_director.suggest_more"
    bl_label = "More"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        way: str
    else:
        way: EnumProperty(
            name="Way",
            items=[
                ("LIKE", "More Like This", "Ask for others in the direction of this one"),
                ("UNLIKE", "Something Else", "Ask for others that have nothing in common with this one"),
            ],
            options={"SKIP_SAVE"},
        )

    @classmethod
    def description(cls, _context: "Context", properties: Any) -> str:
        others = "in the direction of this one" if properties.way == "LIKE" else "that have nothing in common with it"
        return f"Ask for others {others}. What was suggested before does not come again"

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if (found := self.found()) is None:
            return {"CANCELLED"}
        each, idea = found
        fields = wishes.of(context.scene)
        fields.request, fields.about = wishes.SUGGESTIONS, each.about
        more = idea.more_like_it() if self.way == "LIKE" else idea.more_unlike_it()
        return {"FINISHED"} if write.begin(self, context, more) is not None else {"CANCELLED"}


class DIRECTOR_OT_drop_suggestions(Operator):
    """Forget these suggestions"""

    bl_idname = "movie_director.drop_suggestions"
    bl_label = "Forget"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        round: str
    else:
        round: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        shelf.rounds().remove(self.round)
        shelf.show("", 1)
        views.redraw()
        return {"FINISHED"}


def can_chat() -> bool:
    """Whether the operator that begins a chat about something is there."""
    return hasattr(bpy.types, "MOVIE_DIRECTOR_OT_chat_about")


CLASSES = (
    DIRECTOR_OT_open_suggestion,
    DIRECTOR_OT_send_suggestion,
    DIRECTOR_OT_suggest_more,
    DIRECTOR_OT_drop_suggestions,
)
