"""Notes and boneyards: where each of them starts and ends in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .elements import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENER = re.compile(r"/\*|\[\[")
# Only these end a line, as in Blender's Text Editor: str.splitlines() would also break at form feeds and U+2028.
LINE_BREAK = re.compile(r"\r\n|\n|\r")
# Two spaces on a line keep a note or a speech together; an emptier line ends it. `\r(?!\n)` keeps CRLF from counting
# twice.
EMPTY_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n))[ \t]?(?:\r\n|\n|\r(?!\n))")


def split_lines(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    return LINE_BREAK.split(text) if "\r" in text else text.split("\n")


def holds_asides(text: str) -> bool:
    """Whether a note or a boneyard may start in a text. One character is found many times faster than two."""
    return ("*" in text and "/*" in text) or ("[" in text and "[[" in text)


def find_asides(text: str, position: int, stop: int) -> Iterator[tuple[Kind, int, int, bool]]:
    """Every note and boneyard that starts between two places: kind, start, end, and whether it is closed."""
    # The next empty line, and how far no note can end: both are kept, so that a run of openers stays linear.
    empty_line = barren = -1
    while match := _OPENER.search(text, position, stop):
        start, position = match.span()
        if match.group() == "/*":
            found = text.find("*/", position)
            position = len(text) if found < 0 else found + 2
            yield Kind.BONEYARD, start, position, found >= 0
            continue
        if position <= barren:
            continue
        if empty_line < position:
            blank = EMPTY_LINE.search(text, position)
            empty_line = blank.start() if blank else len(text)
        found = text.find("]]", position, empty_line)
        if found < 0:
            barren = empty_line
        else:
            position = found + 2
            yield Kind.NOTE, start, position, True
