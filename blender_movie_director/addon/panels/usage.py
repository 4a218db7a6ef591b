"""Sidebar > Movie > Usage.

The chart is in the table: each line has a bar for its share of the money (of the tokens where nobody knows a price),
drawn by Blender itself. A picture of pixels would be square, blurred when it is scaled, blind to the theme, and would
have to be painted anew for each width; bars have labels, follow the theme, and fit.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...llm.stand_ins import STAND_IN
from .. import queries, spending
from ..drawing import BOX, counted, wrapped
from ..operators.usage import EXPORT, DIRECTOR_OT_export_usage, DIRECTOR_OT_refresh_usage
from ..usage import figures
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..usage.figures import Line, Shown

_MOST_LINES = 14
_WIDE, _WIDER = 300, 400
"""Pixels at scale 1: from here on there is room for tokens, and for all columns."""
_TASKS = {
    "analysis": "Analysis", "dialogue": "Dialogue", "description": "Description", "suggestions": "Suggestions",
    "chat": "Chat", "ask": "Questions", "check": "Connection checks", "": "Other",
}  # fmt: skip


def draw_usage(layout: UILayout, context: Context) -> None:
    width = context.region.width
    manager = context.window_manager
    by: str = manager.movie_director_usage_by  # type: ignore[attr-defined]
    figures.want(by)
    shown, trouble = figures.shown(), figures.trouble()
    if trouble is not None:
        box = layout.box()
        wrapped(box, trouble[0], width=width - BOX, icon="ERROR")
        wrapped(box, trouble[1], width=width - BOX)
        box.operator(DIRECTOR_OT_refresh_usage.bl_idname, icon="FILE_REFRESH")
        return
    if shown is None:
        wrapped(layout, "Reading the record...", width=width, icon="TIME")
        return
    if not shown.lines:
        wrapped(
            layout,
            "Nothing has been used yet. Once you ask a model, its tokens and its money are shown here.",
            width=width,
        )
        return
    _draw_head(layout, shown, width)
    row = layout.row(align=True)
    row.prop(manager, "movie_director_usage_by", text="")
    row.operator(DIRECTOR_OT_refresh_usage.bl_idname, text="", icon="FILE_REFRESH")
    _draw_lines(layout, context, shown)
    _draw_notes(layout, shown, width)
    _draw_export(layout, width)


def _draw_head(layout: UILayout, shown: Shown, width: int) -> None:
    """Today, this month, and what may still be spent."""
    column = layout.column(align=True)
    for label, line in (("Today", shown.today), ("This month", shown.month)):
        wrapped(column, f"{label}: {_money(line) if line is not None else 'nothing'}", width=width)
    if shown.budget is None:
        return
    spent = shown.month.dollars if shown.month is not None else Decimal(0)
    left = max(shown.budget - spent, Decimal(0))
    column.progress(
        factor=min(1.0, float(spent / shown.budget)),
        text=f"{spending.sum_of(left)} of {spending.sum_of(shown.budget)} left",
        type="BAR",
    )


def _draw_lines(layout: UILayout, context: Context, shown: Shown) -> None:
    lines = _in_order(shown)
    priced = any(line.dollars for line in lines)
    most = max((_weight(line, priced=priced) for line in lines), default=0.0) or 1.0
    for line in lines[:_MOST_LINES]:
        column = layout.column(align=True)
        _draw_line(column, context, _named(shown.by, line.name), line)
        column.progress(factor=_weight(line, priced=priced) / most, text=_bar_text(line), type="BAR")
    more = len(lines) - _MOST_LINES
    width = context.region.width
    if more > 0:
        wrapped(layout, f"and {more} more, which the file has", width=width)
    if len(lines) > 1:
        column = layout.column(align=True)
        _draw_line(column, context, "All", shown.total)
        wrapped(column, _money(shown.total), width=width)


def _draw_line(column: UILayout, context: Context, name: str, line: Line) -> None:
    """Its name and its figures: side by side, or one under the other."""
    room, width = room_in(context), context.region.width
    wrapped(column, name, width=width)
    told = [counted(line.calls, "call"), f"{spending.short(line.input_tokens + line.output_tokens)} tokens"]
    if room >= _WIDE:
        told[1] = f"{spending.short(line.input_tokens)} tokens in, {spending.short(line.output_tokens)} out"
    if line.failed:
        told.append(f"{line.failed} failed")
    if line.first_word is not None and room >= NARROW:
        told.append(f"first word in {line.first_word:.1f} s")
    if line.saved and room >= NARROW:
        told.append(f"{spending.sum_of(line.saved)} saved")
    small = column.column(align=True)
    small.active = False
    wrapped(small, ", ".join(told), width=width)


def _in_order(shown: Shown) -> list[Line]:
    """Days and months from the newest, all else from the dearest."""
    if shown.by in ("day", "month"):
        return sorted(shown.lines, key=lambda line: line.name, reverse=True)
    return sorted(shown.lines, key=lambda line: (-line.dollars, -line.input_tokens - line.output_tokens, line.name))


def _weight(line: Line, *, priced: bool) -> float:
    return float(line.dollars) if priced else float(line.input_tokens + line.output_tokens)


def _money(line: Line) -> str:
    """Unknown is not free."""
    if line.unpriced and not line.dollars:
        return spending.UNKNOWN
    unknown = f" and {counted(line.unpriced, 'call')} of unknown price" if line.unpriced else ""
    return f"{spending.money(line.dollars)}{unknown}"


def _bar_text(line: Line) -> str:
    if line.unpriced and not line.dollars:
        return spending.UNKNOWN
    return f"{spending.money(line.dollars)}{' + ?' if line.unpriced else ''}"


def _named(by: str, name: str) -> str:
    if by == "task":
        return _TASKS.get(name, name.capitalize())
    if name == STAND_IN:
        return "Stand-in (no model)"
    return name or ("No script" if by == "project" else "Unknown")


def _draw_notes(layout: UILayout, shown: Shown, width: int) -> None:
    total = shown.total
    if total.saved or total.cached_tokens:
        saved = f"Caches have saved {spending.sum_of(total.saved)}"
        cached = f"; {spending.short(total.cached_tokens)} tokens were read from them" if total.cached_tokens else ""
        wrapped(layout, f"{saved}{cached}.", width=width)
    if total.unpriced:
        wrapped(
            layout,
            f"{counted(total.unpriced, 'call')} went to models whose price nobody knows; they are in no sum.",
            width=width,
            icon="INFO",
        )


def _draw_export(layout: UILayout, width: int) -> None:
    query = queries.of(EXPORT)
    if query is not None and query.trouble is not None:
        box = layout.box()
        wrapped(box, query.trouble[0], width=width - BOX, icon="ERROR")
        wrapped(box, query.trouble[1], width=width - BOX)
    elif query is not None and not query.ended:
        wrapped(layout, "Writing the file...", width=width, icon="TIME")
    layout.operator(DIRECTOR_OT_export_usage.bl_idname, text="Export...", icon="EXPORT")
