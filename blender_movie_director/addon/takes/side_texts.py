"""Texts of ours that show something about a script and are none: a take, a comparison, a review. One of each, used
again and again, left out of Blender's lists by the dot, and saved by nobody. The ending says that they are no Python.

They belong to no undo step. An undo that takes one away, or puts back what it held, is made good at the next tick.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import bpy

from .. import dispatcher, views
from ..script import current
from ..targets import TextTarget
from . import book

if TYPE_CHECKING:
    from bpy.types import Text

_MARK = "movie_director_side_text"
"""A property with the script's name. One that an editor shows when the file is saved is saved too, and goes when the
file is opened."""


class SideText:
    """One such text. It is a follower of the dispatcher's."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.script = ""
        """The script's name."""
        self.script_uid = 0
        self.editor = 0
        """The editor in which it is shown: an area's pointer."""
        self.follows = False
        """Whether the view goes along with words that come."""
        self._target: TextTarget | None = None
        self._undone = False

    @property
    def pending(self) -> bool:
        return self._target is not None and self._target.pending

    def find(self) -> Text | None:
        return self._target.find() if self._target is not None else None

    def fill(self, words: str, script: Text) -> Text:
        """Shows these words from now on, of which more may come."""
        self.script, self.script_uid = script.name, script.session_uid
        if self._target is None:
            self._target = TextTarget(self.name)
            dispatcher.followers.append(self)
            book.on_undo.append(self._after_undo)
        if self._target.find() is not None:
            self._target.begin_again()
        else:
            self._target = TextTarget(self.name)
        self._target.append(words)
        text = self._write(time.perf_counter() + 60)
        assert text is not None
        text.cursor_set(0)
        return text

    def put(self, words: str) -> None:
        """All of it anew, at the next tick."""
        if self._target is not None:
            self._target.begin_again()
            self._target.append(words)
            dispatcher.ensure_running()

    def append(self, words: str) -> None:
        if self._target is not None:
            self._target.append(words)
            dispatcher.ensure_running()

    def write(self, deadline: float) -> None:
        if self._target is not None and self._target.find() is None and not self._undone:
            self.close()  # somebody removed it, and means it
            return
        text = self._write(deadline)
        if text is None:
            return
        if self.follows:
            views.follow(text)
        if self._undone:
            self._undone = False
            if self.editor and views.shown_in(self.editor) is None:
                views.show_in(self.editor, text)

    def close(self) -> None:
        """Forgets it. The text itself goes with the file."""
        if self in dispatcher.followers:
            dispatcher.followers.remove(self)
        if self._after_undo in book.on_undo:
            book.on_undo.remove(self._after_undo)
        self._target = None
        self._undone = False

    def _write(self, deadline: float) -> Text | None:
        target = self._target
        assert target is not None
        while target.pending:
            target.flush()
            if time.perf_counter() > deadline:
                break
        text = target.find()
        if text is not None:
            current.belongs_to(text, current.by_uid(self.script_uid))
            text.use_fake_user = False
            text[_MARK] = self.script
        return text

    def _after_undo(self) -> None:
        if self._target is not None:
            self._undone = True
            self._target.doubt()
            dispatcher.ensure_running()


TAKE = SideText(".Take.txt")
COMPARISON = SideText(".Comparison.txt")
REVIEW = SideText(".Review.txt")
_ALL = (TAKE, COMPARISON, REVIEW)


def tidy() -> None:
    """After a file was opened: those that it was saved with have nothing to say any more."""
    for text in [text for text in bpy.data.texts if text.library is None and text.get(_MARK) is not None]:
        script: Text | None = bpy.data.texts.get(str(text[_MARK]))
        editor = views.editor_for(text)
        while editor and script is not None and views.shown_in(editor) == text:
            views.show_in(editor, script)
            editor = views.editor_for(text)
        bpy.data.texts.remove(text)


def close_all() -> None:
    for each in _ALL:
        each.close()
