"""Sidebar > Movie > Chat: a conversation with the script in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import compat
from ..chat import answering, book, estimating, fields, questions
from ..drawing import BOX, wrapped
from ..operators import chat
from ..script import current
from . import chat_parts
from .chat_parts import button
from .model_row import draw_model_row
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ...writing.chat.talks import Talk

EXAMPLES = (
    "What is this script about, and what does it promise in its first ten pages?",
    "Which scene could go without being missed, and why?",
    "Whose voice is the least distinct, and which lines show it?",
)
_LINES_OF_TEXT = 4
_PLACEHOLDER = "Your question"


def draw_chat(layout: UILayout, context: Context) -> None:
    talk = book.shown()
    _draw_left_behind(layout, context)
    _draw_head(layout, context, talk)
    script = current.script(context)
    if script is not None and not current.may_be_script(script):
        script = None
    if talk is None or not talk.turns:
        _draw_empty(layout, context, script)
    else:
        chat_parts.draw_turns(layout, context, talk)
    if talk is not None and answering.of(talk) is not None:
        return
    told = answering.told(talk) if talk is not None else None
    if talk is not None and told is not None:
        chat_parts.draw_told(layout, context, talk, told)
    if talk is not None and talk.waits:
        _draw_waiting(layout, talk)
    _draw_question(layout, context, talk, script)


def _draw_head(layout: UILayout, context: Context, talk: Talk | None) -> None:
    row = layout.row(align=True)
    row.menu(chat.DIRECTOR_MT_talks.bl_idname, text=talk.name if talk is not None else "Conversation")
    button(row, "NEW", text="", icon="ADD")
    row.menu(chat.DIRECTOR_MT_talk.bl_idname, text="", icon="DOWNARROW_HLT")
    if talk is not None and talk.system:
        words = " ".join(talk.system[:60].split())
        wrapped(layout, f"Instructions: {words}" + ("..." if len(talk.system) > 60 else ""), width=context.region.width)


def _draw_empty(layout: UILayout, context: Context, script: Text | None) -> None:
    width = context.region.width
    if script is None:
        wrapped(layout, "Ask a model anything. Open a script, and it can see that too.", width=width)
        return
    wrapped(layout, f"Ask about {script.name}: it goes along with your question. For example:", width=width)
    column = layout.column(align=True)
    for label, question in zip(_labels(context), EXAMPLES, strict=True):
        column.operator(chat.DIRECTOR_OT_chat_ask.bl_idname, text=label).question = question


def _labels(context: Context) -> tuple[str, str, str]:
    """Of the examples: a button's text does not wrap."""
    if room_in(context) < NARROW:
        return "The promise", "The weakest scene", "The voices"
    return "What does it promise?", "Which scene could go?", "Whose voice is the least distinct?"


def _draw_waiting(layout: UILayout, talk: Talk) -> None:
    """A question that got no answer is still there."""
    column = layout.column(align=True)
    button(column, "AGAIN", talk, icon="FILE_REFRESH")
    button(column, "EDIT", talk, len(talk.turns) - 1)


def _draw_question(layout: UILayout, context: Context, talk: Talk | None, script: Text | None) -> None:
    typed = fields.of(context.window_manager)
    _draw_view(layout, context, script)
    text = questions.text_of(talk) if talk is not None else None
    if talk is not None and text is not None:
        _draw_text(layout, context, talk, text)
    elif not compat.textbox(layout, typed, "question", _PLACEHOLDER):
        row = layout.row(align=True)
        row.prop(typed, "question", text="", placeholder=_PLACEHOLDER)
        button(row, "WRITE", talk, text="", icon="TEXT")
    written = talk is not None and bool(text is not None or talk.draft.strip())
    send = layout.row()
    send.scale_y = 1.4
    send.enabled = written
    send.operator(chat.DIRECTOR_OT_chat_ask.bl_idname, icon="EXPORT")
    if talk is not None and written:
        _draw_estimate(layout, context, talk, script if talk.sees_script else None)
    draw_model_row(layout, context, answering.KIND)


def _draw_view(layout: UILayout, context: Context, script: Text | None) -> None:
    typed = fields.of(context.window_manager)
    row = layout.row()
    row.enabled = script is not None
    row.prop(typed, "sees_script")
    if script is None and typed.sees_script:
        wrapped(layout, "No script is open: the model sees none.", width=context.region.width)


def _draw_text(layout: UILayout, context: Context, talk: Talk, text: Text) -> None:
    box = layout.box()
    lines = text.lines
    wrapped(box, f"You write it in a text editor, in {text.name}:", width=context.region.width - BOX)
    for line in lines[:_LINES_OF_TEXT]:
        box.label(text=line.body[:200])
    if len(lines) > _LINES_OF_TEXT:
        box.label(text="...")
    button(box, "FIELD", talk)


def _draw_estimate(layout: UILayout, context: Context, talk: Talk, script: Text | None) -> None:
    estimating.watch(context, talk, script)
    width = context.region.width
    trouble = estimating.trouble(context, talk, script)
    if trouble is not None:
        wrapped(layout, " ".join(trouble), width=width, icon="ERROR")
        return
    found = estimating.found(context, talk, script)
    wrapped(layout, chat_parts.estimate_words(found) if found else "Estimating...", width=width)


def _draw_left_behind(layout: UILayout, context: Context) -> None:
    left = book.left_behind()
    if not left:
        return
    box = layout.box()
    count = "A conversation" if len(left) == 1 else f"{len(left)} conversations"
    was = "was" if len(left) == 1 else "were"
    words = f"{count} of the file that was closed {was} not saved."
    wrapped(box, words, width=context.region.width - BOX, icon="INFO")
    column = box.column(align=True)
    button(column, "TAKE")
    button(column, "FORGET")
