"""How each part is typed in Fountain, with or without the mark that forces it to be what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..elements import Kind
from ..fdx.marks import mark_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from .parts import Part

UNFORCED, FIRST_LINE, EVERY_LINE = range(3)
FORCES = (UNFORCED, FIRST_LINE, EVERY_LINE)
"""From the barest to the heaviest. Only action can have a mark on several lines."""

_NOT_IN_A_NUMBER = re.compile(r"[^\w.-]")
_ASIDE = frozenset({Kind.NOTE, Kind.SYNOPSIS})
_STYLED = frozenset({Kind.ACTION, Kind.CENTERED, Kind.PARENTHETICAL, Kind.DIALOGUE})


def lines_of(part: Part, force: int, *, literal: bool) -> list[str]:
    """`literal` says that asterisks and underscores in the text are characters, and emphasis is in the styles."""
    text = part.text
    if literal and part.kind not in _ASIDE:
        text = mark_up(text, part.styles if part.kind in _STYLED else ())
    return _SPELLINGS[part.kind](part, text, force)


def _title_page(part: Part, text: str, _force: int) -> list[str]:
    lines = text.split("\n")
    return [f"{part.key}: {text}"] if len(lines) == 1 else [f"{part.key}:", *(f"    {line}" for line in lines)]


def _heading(part: Part, text: str, force: int) -> list[str]:
    # Between its signs, Fountain takes letters, digits, periods and hyphens for a scene number and nothing else.
    number = _NOT_IN_A_NUMBER.sub("", part.number or "")
    return [("." if force else "") + text + (f" #{number}#" if number else "")]


def _character(part: Part, text: str, force: int) -> list[str]:
    return [("@" if force else "") + text + (" ^" if part.dual else "")]


def _action(_part: Part, text: str, force: int) -> list[str]:
    forced = {UNFORCED: 0, FIRST_LINE: 1}
    lines = text.split("\n")
    count = forced.get(force, len(lines))
    return [*(f"!{line}" for line in lines[:count]), *lines[count:]]


def _transition(_part: Part, text: str, force: int) -> list[str]:
    return [f"> {text}" if force else text]


def _centered(_part: Part, text: str, _force: int) -> list[str]:
    return [f"> {line} <" for line in text.split("\n")]


def _said(_part: Part, text: str, _force: int) -> list[str]:
    """Two spaces on an otherwise empty line keep a speech going."""
    return [line or "  " for line in text.split("\n")]


def _lyric(_part: Part, text: str, _force: int) -> list[str]:
    return [f"~{line}" for line in text.split("\n")]


def _note(_part: Part, text: str, _force: int) -> list[str]:
    return f"[[{text.replace(']]', '] ]')}]]".split("\n")


def _synopsis(_part: Part, text: str, _force: int) -> list[str]:
    return [f"= {text}"]


def _page_break(_part: Part, _text: str, _force: int) -> list[str]:
    return ["==="]


_SPELLINGS: dict[Kind, Callable[[Part, str, int], list[str]]] = {
    Kind.TITLE_PAGE: _title_page,
    Kind.SCENE_HEADING: _heading,
    Kind.ACTION: _action,
    Kind.CHARACTER: _character,
    Kind.PARENTHETICAL: _said,
    Kind.DIALOGUE: _said,
    Kind.LYRIC: _lyric,
    Kind.TRANSITION: _transition,
    Kind.CENTERED: _centered,
    Kind.NOTE: _note,
    Kind.SYNOPSIS: _synopsis,
    Kind.PAGE_BREAK: _page_break,
}
