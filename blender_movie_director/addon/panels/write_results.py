"""What came of a request: the beginning of the newest take, or the suggestions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .. import spending
from ..asking import shelf, wishes, writing
from ..drawing import BOX, wrapped
from ..jobs import State
from ..operators.reviews import DIRECTOR_OT_review_take
from ..operators.suggest import (
    DIRECTOR_OT_drop_suggestions,
    DIRECTOR_OT_open_suggestion,
    DIRECTOR_OT_send_suggestion,
    DIRECTOR_OT_suggest_more,
    can_chat,
)
from ..operators.takes import DIRECTOR_OT_show_take
from ..takes import book
from .rows import NARROW, room_in, roomy

if TYPE_CHECKING:
    from bpy.types import Context, Text, UILayout

    from ...writing.suggested_rounds import Idea, Round
    from ...writing.takes import Take
    from ..jobs import Job

_BEGINNING = 320
"""Characters of a take."""
_LINES = 7
_MOST_SENTENCES = 3
_LABELS = {wishes.DIALOGUE: "Dialogue", wishes.DESCRIPTION: "Description", wishes.SUGGESTIONS: "Suggestions"}


def name_of(job: Job) -> str:
    """What a job writes, and for which place."""
    made = writing.made_by(job)
    takes, rounds = book.known(), shelf.known()
    if takes is not None and made in takes:
        target = takes[made].target
        return f"{_LABELS[job.kind]}, {_scene(target.ordinal, target.heading)}"
    found = rounds.get(made) if rounds is not None else None
    return f"{_LABELS[job.kind]}, {found.place}" if found is not None else _LABELS[job.kind]


def draw_newest_take(layout: UILayout, text: Text, request: str, width: int) -> None:
    """Of the newest job; where there is none, as in a file that was opened, of the newest take of such a request. While
    it is written, its end is shown and not its beginning."""
    takes = book.known()
    if takes is None:
        return
    job = writing.newest(text, request)
    name = writing.made_by(job) if job is not None else _last(request)
    if name not in takes:
        return
    take = takes[name]
    box = layout.box()
    inside = width - BOX
    wrapped(box, _heading(take, job), width=inside, icon=_icon(take))
    if take.failure:
        wrapped(box, take.failure, width=inside)
    for sentence in (*take.faults, *take.notes)[:_MOST_SENTENCES]:
        wrapped(box, sentence, width=inside, icon="INFO")
    column = box.column(align=True)
    for line in _end(take.text[-_BEGINNING:]) if take.state == "running" else _beginning(take.text[: _BEGINNING + 1]):
        wrapped(column, line, width=inside)
    if take.text:
        row = box.row(align=True) if roomy(width) else box.column(align=True)
        row.operator(DIRECTOR_OT_show_take.bl_idname, text="Show", icon="WINDOW").take = take.id
        row.operator(DIRECTOR_OT_review_take.bl_idname, text="Review", icon="CHECKMARK").take = take.id


def draw_ideas(layout: UILayout, context: Context) -> None:
    """The suggestions of one round; the newest, unless another was chosen."""
    rounds = shelf.known()
    if rounds is None or not len(rounds):
        return
    names = rounds.names
    name, number = shelf.shown
    here = names.index(name) if name in names else len(names) - 1
    each = rounds[names[here]]
    width = context.region.width
    box = layout.box()
    _draw_round_head(box, names, here)
    wrapped(box, f"{_ABOUT[each.about]}. {each.place}" if each.about in _ABOUT else each.place, width=width - BOX)
    for sentence in (*each.faults, *([each.failure] if each.failure else ()))[:_MOST_SENTENCES]:
        wrapped(box, sentence, width=width - BOX, icon="INFO")
    if each.stand_in:
        wrapped(box, "A stand-in's: no model was asked.", width=width - BOX, icon="INFO")
    column = box.column(align=True)
    for place, idea in enumerate(each.ideas, start=1):
        opened = place == number
        row = column.row(align=True)
        row.alignment = "LEFT"
        shown = row.operator(
            DIRECTOR_OT_open_suggestion.bl_idname,
            text=idea.title,
            icon="DISCLOSURE_TRI_DOWN" if opened else "DISCLOSURE_TRI_RIGHT",
            emboss=False,
        )
        shown.round, shown.number = each.id, place
        if opened:
            _draw_idea(column, context, each, place, idea)


def _draw_round_head(box: UILayout, names: tuple[str, ...], here: int) -> None:
    row = box.row(align=True)
    row.label(text=f"Ideas {here + 1} of {len(names)}" if len(names) > 1 else "Ideas")
    steps: tuple[tuple[int, Any], ...] = ((-1, "TRIA_LEFT"), (1, "TRIA_RIGHT"))
    for step, icon in steps:
        button = row.row(align=True)
        button.enabled = 0 <= here + step < len(names)
        shown = button.operator(DIRECTOR_OT_open_suggestion.bl_idname, text="", icon=icon)
        shown.round, shown.number = names[max(min(here + step, len(names) - 1), 0)], 1
    row.operator(DIRECTOR_OT_drop_suggestions.bl_idname, text="", icon="TRASH").round = names[here]


def _draw_idea(column: UILayout, context: Context, each: Round, number: int, idea: Idea) -> None:
    width = context.region.width - BOX
    inside = column.box().column()
    if room_in(context) < NARROW:
        wrapped(inside, f"{idea.title}.", width=width - BOX)  # it is cut in its row
    for label, said in (("", idea.pitch), ("Why: ", idea.why), ("Costs: ", idea.cost)):
        if said:
            wrapped(inside, f"{label}{said}", width=width - BOX)
    ways = [("dialogue", "Dialogue"), ("description", "Description"), *([("chat", "Chat")] if can_chat() else [])]
    buttons = inside.row(align=True) if room_in(context) >= NARROW else inside.column(align=True)
    for to, label in ways:
        sent = buttons.operator(DIRECTOR_OT_send_suggestion.bl_idname, text=label)
        sent.round, sent.number, sent.to = each.id, number, to
    buttons = inside.row(align=True) if room_in(context) >= NARROW else inside.column(align=True)
    for way, label in (("LIKE", "More Like This"), ("UNLIKE", "Something Else")):
        more = buttons.operator(DIRECTOR_OT_suggest_more.bl_idname, text=label)
        more.round, more.number, more.way = each.id, number, way


_ABOUT = {"plot": "Plot", "character": "Character", "turn": "Scene turn", "titles": "Titles", "what-ifs": "What if"}


def _heading(take: Take, job: Job | None) -> str:
    scene = _scene(take.target.ordinal, take.target.heading)
    scene = scene[0].upper() + scene[1:]
    if take.state == "running":
        return "It is being written."  # what and where is said above, beside how far it is
    ended = {"partial": "broke off", "failed": "failed", "cancelled": "cancelled"}.get(take.state, "")
    said = [f"{scene}: {ended}." if ended else f"{scene}."]
    if take.stand_in:
        said.append("A stand-in wrote it: no model was asked.")
    elif take.spent.calls:
        seconds = f" in {job.seconds:.0f} s" if job is not None and job.state is State.FINISHED else ""
        said.append(f"{take.model}{seconds}. {spending.line(take.spent._asdict())}.")
    return " ".join(said)


def _icon(take: Take) -> Any:
    return {"complete": "CHECKMARK", "failed": "ERROR", "running": "TIME"}.get(take.state, "INFO")


def _scene(ordinal: int, heading: str) -> str:
    return f"scene {ordinal}: {heading}" if ordinal else "before the first scene"


@lru_cache(maxsize=32)
def _beginning(text: str) -> tuple[str, ...]:
    """Lines of it, without the empty ones. A character more than is shown tells that there is more."""
    lines = [line for line in text[:_BEGINNING].splitlines() if line.strip()]
    if len(text) > _BEGINNING or len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[min(len(lines), _LINES) - 1]} ..."] if lines else []
    return tuple(lines)


def _end(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(lines[-_LINES:])


def _last(request: str) -> str:
    """The id of the newest take of such a request."""
    takes = book.known()
    return next((take.id for take in reversed(tuple(takes or ())) if take.request == request), "")
