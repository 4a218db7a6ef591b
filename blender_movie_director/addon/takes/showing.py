"""A take beside its script, word for word as it is written; and two of them in one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import views
from . import book, side_texts

if TYPE_CHECKING:
    from bpy.types import Text

    from ...writing.takes import Take

_shown = ""
"""The take that is shown, by its id."""
_words = ""
"""What of it was handed on."""


def show(take: Take, script: Text, editor: int) -> bool:
    """False where there is no text editor in which it could be seen."""
    global _shown, _words
    _shown, _words = take.id, take.text
    text = side_texts.TAKE.fill(take.text, script)
    side_texts.TAKE.follows = take.state == "running"
    if _heard not in book.on_words:
        book.on_words.append(_heard)
    return _beside(side_texts.TAKE, text, editor)


def compare(title: str, first: str, second: str, script: Text, editor: int) -> bool:
    """False where there is no text editor in which it could be seen. Raises ScriptError where nothing differs."""
    from ...screenplay import ScriptError
    from ...writing.comparing import compared

    told = compared(first, second)
    if not told:
        raise ScriptError("The two read the same, word for word.", "There is nothing to compare.")
    text = side_texts.COMPARISON.fill(f"{title}\n\n{told}", script)
    return _beside(side_texts.COMPARISON, text, editor)


def shown() -> str:
    """The id of the take that is shown, if one is."""
    return _shown if side_texts.TAKE.find() is not None else ""


def _beside(side: side_texts.SideText, text: Text, editor: int) -> bool:
    seen = bool(editor) and (views.show_beside(editor, text) or views.show_in(editor, text))
    side.editor = views.editor_for(text) if seen else 0
    return seen


def _heard(take: str) -> None:
    """Called for each piece of any take's words. What is shown is written once per tick, and only what is new."""
    global _words  # noqa: PLW0603
    known = book.known()
    if take != _shown or known is None or take not in known or side_texts.TAKE.find() is None:
        return
    text = known[take].text
    if text.startswith(_words):
        side_texts.TAKE.append(text[len(_words) :])
    else:
        side_texts.TAKE.put(text)
    _words = text
