"""What a panel wants to know of a script that it shows and cannot work out while it draws: what an analysis would cost,
and what has changed since the last one. A timer of its own asks, once nothing has changed for a moment."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import bpy

from ...llm.backends import needs_network
from .. import queries, views
from ..script import following
from . import results

if TYPE_CHECKING:
    from bpy.types import Text

    from ..queries import Query

log = logging.getLogger(__name__)

PAUSE = 0.7
"""Seconds without a change before anybody is asked: nobody wants to know between two keys."""
_LOOK_EVERY = 0.25

Asked = tuple[str, dict[str, Any], int]
"""The text, the payload without it, and which analyses there were: what was read since need not be asked again."""


class Estimate:
    """What was last found out about the analysis that a panel has settings for."""

    def __init__(self) -> None:
        self.wanted: Asked | None = None
        self.since = 0.0
        self.asking: Asked | None = None
        """What the question is about that is still open."""
        self.asked: Asked | None = None
        """What was last found out about."""
        self.query: Query | None = None

    @property
    def current(self) -> bool:
        """Whether what was found out is about what is wanted now."""
        return self.asked == self.wanted

    @property
    def found(self) -> dict[str, Any] | None:
        """A preview, as `analysis.Preview` has it; the one before until there is a new one."""
        return self.query.parts.get("preview") if self.query is not None else None

    @property
    def trouble(self) -> tuple[str, str] | None:
        return self.query.trouble if self.query is not None and self.current else None


_estimates: dict[int, Estimate] = {}
"""By the `session_uid` of the text."""
_to_compare: set[int] = set()


def estimate(text: Text, asked: dict[str, Any], *, now: float | None = None) -> Estimate:
    """Called by a panel at each draw: from now on this is what is wanted to know."""
    found = _estimates.setdefault(text.session_uid, Estimate())
    session = following.of(text)
    wanted = (session.text if session is not None else "", asked, results.revision)
    # While it is being read nobody knows what it says, and a stand-in costs nothing.
    if session is None or not session.settled or not wanted[0] or not needs_network(asked["model"]):
        return found
    if found.wanted != wanted:
        found.wanted, found.since = wanted, time.monotonic() if now is None else now
    if found.wanted not in (found.asked, found.asking):
        _ensure_running()
    return found


def want_comparison(text: Text) -> None:
    """Called by a panel that has an analysis and does not know what has changed since."""
    _to_compare.add(text.session_uid)
    _ensure_running()


def last_asked(text: Text) -> Estimate | None:
    return _estimates.get(text.session_uid)


def tick(now: float | None = None) -> float | None:
    """One look; the seconds until the next, or None when nothing is waited for."""
    now = time.monotonic() if now is None else now
    texts = {text.session_uid: text for text in bpy.data.texts}
    for uid in _estimates.keys() - texts.keys():
        del _estimates[uid]
    if compared := [texts[uid] for uid in _to_compare if uid in texts]:
        for text in compared:
            results.compare_now(text)
        _redraw()
    _to_compare.clear()
    waiting = False
    for uid, found in _estimates.items():
        if found.wanted in (None, found.asked, found.asking):
            continue
        if now - found.since < PAUSE:
            waiting = True
        else:
            _ask(texts[uid], found)
    return _LOOK_EVERY if waiting else None


def forget_all() -> None:
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    _estimates.clear()
    _to_compare.clear()


def _ask(text: Text, found: Estimate) -> None:
    assert found.wanted is not None
    found.asking = wanted = found.wanted
    words, asked, _ = wanted

    def ended(query: Query) -> None:
        found.query, found.asked, found.asking = query, wanted, None
        _redraw()

    payload = {**asked, "text": words, "name": text.name}
    queries.ask(f"analysis estimate {text.session_uid}", "analysis_preview", payload, ended)


def _redraw() -> None:
    views.redraw_sidebars(set(views.areas_with_sidebar()))


def _ensure_running() -> None:
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=0.0)


def _tick() -> float | None:
    # Called by Blender: an exception would be its last.
    try:
        return tick()
    except Exception:
        log.exception("an estimate could not be asked for")
        return None
