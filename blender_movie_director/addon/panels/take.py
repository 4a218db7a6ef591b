"""The take that was chosen: how it begins, what it was asked with, what it cost, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...writing import takes_listed
from .. import spending
from ..drawing import BOX, wrapped
from ..jobs import State
from ..operators.reviews import DIRECTOR_OT_review_take
from ..operators.takes import (
    DIRECTOR_OT_again_take,
    DIRECTOR_OT_cancel_take,
    DIRECTOR_OT_compare_takes,
    DIRECTOR_OT_copy_take,
    DIRECTOR_OT_judge_take,
    DIRECTOR_OT_show_take,
)
from ..takes import book
from . import take_asked
from .rows import NARROW, room_in
from .takes import at_hand

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import IconItems
    from bpy.types import Context, UILayout

    from ...writing.takes import Take

_FEW_LINES, _LINES, _LONGEST_LINE = 5, 12, 240
_MOST_SENTENCES = 4


def draw_take_header(layout: UILayout, context: Context) -> None:
    take = _chosen(context)
    if take is None or room_in(context) < NARROW:
        layout.label(text="Take")
    else:
        layout.label(text=f"Take by {takes_listed.short_model(take.model)}")


def draw_take(layout: UILayout, context: Context) -> None:
    take = _chosen(context)
    if take is None:
        wrapped(layout, "Choose a take above.", width=context.region.width)
        return
    width = context.region.width
    _draw_state(layout, take, width)
    _draw_beginning(layout, take, width, _LINES if room_in(context) >= NARROW else _FEW_LINES)
    _draw_actions(layout, context, take)
    _draw_checks(layout, take, width)
    _draw_asked(layout, take, width)


def _chosen(context: Context) -> Take | None:
    shown, known = at_hand(context), book.known()
    chosen = shown.chosen_take() if shown is not None else ""
    return known[chosen] if known is not None and chosen in known else None


def _draw_state(layout: UILayout, take: Take, width: int) -> None:
    job = book.job_of(take.id)
    if job is not None:
        layout.progress(factor=job.factor, text=f"{job.words} words", type="BAR")
        wrapped(layout, job.note, width=width)
        row = layout.row()
        row.enabled = job.state is State.RUNNING
        text = "Cancel" if job.state is State.RUNNING else "Cancelling..."
        row.operator(DIRECTOR_OT_cancel_take.bl_idname, text=text, icon="X").take = take.id
    elif take.failure:
        wrapped(layout.box(), take.failure, width=width - BOX, icon="ERROR")
    elif take.state == "cancelled":
        wrapped(layout, "Cancelled. What had come is kept.", width=width, icon="INFO")
    if take.stand_in:
        wrapped(layout, "A stand-in wrote this: no model was asked.", width=width, icon="INFO")
    if take.verdict == "applied":
        wrapped(layout, "Accepted. It can be reviewed again.", width=width, icon="CHECKMARK")


def _draw_beginning(layout: UILayout, take: Take, width: int, most: int) -> None:
    if not take.text.strip():
        wrapped(layout, "It has no words.", width=width)
        return
    lines = [line.strip() for line in take.text[: _LINES * _LONGEST_LINE].strip().splitlines()]
    box = layout.box().column(align=True)
    for line in lines[:most]:
        if line:
            wrapped(box, line[:_LONGEST_LINE], width=width - BOX)
        else:
            box.separator(factor=0.5)
    count = takes_listed.words(take.text)
    box.label(text=count if take.text.strip().count("\n") < most else f"... {count} in all")


def _draw_actions(layout: UILayout, context: Context, take: Take) -> None:
    roomy = room_in(context) >= NARROW
    row = layout.row()
    row.scale_y = 1.3
    row.enabled = take.state != "running" and bool(take.text.strip())
    text = "Review Changes" if roomy else "Review"
    row.operator(DIRECTOR_OT_review_take.bl_idname, text=text, icon="CHECKMARK").take = take.id
    column = layout.column(align=True)
    row = column.row(align=True) if roomy else column
    row.operator(DIRECTOR_OT_show_take.bl_idname, text="Show").take = take.id
    row.operator(DIRECTOR_OT_compare_takes.bl_idname, text="Compare").take = take.id
    row.operator(DIRECTOR_OT_copy_take.bl_idname).take = take.id
    row = column.row(align=True) if roomy else column
    again = row.row(align=True)
    again.enabled = take.state != "running"
    again.operator(DIRECTOR_OT_again_take.bl_idname, text="Again...").take = take.id
    for verdict, label in (("KEEP", "Keep"), ("DROP", "Drop")) if not take.verdict else (("REOPEN", "Reopen"),):
        judge = row.operator(DIRECTOR_OT_judge_take.bl_idname, text=label)
        judge.take, judge.verdict = take.id, verdict


def _draw_checks(layout: UILayout, take: Take, width: int) -> None:
    """What is wrong with it, and what is to be looked at."""
    icon: IconItems
    for icon, sentences in (("ERROR", take.faults), ("INFO", take.notes)):
        for sentence in sentences[:_MOST_SENTENCES]:
            wrapped(layout, sentence[:_LONGEST_LINE], width=width, icon=icon)
        if len(sentences) > _MOST_SENTENCES:
            layout.label(text=f"and {len(sentences) - _MOST_SENTENCES} more")


def _draw_asked(layout: UILayout, take: Take, width: int) -> None:
    column = layout.column(align=True)
    column.active = False
    for line in take_asked.lines(take):
        wrapped(column, line[:_LONGEST_LINE], width=width)
    if take.spent.calls:
        wrapped(column, spending.line(take.spent._asdict()), width=width)
