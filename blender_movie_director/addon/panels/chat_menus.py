"""The menus of the Chat panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ..chat import answering, book, doings
from ..operators import chat
from .chat_parts import button

if TYPE_CHECKING:
    from bpy.types import UILayout


def draw_talks(layout: UILayout) -> None:
    shown = book.shown()
    for talk in reversed(list(book.talks())):
        icon: Any = "RADIOBUT_ON" if talk is shown else "PLAY" if answering.of(talk) is not None else "RADIOBUT_OFF"
        button(layout, "CHOOSE", talk, text=talk.name, icon=icon)
    layout.separator()
    button(layout, "NEW", icon="ADD")


def draw_talk(layout: UILayout) -> None:
    talk = book.shown()
    if talk is None:
        layout.label(text="There is no conversation yet")
        return
    layout.operator_context = "INVOKE_DEFAULT"
    button(layout, "RENAME", talk, text="Rename...")
    button(layout, "INSTRUCT", talk, text="Instructions...")
    button(layout, "BRANCH", talk)
    button(layout, "SHOW", talk)
    button(layout, "WRITE", talk, text="Write Question in Editor")
    layout.separator()
    for kind, label in (("MARKDOWN", "Export Markdown..."), ("JSON", "Export JSON...")):
        export = layout.operator(chat.DIRECTOR_OT_chat_export.bl_idname, text=label)
        export.talk, export.format = talk.key, kind
    export = layout.operator(chat.DIRECTOR_OT_chat_export.bl_idname, text="Put into a Text")
    export.talk, export.format, export.into_text = talk.key, "MARKDOWN", True
    layout.separator()
    button(layout, "DELETE", talk, icon="TRASH")


def draw_turn_menu(layout: UILayout, key: str, at: int) -> None:
    """What can be done with one turn. The talk may have become another since the menu was opened."""
    talk = book.talks().get(key)
    if talk is None or not 0 <= at < len(talk.turns):
        return
    button(layout, "COPY", talk, at)
    button(layout, "TEXT", talk, at)
    if doings.write_panel(bpy.context) is not None:
        button(layout, "USE", talk, at)
    layout.separator()
    if talk.turns[at].role == "user":
        button(layout, "EDIT", talk, at, text="Edit and Ask Anew")
    elif at == len(talk.turns) - 1:
        button(layout, "AGAIN", talk, text="Answer Anew")
    button(layout, "BRANCH", talk, at, text="Branch from Here")
