"""What a model has said of the script: in short, how good it is, and of the scene at the cursor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..analysis import results, watching
from ..drawing import BOX, counted, wrapped
from ..operators.results import DIRECTOR_OT_forget_analysis, DIRECTOR_OT_show_quote
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ..analysis.known import Known
    from ..script.session import Session

_MOST_ELEMENTS = 14
_MOST_POINTS = 3
_MOST_FAILURES = 4
_LONGEST = 420
"""Characters of anything that is said: a sidebar is no page. All of it stands in the report."""
_BUTTON = 26
"""What a button with an icon takes off the width, in pixels at scale 1."""


def draw_known(layout: UILayout, context: Context, script: Text, known: Known, session: Session | None) -> None:
    breakdown = session.breakdown if session is not None else None
    compared = results.compared(script, breakdown)
    if compared is None and breakdown is not None:
        watching.want_comparison(script)
    part = _part(layout, "story", "Story", closed=False)
    if part is not None:
        _draw_story(part, context, known, compared.differing if compared is not None else 0)
    assessment = known.about["assessment"]
    if assessment is not None:
        part = _part(layout, "coverage", "Coverage", closed=True)
        if part is not None:
            _draw_coverage(part, context, assessment["coverage"])
    if breakdown is None or session is None:
        return
    place = session.scene_at(script.current_line_index)
    if place >= 0:
        scene = breakdown.scenes[place]
        part = _part(layout, "scene", f"Scene {scene.number or scene.ordinal}", closed=False)
        if part is not None:
            then, same = compared.of(scene.ordinal) if compared is not None else (None, True)
            _draw_scene(part, context, known.scenes.get(then) if then is not None else None, same=same)


def _part(layout: UILayout, name: str, label: str, *, closed: bool) -> UILayout | None:
    """A part that folds, by Blender's own means: it remembers which are open. None where it is folded."""
    parts: Any = layout.panel(f"movie_director_{name}", default_closed=closed)  # no stub says what comes back
    header, body = parts
    header.label(text=label)
    folded: UILayout | None = body
    return folded


def _draw_story(layout: UILayout, context: Context, known: Known, differing: int) -> None:
    width = context.region.width
    story = known.about["story"]
    if story is not None:
        wrapped(layout, _cut(story["logline"]), width=width)
        wrapped(layout, _cut(story["paragraph"]), width=width)
    else:
        wrapped(layout, "Only an analysis of all scenes tells the story.", width=width)
    for note in _notes(known, differing):
        wrapped(layout, note, width=width, icon="INFO")
    for scene in known.failed[:_MOST_FAILURES]:
        wrapped(
            layout, f"Scene {scene['ordinal']}, {scene['heading']}: {_cut(scene['failure'])}", width=width, icon="ERROR"
        )
    for failure in known.about["failures"]:
        if not failure["part"].startswith("scene"):
            wrapped(layout, f"The {failure['part']} is missing: {_cut(failure['what'])}", width=width, icon="ERROR")
    row = layout.row()
    wrapped(row.column(), _made(known), width=width - _BUTTON)
    row.operator(DIRECTOR_OT_forget_analysis.bl_idname, text="", icon="TRASH", emboss=False)


def _notes(known: Known, differing: int) -> list[str]:
    notes = []
    if differing:
        one = differing == 1
        notes.append(f"Made of an earlier version: {counted(differing, 'scene')} {'differs' if one else 'differ'}.")
    if known.broken_off:
        notes.append(f"Not complete. {known.broken_off}")
    if known.rejected:
        what = "thing was" if known.rejected == 1 else "things were"
        notes.append(f"{known.rejected} {what} rejected: the script does not have what the model quotes or names.")
    return notes


def _made(known: Known) -> str:
    when = time.strftime("%d %b %Y, %H:%M", time.localtime(known.made))
    by = "a stand-in, no model was asked" if known.stand_in else known.about["model"]
    return f"{counted(known.read, 'scene')} read by {by}. {when}"


def _draw_coverage(layout: UILayout, context: Context, coverage: dict[str, Any]) -> None:
    width = context.region.width
    if coverage["recommendation"]:
        wrapped(layout, f"{coverage['recommendation'].capitalize()}. {_cut(coverage['why'])}", width=width)
    column = layout.column(align=True)
    for grade in coverage["grades"]:
        split = column.split(factor=0.5)
        split.label(text=grade["of"].capitalize())
        split.label(text=grade["grade"].capitalize() or "Not told")
    for label, points in (("Strengths", coverage["strengths"]), ("Weaknesses", coverage["weaknesses"])):
        if points:
            layout.label(text=label)
        for point in points[:_MOST_POINTS]:
            wrapped(layout, _cut(point), width=width, icon="DOT")


def _draw_scene(layout: UILayout, context: Context, scene: dict[str, Any] | None, *, same: bool) -> None:
    width = context.region.width
    if scene is None:
        wrapped(layout, "No model has read this scene yet.", width=width)
        return
    if not same:
        wrapped(layout, "Read when this scene was another.", width=width, icon="INFO")
    reading = scene["reading"]
    if reading is None:
        wrapped(layout, _cut(scene["failure"]), width=width, icon="ERROR")
        return
    wrapped(layout, _cut(reading["summary"]), width=width)
    turn = reading["turn"]
    told = {
        "Purpose": reading["purpose"],
        "Conflict": reading["conflict"],
        "Turn": ": ".join(
            part for part in (" to ".join(filter(None, (turn["before"], turn["after"]))), turn["why"]) if part
        ),
        "Story day": reading["story_day"],
    }
    for label, text in told.items():
        if text:
            wrapped(layout, f"{label}: {_cut(text)}", width=width)
    _draw_elements(layout, context, scene["ordinal"], reading["elements"])


def _draw_elements(layout: UILayout, context: Context, ordinal: int, elements: list[dict[str, Any]]) -> None:
    """What the scene needs, by kind; each with the words of the script that say so."""
    shown = sorted(enumerate(elements), key=lambda one: (bool(one[1]["rejected"]), one[1]["kind"]))[:_MOST_ELEMENTS]
    if not shown:
        return
    button = _BUTTON * context.preferences.system.ui_scale
    box = layout.box()
    for place, element in shown:
        row = box.row()
        column = row.column(align=True)
        column.active = not element["rejected"]
        width = round(context.region.width - BOX - button)
        kind = "Rejected" if element["rejected"] else element["kind"].capitalize()
        wrapped(column, f"{kind}: {element['name'] or element['quote']}", width=width)
        if element["rejected"]:
            wrapped(column, f"{element['rejected']} \u201c{_cut(element['quote'])}\u201d", width=width)
            continue
        if room_in(context) >= NARROW:
            wrapped(column, f"\u201c{_cut(element['quote'])}\u201d", width=width)
        show = row.operator(DIRECTOR_OT_show_quote.bl_idname, text="", icon="VIEWZOOM", emboss=False)
        show.scene, show.element = ordinal, place
    more = len(elements) - len(shown)
    if more > 0:
        wrapped(box, f"and {more} more, in the report", width=round(context.region.width - BOX))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(maxsplit=1)[0]}..."
