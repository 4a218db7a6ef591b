"""The menus of the Chat panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..chat import answering, book
from ..operators import chat, chat_talks

if TYPE_CHECKING:
    from bpy.types import Context, UILayout


def draw_talks(layout: UILayout, _context: Context) -> None:
    shown = book.shown()
    for talk in reversed(list(book.talks())):
        icon = "RADIOBUT_ON" if talk is shown else "PLAY" if answering.of(talk) is not None else "RADIOBUT_OFF"
        layout.operator(chat_talks.DIRECTOR_OT_chat_choose.bl_idname, text=talk.name, icon=icon).talk = talk.key
    layout.separator()
    layout.operator(chat_talks.DIRECTOR_OT_chat_new.bl_idname, icon="ADD")


def draw_talk(layout: UILayout, _context: Context) -> None:
    talk = book.shown()
    if talk is None:
        layout.label(text="There is no conversation yet")
        return
    key = talk.key
    layout.operator(chat_talks.DIRECTOR_OT_chat_rename.bl_idname, text="Rename...").talk = key
    layout.operator(chat_talks.DIRECTOR_OT_chat_instruct.bl_idname, text="Instructions...").talk = key
    layout.operator(chat_talks.DIRECTOR_OT_chat_branch.bl_idname, text="Branch").talk = key
    layout.operator(chat.DIRECTOR_OT_chat_show_all.bl_idname).talk = key
    layout.separator()
    for kind, label in (("MARKDOWN", "Export Markdown..."), ("JSON", "Export JSON...")):
        export = layout.operator(chat_talks.DIRECTOR_OT_chat_export.bl_idname, text=label)
        export.talk, export.format = key, kind
    export = layout.operator(chat_talks.DIRECTOR_OT_chat_export.bl_idname, text="Put into a Text")
    export.talk, export.format, export.into_text = key, "MARKDOWN", True
    layout.separator()
    layout.operator(chat_talks.DIRECTOR_OT_chat_delete.bl_idname, text="Delete", icon="TRASH").talk = key


def draw_turn_menu(layout: UILayout, key: str, at: int) -> None:
    """What can be done with one turn. The talk may have become another since the menu was opened."""
    talk = book.talks().get(key)
    if talk is None or at >= len(talk.turns):
        return
    for to, label in (("CLIPBOARD", "Copy"), ("TEXT", "Put into a Text")):
        copy = layout.operator(chat.DIRECTOR_OT_chat_copy.bl_idname, text=label)
        copy.talk, copy.turn, copy.to = key, at, to
    if chat.DIRECTOR_OT_chat_use.poll(None):
        use = layout.operator(chat.DIRECTOR_OT_chat_use.bl_idname)
        use.talk, use.turn = key, at
    layout.separator()
    if talk.turns[at].role == "user":
        edit = layout.operator(chat.DIRECTOR_OT_chat_edit.bl_idname, text="Edit and Ask Anew")
        edit.talk, edit.turn = key, at
    elif at == len(talk.turns) - 1:
        layout.operator(chat.DIRECTOR_OT_chat_again.bl_idname, text="Answer Anew").talk = key
    branch = layout.operator(chat_talks.DIRECTOR_OT_chat_branch.bl_idname, text="Branch from Here")
    branch.talk, branch.turn = key, at
