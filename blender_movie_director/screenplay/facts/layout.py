"""Plain text for a monospaced font, at most 80 columns wide: cells side by side, and lines that are wrapped."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 80
MARGIN = "  "


def row(*cells: tuple[str, int]) -> str:
    """Cells side by side: a positive width sets the text left, a negative one right."""
    return MARGIN + "  ".join(_left(text, width) if width > 0 else right(text, -width) for text, width in cells)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def indented(text: str) -> Iterator[str]:
    lines = wrapped(text, WIDTH - 2 * len(MARGIN))
    for number, line in enumerate(lines):
        yield MARGIN * (2 if number else 1) + line


def wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most that many columns; textwrap would count characters."""
    line = ""
    used = 0
    for word in text.split():
        taken = columns(word)
        if line and used + 1 + taken > width:
            yield line
            line, used = "", 0
        short = cut(word, width)
        line, used = (f"{line} {short}", used + 1 + taken) if line else (short, taken)
    if line:
        yield line


def cut(text: str, width: int) -> str:
    """The text, or as much as there is room for and an ellipsis."""
    if columns(text) <= width:
        return text
    place = 0
    used = _character_columns(text[0])
    while used < width:
        place += 1
        used += _character_columns(text[place])
    return text[:place].rstrip() + "\u2026"


def columns(text: str) -> int:
    """Columns in a monospaced font."""
    return sum(map(_character_columns, text))


def joined(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _left(text: str, width: int) -> str:
    text = cut(text, width)
    return text + " " * (width - columns(text))


def right(text: str, width: int) -> str:
    text = cut(text, width)
    return " " * (width - columns(text)) + text


def _character_columns(character: str) -> int:
    """Ideographs take two columns, combining accents none."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
