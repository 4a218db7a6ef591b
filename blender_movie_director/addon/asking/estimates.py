"""What the request that the panel shows will take, in tokens and money, before it is sent.

Asked of the worker once the fields, the cursor and the script have been left alone for a moment, by a timer that ends
with its one question: the panel's own draws say that something has changed. The stand-in costs nothing, and nobody is
asked.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import bpy

from ...llm.stand_ins import STAND_IN
from .. import queries, views
from ..analysis import results
from ..script import current, following

if TYPE_CHECKING:
    from bpy.types import Text

    from ..queries import Query
    from .requests import Asked

log = logging.getLogger(__name__)

KEY = "writing estimate"
PAUSE = 0.6
"""Seconds without a change before the worker is asked."""


class _Wanted:
    """The last request that the panel showed, and what is known of it."""

    def __init__(self) -> None:
        self.asked: Asked | None = None
        self.uid = 0
        self.text = ""
        """The script as it was read."""
        self.analyses = 0
        """Which there were: what they say of scenes is sent."""
        self.due: float | None = None
        """When to ask; None once that was done."""
        self.query: Query | None = None


_wanted = _Wanted()


def look(asked: Asked, text: Text) -> None:
    """Called by the panel with what it shows, each time it is drawn."""
    if asked.model == STAND_IN:
        _forget_question()
        return
    session = following.of(text)
    if session is None:
        return
    now = (asked, text.session_uid, session.text, results.revision)
    if now == (_wanted.asked, _wanted.uid, _wanted.text, _wanted.analyses):
        return
    _wanted.asked, _wanted.uid, _wanted.text, _wanted.analyses = now
    _wanted.due, _wanted.query = time.monotonic() + PAUSE, None
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=PAUSE, persistent=True)


def found(asked: Asked) -> dict[str, Any] | None:
    """What the worker said of this very request, as `sending.Estimate` has it; None while nothing is known."""
    query = _wanted.query
    if _wanted.asked != asked or query is None or not query.ended:
        return None
    return query.parts.get("estimate")


def trouble(asked: Asked) -> tuple[str, str] | None:
    """Why this very request cannot be made, and what to do."""
    query = _wanted.query
    return query.trouble if query is not None and query.ended and _wanted.asked == asked else None


def ask(asked: Asked, text: Text, key: str, on_end: Any) -> Query:
    """Asks the worker at once."""
    return queries.ask(key, "writing_estimate", {**asked.payload(text), "request": asked.request}, on_end)


def drain(now: float | None = None) -> float | None:
    """Asks, if it is time to; the seconds until then, or None. Public for where no timer fires."""
    now = time.monotonic() if now is None else now
    if _wanted.due is None or _wanted.asked is None:
        return None
    session = following.by_uid(_wanted.uid)
    text = current.by_uid(_wanted.uid)
    if session is None or text is None:
        _forget_question()
        return None
    if now < _wanted.due:
        return _wanted.due - now
    if not session.settled:  # somebody is typing, or the script is still being read
        return PAUSE
    _wanted.due = None
    _wanted.query = ask(_wanted.asked, text, KEY, lambda _query: views.redraw())
    return None


def stop() -> None:
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    _forget_question()


def _forget_question() -> None:
    global _wanted  # noqa: PLW0603 - one panel's question at a time
    if _wanted.asked is not None:
        queries.withdraw(KEY)
        _wanted = _Wanted()


def _tick() -> float | None:
    # An exception would end the timer for good.
    try:
        return drain()
    except Exception:
        log.exception("an estimate could not be asked for")
        _wanted.due = None
        return None
