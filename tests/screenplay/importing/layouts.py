"""Typesets a script as plain text in the ways that people paste, so that what is read back can be compared."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import NamedTuple

from blender_movie_director.screenplay import Element, Kind, parse
from blender_movie_director.screenplay.elements import PRINTED


class Layout(NamedTuple):
    """Columns of action, dialogue, parentheticals and cues; widths of action and dialogue."""

    action: int
    dialogue: int
    parenthetical: int
    cue: int
    action_width: int = 60
    dialogue_width: int = 35
    centered: bool = False
    tabs: bool = False
    right: int = 60


LAYOUTS = {
    "narrow": Layout(0, 10, 16, 22),
    "margin": Layout(15, 25, 31, 37),
    "tabs": Layout(0, 8, 16, 24, tabs=True),
    "centered speeches": Layout(0, 12, 0, 0, centered=True),
    "flush, broken": Layout(0, 0, 0, 0),
    "flush, whole": Layout(0, 0, 0, 0, 9999, 9999),
}


def typeset(source: str, layout: Layout) -> str:
    """What prints of a script, without its title page."""
    return "\n".join(line for element in parse(source).elements for line in _lines(element, layout)) + "\n"


def _lines(element: Element, layout: Layout) -> list[str]:
    setter = _SETTERS.get(element.kind)
    return setter(element.text, layout) if setter else []


def _at(column: int, lines: list[str], layout: Layout) -> list[str]:
    indent = "\t" * (column // 8) if layout.tabs else " " * column
    return [indent + line for line in lines]


def _wrapped(text: str, width: int) -> list[str]:
    return [row for line in text.split("\n") for row in textwrap.wrap(line, width, break_on_hyphens=False)]


def _heading(text: str, layout: Layout) -> list[str]:
    return ["", "", *_at(layout.action, [text], layout)]


def _action(text: str, layout: Layout) -> list[str]:
    return ["", *_at(layout.action, _wrapped(text, layout.action_width), layout)]


def _cue(text: str, layout: Layout) -> list[str]:
    return ["", text.center(60).rstrip()] if layout.centered else ["", *_at(layout.cue, [text], layout)]


def _aside(text: str, layout: Layout) -> list[str]:
    lines = _wrapped(text, min(layout.dialogue_width, 25) if layout.dialogue_width < 100 else 9999)
    return [line.center(60).rstrip() for line in lines] if layout.centered else _at(layout.parenthetical, lines, layout)


def _speech(text: str, layout: Layout) -> list[str]:
    return _at(layout.dialogue, _wrapped(text, layout.dialogue_width), layout)


def _transition(text: str, layout: Layout) -> list[str]:
    flush = layout.cue == 0 and not layout.centered
    return ["", text if flush else " " * layout.action + text.rjust(layout.right)]


def _centered(text: str, layout: Layout) -> list[str]:
    flush = layout.cue == 0 and not layout.centered
    return ["", *(text.split("\n") if flush else _at(layout.action, [text.center(60).rstrip()], layout))]


_SETTERS: dict[Kind, Callable[[str, Layout], list[str]]] = {
    Kind.SCENE_HEADING: _heading,
    Kind.ACTION: _action,
    Kind.CHARACTER: _cue,
    Kind.PARENTHETICAL: _aside,
    Kind.DIALOGUE: _speech,
    Kind.LYRIC: _speech,
    Kind.TRANSITION: _transition,
    Kind.CENTERED: _centered,
}


def printed(text: str) -> list[tuple[Kind, str]]:
    """Kind and words of everything that prints."""
    return [(element.kind, element.text) for element in parse(text).elements if element.kind in PRINTED]
