"""Finds the objects of a list in JSON that is still being written, each as soon as its last brace is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...llm.json_in_text import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURN = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_IN_A_LIST = ("{[{", "[{")
"""The brackets that are open where an item begins: `{"scenes": [{`, or a list with nothing around it."""
_LONGEST_ITEM = 60_000
"""Characters. What goes on for longer is left to the end of the answer: it is copied with each piece."""


class Arriving:
    """What comes before the first brace is passed over. JSON that is broken brings nothing, and no error: the whole
    answer is read again at its end, by others."""

    def __init__(self) -> None:
        self.length = 0
        """Characters that have come."""
        self._text = ""
        self._place = 0
        self._open = ""
        self._item: int | None = None
        self._in_string = False

    def feed(self, piece: str) -> Iterator[dict[str, Any]]:
        self.length += len(piece)
        self._text += piece
        while turn := _TURN.search(self._text, self._place):
            mark = turn.group()
            if mark[0] == "\\" and not self._in_string:
                mark = mark[1:]  # outside of strings it escapes nothing
            self._place = turn.end()
            if mark == '"':
                self._in_string = not self._in_string if self._open else False
            elif self._in_string:
                continue
            elif mark in ("{", "["):
                self._open += mark
                if self._open in _IN_A_LIST and self._item is None:
                    self._item = turn.start()
            elif mark in ("}", "]") and self._open:
                if self._item is not None and mark == "}" and self._open in _IN_A_LIST:
                    yield from _object(self._text[self._item : self._place])
                    self._forget()
                self._open = self._open[:-1]
        # A backslash at the very end may belong to what comes next.
        self._place = max(self._place, len(self._text) - (1 if self._text.endswith("\\") else 0))
        if self._item is None or len(self._text) > _LONGEST_ITEM:
            self._forget()

    def _forget(self) -> None:
        """What has been looked at is not needed again: an answer of a megabyte is not copied a thousand times."""
        self._text = self._text[self._place :]
        self._place = 0
        self._item = None


def _object(text: str) -> Iterator[dict[str, Any]]:
    try:
        found = strict_json(text)
    except ValueError:
        return
    if isinstance(found, dict):
        yield found
