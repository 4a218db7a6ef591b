"""What the Usage panel shows. The record lies in a file that the worker reads: it is asked when the panel is opened,
when another sum is wanted, and after each job; never while something is drawn."""

from __future__ import annotations

import logging
import time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from .. import engine, jobs, queries, views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..queries import Query

log = logging.getLogger(__name__)

_BY_DAY, _BY_MONTH = "day", "month"


class Line(NamedTuple):
    """One line of the table, ready to be drawn."""

    name: str
    """As the record has it: a model, a task, a day, a month, a project."""
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    dollars: Decimal
    saved: Decimal
    unpriced: int
    """Calls of which nobody knows what they cost."""
    first_word: float | None
    """Seconds, on the average."""


class Shown(NamedTuple):
    """Everything that the panel draws."""

    by: str
    lines: tuple[Line, ...]
    total: Line
    today: Line | None
    month: Line | None
    budget: Decimal | None
    """For a month, in dollars."""


_stamp: object = None
"""What the newest figures are about; see `_now`."""
_shown: Shown | None = None
_wanted = "model"
_open: list[Query] = []


def shown() -> Shown | None:
    """The newest figures; None until there are some."""
    return _shown


def trouble() -> tuple[str, str] | None:
    """Why there are none, and what to do."""
    return next((query.trouble for query in _open if query.trouble is not None), None)


def want(by: str) -> None:
    """Called by the panel at each draw: from now on these figures are to be right."""
    global _wanted  # noqa: PLW0603 - one record
    _wanted = by
    if _stamp != _now(by) and not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=0.0)


def refresh() -> None:
    """Asks at once."""
    global _stamp  # noqa: PLW0603
    _stamp = _now(_wanted)
    _open[:] = [
        queries.ask(f"usage {number}", "usage", {"by": by}, _ended)
        for number, by in enumerate((_wanted, _BY_DAY, _BY_MONTH))
    ]


def forget_all() -> None:
    global _stamp, _shown  # noqa: PLW0603
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    _stamp = _shown = None
    _open.clear()


def _now(by: str) -> object:
    """Another one when other figures are to be expected: after each job, and on another day."""
    ended = tuple(job.name for job in jobs.everything() if job.settled)
    return by, ended, time.strftime("%Y-%m-%d")


def _tick() -> None:
    # Called by Blender: an exception would be its last.
    try:
        refresh()
    except Exception:
        log.exception("usage could not be asked for")


def _ended(_query: Query) -> None:
    """Only all three together make a table and what stands above it."""
    global _shown  # noqa: PLW0603
    found = [query.parts.get("usage") for query in _open]
    if len(found) == 3 and all(found):
        lines, days, months = (data for data in found if data is not None)
        _shown = Shown(
            lines["by"],
            tuple(map(_line, lines["rows"])),
            _line(lines["total"]),
            _of(days["rows"], time.strftime("%Y-%m-%d")),
            _of(months["rows"], time.strftime("%Y-%m")),
            _budget(engine.configuration().settings),
        )
    views.redraw_sidebars(set(views.areas_with_sidebar()))


def _of(rows: Sequence[Mapping[str, Any]], name: str) -> Line | None:
    return next((_line(row) for row in rows if row["key"] == name), None)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        row["key"],
        row["calls"],
        row["failed"],
        row["input_tokens"],
        row["output_tokens"],
        row["cached_tokens"],
        Decimal(row["dollars"]),
        Decimal(row["saved_dollars"]),
        row["unpriced"],
        row["first_word_s"],
    )


def _budget(settings: Mapping[str, Any]) -> Decimal | None:
    month = (settings.get("budgets") or {}).get("month") or {}
    try:
        return Decimal(str(month["dollars"])) or None
    except (KeyError, InvalidOperation):
        return None
