"""The review of a take, in the Takes panel: its changes, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..drawing import BOX, wrapped
from ..operators.reviews import (
    DIRECTOR_OT_accept_all,
    DIRECTOR_OT_accept_chosen,
    DIRECTOR_OT_choose_changes,
    DIRECTOR_OT_dismiss_refusal,
    DIRECTOR_OT_end_review,
    DIRECTOR_OT_review_take,
)
from ..operators.takes import DIRECTOR_OT_copy_take
from ..takes import book, lists, reviewing
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..takes.lists import DirectorTakes
    from ..takes.reviewing import Review

_FEW_ROWS, _MANY_ROWS = 3, 10
_MOST_CONFLICTS = 3


def draw_review(layout: UILayout, context: Context, shown: DirectorTakes | None) -> None:
    width = context.region.width
    review = reviewing.current()
    if review is not None and shown is not None:
        _draw_open(layout.box(), context, review, shown)
    if reviewing.trouble is not None:
        _draw_trouble(layout.box(), reviewing.trouble, width - BOX)


def _draw_open(box: UILayout, context: Context, review: Review, shown: DirectorTakes) -> None:
    width = context.region.width - BOX
    count, chosen = len(review.merged.changes), len(review.accepted)
    wrapped(box, f"Reviewing: {chosen} of {count} changes chosen", width=width)
    if not review.exact:
        wrapped(box, "The script was changed since this take was written.", width=width, icon="INFO")
    _draw_conflicts(box, review, width)
    if len(shown.changes) == count and count:
        box.template_list(
            lists.DIRECTOR_UL_changes.bl_idname, "", shown, "changes", shown, "active_change",
            rows=min(_MANY_ROWS, max(_FEW_ROWS, count)), maxrows=_MANY_ROWS,
        )  # fmt: skip
    roomy = room_in(context) >= NARROW
    if count > 1:
        row = box.row(align=True)
        row.operator(DIRECTOR_OT_choose_changes.bl_idname, text="All").everything = True
        row.operator(DIRECTOR_OT_choose_changes.bl_idname, text="None").everything = False
    row = box.row(align=True) if roomy else box.column(align=True)
    row.scale_y = 1.2
    everything = row.row(align=True)
    everything.enabled = count > 0
    everything.operator(DIRECTOR_OT_accept_all.bl_idname, icon="CHECKMARK")
    some = row.row(align=True)
    some.enabled = chosen > 0
    some.operator(DIRECTOR_OT_accept_chosen.bl_idname, text="Accept Chosen")
    row = box.row(align=True) if roomy else box.column(align=True)
    row.operator(DIRECTOR_OT_end_review.bl_idname, text="Reject").reject = True
    row.operator(DIRECTOR_OT_end_review.bl_idname)


def _draw_conflicts(box: UILayout, review: Review, width: int) -> None:
    conflicts = review.merged.conflicts
    if not conflicts:
        return
    for conflict in conflicts[:_MOST_CONFLICTS]:
        wrapped(box, conflict.sentence, width=width, icon="ERROR")
    more = f" and {len(conflicts) - _MOST_CONFLICTS} more" if len(conflicts) > _MOST_CONFLICTS else ""
    wrapped(box, f"Both versions{more} stand at the end of the review.", width=width)
    box.operator(DIRECTOR_OT_copy_take.bl_idname, text="Copy Take").take = review.take


def _draw_trouble(box: UILayout, trouble: reviewing.Trouble, width: int) -> None:
    """Why nothing was reviewed, or accepted."""
    wrapped(box, trouble.what, width=width, icon="ERROR")
    if trouble.remedy:
        wrapped(box, trouble.remedy, width=width)
    known = book.known()
    if known is not None and trouble.take in known:
        column = box.column(align=True)
        if trouble.may_merge:
            merge = column.operator(DIRECTOR_OT_review_take.bl_idname, text="Merge...")
            merge.take, merge.merge = trouble.take, True
        if known[trouble.take].text:
            column.operator(DIRECTOR_OT_copy_take.bl_idname, text="Copy Take").take = trouble.take
    box.operator(DIRECTOR_OT_dismiss_refusal.bl_idname)
