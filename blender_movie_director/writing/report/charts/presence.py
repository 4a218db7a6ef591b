"""Who is in which scene: a row for each character, a column for each scene."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from ....screenplay.facts.layout import counted
from ..axes import Axis, bands_above, scale_below
from ..bands import acts_of
from ..drawing import Drawing
from ..text import isolated, runs
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....screenplay import Breakdown, Character
    from ..subject import Subject

_ROW = 15
_TALLEST = 13
_LEAST = 3.5
_AIR = 0.1
_TOP = 24
_ON_A_PAGE = 46
"""Rows of one chart: more would not fit on a sheet of paper."""
_LEADING = 4
"""Who speaks in so many scenes stands above, by weight; the others follow by their entrance."""


def presence(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Who is there"
    if not facts.cast:
        return Figure("presence", title, "Nobody speaks in this script, so there is nobody to follow through it.")
    if not facts.scenes:
        return Figure("presence", title, "Without scene headings nobody can be placed.")
    ordered = _ordered(facts)
    groups = [ordered[start : start + _ON_A_PAGE] for start in range(0, len(ordered), _ON_A_PAGE)]
    return Figure(
        "presence",
        title,
        _says(facts),
        [_chart(subject, group, place) for place, group in enumerate(groups)],
        columns=("character", "scenes", "speaks in", "only named in", "first", "last"),
        rows=[
            (
                character.name,
                len(character.scenes),
                _told(character.scenes),
                _told(sorted(set(character.named) - set(character.scenes))),
                character.first_appearance or 0,
                character.last_appearance or 0,
            )
            for character in ordered
        ],
    )


def _ordered(facts: Breakdown) -> list[Character]:
    leading = [character for character in facts.cast if len(character.scenes) >= _LEADING]
    others = [character for character in facts.cast if len(character.scenes) < _LEADING]
    return leading + sorted(others, key=lambda character: character.first_appearance or 0)


def _chart(subject: Subject, cast: Sequence[Character], place: int) -> Drawing:
    facts = subject.facts
    axis = Axis(len(facts.scenes))
    bottom = _TOP + _ROW * len(cast)
    more = f", continued ({place + 1})" if place else ""
    description = (
        f"A row for each of {counted(len(cast), 'character')}, a column for each of "
        f"{counted(len(facts.scenes), 'scene')}. A mark is as tall as they have words there."
    )
    drawing = Drawing(f"presence-{place + 1}", f"Who is there{more}", description, bottom + 22)
    drawing.text("faint", axis.right + 6, 11, "scenes")
    most = max((words for each in facts.cast for words in each.words_by_scene), default=0) or 1
    bands_above(axis, drawing, acts_of(subject), 0, bottom)
    for row, character in enumerate(cast):
        _row(drawing, axis, character, _TOP + _ROW * (row + 0.5), most)
    scale_below(axis, drawing, bottom + 16, "scene")
    return drawing


def _row(drawing: Drawing, axis: Axis, character: Character, y: float, most: int) -> None:
    drawing.name_at(y + 4, character.name)
    first, last = character.first_appearance, character.last_appearance
    if first is not None and last is not None:
        drawing.line("life", axis.x(first), y, axis.x(last + 1), y)
    for ordinal in character.named:
        if ordinal not in character.scenes:
            x, width = axis.bar(ordinal, _AIR)
            drawing.rect("named", x, y - 1.5, width, 3, tip=f"{character.name} is named in scene {ordinal}")
    for ordinal, words in zip(character.scenes, character.words_by_scene, strict=True):
        x, width = axis.bar(ordinal, _AIR)
        height = max(sqrt(words / most) * _TALLEST, _LEAST)
        tip = f"{character.name}, scene {ordinal}: {counted(words, 'word')}"
        drawing.rect("speaks", x, y - height / 2, width, height, tip=tip)
    drawing.text("faint", axis.right + 6, y + 4, str(len(character.scenes)))


def _says(facts: Breakdown) -> str:
    busiest = max(facts.cast, key=lambda character: len(character.scenes))
    part = f"{len(busiest.scenes)} of {counted(len(facts.scenes), 'scene')}"
    return (
        f"{isolated(busiest.name)} speaks in {part}. A mark is a scene in which somebody speaks, the taller the more "
        "words; a flat one is a scene in whose action they are only named; the line runs from entrance to exit."
        f"{_order(facts)}"
    )


def _order(facts: Breakdown) -> str:
    if all(len(character.scenes) >= _LEADING for character in facts.cast):
        return ""
    return f" Above, who speaks in {_LEADING} scenes or more, by speeches; below, the others by their entrance."


def _told(ordinals: Sequence[int]) -> str:
    return ", ".join("\u2013".join(map(str, dict.fromkeys(run))) for run in runs(ordinals))
