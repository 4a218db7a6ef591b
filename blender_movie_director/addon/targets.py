"""Where streamed words go: a text datablock that may be undone, renamed, removed or replaced at any moment.

No reference to a datablock is kept: an undo or a file load leaves every one dangling. It is found again, by its
`session_uid`, each time something is written. The words themselves are kept here until the job is over, so that
whatever happens to the datablock, none is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import bpy

from . import compat
from .script import current

if TYPE_CHECKING:
    from bpy.types import Text

_END = 2**31 - 1
_MOST_AT_ONCE = 32_000
"""Characters for one write: 0.05 ms in lines of usual length."""
_LONG_LINE = 4_000
"""Blender inserts characters into a line one by one, shifting its rest each time. A longer line is replaced whole."""
_COMPARE_UP_TO = 200_000
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class TextTarget:
    """The words of one job, and the datablock that shows them."""

    def __init__(self, name: str, *, beside: int = 0) -> None:
        self.name = name
        self.beside = beside
        """The `session_uid` of the script that it is about, where it is no script itself."""
        self.uid: int | None = None
        self._pieces: list[str] = []
        self._pending: list[str] = []
        self._length = 0
        self._check = False
        self._detached = False

    @property
    def whole(self) -> str:
        return "".join(self._pieces)

    @property
    def pending(self) -> bool:
        return (bool(self._pending) or self._check) and not self._detached

    @property
    def length(self) -> int:
        return self._length

    def append(self, words: str) -> None:
        cleaned = clean(words)
        self._pieces.append(cleaned)
        self._pending.append(cleaned)
        self._length += len(cleaned)

    def begin_again(self) -> None:
        """The words so far are not part of it."""
        self._pieces, self._pending, self._length = [], [], 0
        self._check = True

    def find(self) -> Text | None:
        """The datablock, if it still exists."""
        if self.uid is None or self._detached:
            return None
        return current.by_uid(self.uid)

    def doubt(self) -> None:
        """An undo or a redo has happened: what the datablock holds must be compared before more is written."""
        self._check = True

    def detach(self) -> None:
        """The file is closed: there is nothing to write to until `restore`."""
        self._detached = True

    def restore(self) -> Text:
        """Everything in a new datablock of the file that is open now."""
        self._detached = False
        self.uid = None
        self._pending = list(self._pieces)
        while self.pending:
            self.flush()
        text = self.find()
        assert text is not None
        return text

    def flush(self) -> None:
        """Writes what is pending, or the first part of it: one bounded piece of work."""
        if self._detached:
            return
        text = self.find()
        if text is None:
            # Removed, by hand or by an undo that reached back before its making. An answer that is still being
            # written is not what a person meant to be rid of (that is what Cancel is for).
            text = bpy.data.texts.new(compat.free_text_name(self.name))
            self.uid = text.session_uid
            if self.beside:
                current.belongs_to(text, current.by_uid(self.beside))
            self._pending = list(self._pieces)
            self._check = False
        elif self._check:
            self._check = False
            if self._length > _COMPARE_UP_TO or text.as_string() != self._written():
                text.clear()
                self._pending = list(self._pieces)
        joined = "".join(self._pending)
        piece, rest = joined[:_MOST_AT_ONCE], joined[_MOST_AT_ONCE:]
        self._pending = [rest] if rest else []
        if piece:
            _append(text, piece)

    def _written(self) -> str:
        ahead = sum(map(len, self._pending))
        whole = self.whole
        return whole[: len(whole) - ahead]


def _append(text: Text, piece: str) -> None:
    """Adds to the end and leaves a selection that the reader made where it is."""
    selection = _selection(text)
    text.cursor_set(_END, character=_END)
    if len(piece) < _LONG_LINE and text.current_character < _LONG_LINE:
        text.write(piece)
    else:
        _append_long_lines(text, piece)
    if selection is not None:
        line, character, end_line, end_character = selection
        text.select_set(line, character, end_line, end_character)


def _append_long_lines(text: Text, piece: str) -> None:
    short: list[str] = []
    for index, line in enumerate(piece.split("\n")):
        if index:
            short.append("\n")
        length = text.current_character if not short else 0
        if length + len(line) < _LONG_LINE:
            short.append(line)
            continue
        text.write("".join(short))
        short = []
        last = text.lines[text.current_line_index]
        last.body += line
        text.cursor_set(_END, character=_END)
    text.write("".join(short))


def _selection(text: Text) -> tuple[int, int, int, int] | None:
    """What the reader has selected, if it is more than a cursor."""
    line, character = text.current_line_index, text.current_character
    end_line, end_character = text.select_end_line_index, text.select_end_character
    if (line, character) == (end_line, end_character):
        return None
    return line, character, end_line, end_character


def clean(words: str) -> str:
    """What Blender's strings can hold: no NUL, no lone surrogate; and line ends as its editor wants them."""
    words = words.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", words)
