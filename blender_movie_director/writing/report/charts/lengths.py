"""How long each scene is, in eighths of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.report import duration, pages
from ..axes import Axis, bands_above, levels_behind, scale_below
from ..bands import acts_of
from ..drawing import Drawing
from ..text import in_pages, isolated, listed
from .figure import Figure

if TYPE_CHECKING:
    from ....screenplay import Breakdown
    from ..subject import Subject

_ONE_LONG_IN = 6
"""Scenes, of which the longest is marked."""
_TOP = 34
_PLOT = 130
_BOTTOM = _TOP + _PLOT


def lengths(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Length of the scenes"
    if not facts.scenes:
        return Figure("lengths", title, "There is no scene yet. A scene begins with a line such as INT. KITCHEN - DAY.")
    axis = Axis(len(facts.scenes))
    longest = facts.scenes[facts.longest_scenes[0] - 1]
    unit = _PLOT / longest.eighths
    description = (
        f"A bar for each of {len(facts.scenes)} scenes, in eighths of a page. The longest is scene {longest.ordinal} "
        f"with {in_pages(longest.eighths)}."
    )
    drawing = Drawing("lengths", title, description, _BOTTOM + 20)
    bands_above(axis, drawing, acts_of(subject), 0, _BOTTOM)
    step = _step(longest.eighths)
    marks = range(0, longest.eighths + 1, step)
    levels_behind(axis, drawing, [(_BOTTOM - mark * unit, f"{pages(mark)} p." if mark else "0") for mark in marks])
    named = set(facts.longest_scenes[: len(facts.scenes) // _ONE_LONG_IN])
    for scene in facts.scenes:
        x, width = axis.bar(scene.ordinal)
        height = scene.eighths * unit
        tip = f"Scene {scene.ordinal}: {scene.heading}. {in_pages(scene.eighths)}, about {duration(scene.seconds)}"
        drawing.begin("scene", tip, scene.ordinal)
        drawing.rect("hit", axis.x(scene.ordinal), _TOP, axis.step, _PLOT)
        drawing.rect("length long" if scene.ordinal in named else "length", x, _BOTTOM - height, width, height)
        if scene.ordinal in named:
            drawing.text("small mid", axis.x(scene.ordinal + 0.5), _BOTTOM - height - 4, str(scene.ordinal))
        drawing.end()
    if len(facts.scenes) > 1:
        mean = _BOTTOM - facts.average_eighths * unit
        drawing.line("mean", axis.left, mean, axis.right, mean)
        drawing.text("small", axis.right + 4, mean + 4, "average")
    scale_below(axis, drawing, _BOTTOM + 15, "scene")
    return Figure(
        "lengths",
        title,
        _says(facts),
        [drawing],
        columns=("scene", "heading", "page", "pages", "eighths", "seconds"),
        rows=[
            (scene.ordinal, scene.heading, scene.page, pages(scene.eighths), scene.eighths, scene.seconds)
            for scene in facts.scenes
        ],
    )


def _step(highest: int) -> int:
    """Eighths between two lines: a quarter of a page, a half, one page, or as many as keep them apart."""
    return next(step for step in (2, 4, 8, 16, 40, 80, 200, highest) if highest / step <= 4.5)


def _says(facts: Breakdown) -> str:
    longest = facts.scenes[facts.longest_scenes[0] - 1]
    if len(facts.scenes) == 1:
        return f"The only scene takes {in_pages(longest.eighths)}, about {duration(longest.seconds)}."
    headings = f"scene {longest.ordinal}, {isolated(longest.heading)}"
    others = listed([str(ordinal) for ordinal in facts.longest_scenes[1:]])
    next_ones = f", followed by {others}" if others else ""
    return (
        f"On average a scene takes {facts.average_eighths / 8:.1f} pages. The longest is {headings}, with "
        f"{in_pages(longest.eighths)}{next_ones}."
    )
