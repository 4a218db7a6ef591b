"""The fields of the Chat panel. What is typed in goes where the talks are: Blender stores none of it."""

from typing import TYPE_CHECKING, cast

import bpy
from bpy.props import BoolProperty, PointerProperty, StringProperty
from bpy.types import PropertyGroup

from . import book

if TYPE_CHECKING:
    from bpy.types import WindowManager


def _question(_fields: "DirectorChatFields") -> str:
    talk = book.shown()
    return talk.draft if talk is not None else ""


def _put_question(_fields: "DirectorChatFields", words: str) -> None:
    from . import questions

    questions.put(book.shown_or_new(), words)
    book.changed()


def _sees_script(_fields: "DirectorChatFields") -> bool:
    talk = book.shown()
    return talk.sees_script if talk is not None else True


def _let_see(_fields: "DirectorChatFields", sees: bool) -> None:
    book.shown_or_new().sees_script = sees
    book.changed()


class DirectorChatFields(PropertyGroup):
    """On the window manager, which no undo touches; with a `get` and a `set`, so that no .blend holds them."""

    if TYPE_CHECKING:
        question: str
        sees_script: bool
    else:
        question: StringProperty(
            name="Question",
            description="What you want to say or ask next",
            get=_question,
            set=_put_question,
            options={"SKIP_SAVE"},
        )
        sees_script: BoolProperty(
            name="Script in View",
            description="Send the script along with the question: all of it where it fits, else what is at the cursor",
            get=_sees_script,
            set=_let_see,
            options={"SKIP_SAVE"},
        )


def of(manager: "WindowManager") -> "DirectorChatFields":
    return cast("DirectorChatFields", manager.movie_director_chat)  # type: ignore[attr-defined]


def attach() -> None:
    bpy.types.WindowManager.movie_director_chat = PointerProperty(type=DirectorChatFields)  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.WindowManager.movie_director_chat  # type: ignore[attr-defined]


CLASSES = (DirectorChatFields,)
