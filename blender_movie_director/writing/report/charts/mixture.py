"""Dialogue against action, scene by scene: words that are spoken go up, words that are done go down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.layout import counted
from ..axes import Axis, bands_above, levels_behind, round_step, scale_below
from ..bands import acts_of
from ..drawing import GUTTER, Drawing
from ..text import listed
from .figure import Figure

if TYPE_CHECKING:
    from ....screenplay import Breakdown
    from ..subject import Subject

_TOP = 20
_PLOT = 190
_BOTTOM = _TOP + _PLOT


def mixture(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Dialogue against action"
    most_spoken = max((scene.dialogue_words for scene in facts.scenes), default=0)
    most_action = max((scene.action_words for scene in facts.scenes), default=0)
    if not most_spoken + most_action:
        return Figure("mixture", title, "No scene has words of dialogue or action yet.")
    axis = Axis(len(facts.scenes))
    unit = _PLOT / (most_spoken + most_action)
    middle = _TOP + most_spoken * unit
    description = (
        f"For each of {len(facts.scenes)} scenes the words of dialogue upwards, at most {most_spoken}, and the words "
        f"of action downwards, at most {most_action}."
    )
    drawing = Drawing("mixture", title, description, _BOTTOM + 22)
    bands_above(axis, drawing, acts_of(subject), 0, _BOTTOM)
    step = round_step(most_spoken + most_action, 6)
    marks = range(-(most_action // step) * step, most_spoken + 1, step)
    levels_behind(axis, drawing, [(middle - mark * unit, f"{abs(mark):,}") for mark in marks])
    for css, words, y in (
        ("dialogue", "words of dialogue", (_TOP + middle) / 2),
        ("action", "words of action", (middle + _BOTTOM) / 2),
    ):
        drawing.text(f"{css}-words end", GUTTER - 42, y + 4, words)
    for scene in facts.scenes:
        x, width = axis.bar(scene.ordinal)
        words = f"{scene.dialogue_words:,} words spoken, {scene.action_words:,} of action"
        tip = f"Scene {scene.ordinal}: {words}"
        drawing.begin("scene", tip, scene.ordinal)
        drawing.rect("hit", axis.x(scene.ordinal), _TOP, axis.step, _PLOT)
        drawing.rect("dialogue", x, middle - scene.dialogue_words * unit, width, scene.dialogue_words * unit)
        drawing.rect("action", x, middle, width, scene.action_words * unit)
        drawing.end()
    scale_below(axis, drawing, _BOTTOM + 16, "scene")
    return Figure(
        "mixture",
        title,
        _says(facts),
        [drawing],
        columns=("scene", "words", "dialogue", "action", "dialogue, part"),
        rows=[(s.ordinal, s.words, s.dialogue_words, s.action_words, s.dialogue_share) for s in facts.scenes],
    )


def _says(facts: Breakdown) -> str:
    silent = [str(scene.ordinal) for scene in facts.scenes if not scene.dialogue_words]
    says = (
        f"Spoken: {counted(facts.dialogue_words, 'word')}. What is seen takes {counted(facts.action_words, 'word')}. "
        "Upwards what is said, downwards what is done."
    )
    if not silent:
        return f"{says} Somebody speaks in every scene."
    if len(silent) <= 8:
        return f"{says} Nobody speaks in {'scene' if len(silent) == 1 else 'scenes'} {listed(silent)}."
    return f"{says} Nobody speaks in {len(silent)} of {len(facts.scenes)} scenes."
