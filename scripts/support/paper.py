"""Words on a terminal while they arrive, and below them how far the work is. In a pipe: the same, line by line."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from typing import TextIO

SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0
_WIDEST = 100
_BAR = 24
_PARTS = re.compile(r"\n|[^\S\n]+|\S+")


class Paper:
    """Takes words in pieces, which may begin and end in the middle of one, and a line about the progress."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = _understands_cursor_moves(self._stream)
        self._width = max(20, min(_WIDEST, shutil.get_terminal_size().columns - 1))
        self._held = ""
        self._column = 0
        self._status = ""
        self._told = ""
        self._told_at = time.monotonic()

    def write(self, words: str) -> None:
        """Print words; the last one waits for its end, so that it can move to the next line whole."""
        words = self._held + words
        cut = max((index + 1 for index, character in enumerate(words) if character.isspace()), default=0)
        self._print(words[:cut])
        self._held = words[cut:]

    def progress(self, done: int, total: int, note: str, more: str) -> None:
        """Say how far it is: on a terminal at once, in a pipe when the note changes or time has passed."""
        if self._live:
            share = min(1.0, done / total) if total else 0.0
            bar = f"[{'#' * round(share * _BAR):<{_BAR}}]"
            self._show(f"{bar} {note}, {more}")
            return
        now = time.monotonic()
        new = total > 0 and note != self._told
        if self._column == 0 and (new or now - self._told_at >= SECONDS_BETWEEN_SIGNS_OF_LIFE):
            count = f"{done} of {total}: " if total else ""
            self._emit(f"    [{count}{note}, {more}]\n")
            self._told, self._told_at = note, now

    def close(self) -> None:
        """Print what was held back, and end the line."""
        held, self._held = self._held, ""
        if self._status:
            self._emit(self._erasing())
            self._status = ""
        self._print(held)
        if self._column:
            self._print("\n")

    def _print(self, words: str) -> None:
        if not words:
            return
        pieces = []
        if self._status:
            pieces.append(self._erasing())
        for part in _PARTS.findall(words):
            if part == "\n":
                self._column = 0
            elif self._live and self._column and self._column + len(part) > self._width:
                pieces.append("\n")
                self._column = 0
                if part.isspace():
                    continue
                self._column = len(part)
            else:
                self._column += len(part)
            pieces.append(part)
        self._emit("".join(pieces))
        if self._status:
            self._draw()

    def _show(self, status: str) -> None:
        status = status if len(status) <= self._width else f"{status[: self._width - 3]}..."
        if status != self._status:
            self._status = status
            self._draw()

    def _draw(self) -> None:
        # On the line below, with the cursor back where the next word goes.
        self._emit(f"\n\r\x1b[K{self._status}\x1b[A{self._to_column()}")

    def _erasing(self) -> str:
        return f"\n\r\x1b[K\x1b[A{self._to_column()}"

    def _to_column(self) -> str:
        return "\r" + (f"\x1b[{self._column}C" if self._column else "")

    def _emit(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        self._stream.flush()


def _understands_cursor_moves(stream: TextIO) -> bool:
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ
