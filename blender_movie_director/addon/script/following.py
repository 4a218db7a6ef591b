"""Keeps what is known of the scripts on the screen right while one types.

One timer while a panel of ours is on the screen, none when there is none: it looks four times a second whether the
text has changed (the whole text is compared: 0.04 ms for a feature), and while there is something to read it goes on
in ticks of a few milliseconds. Timers do not fire in `blender -b` nor in Blender as a module: there, and where an
operator needs the figures of now, `caught_up` reads at once.
"""

from __future__ import annotations

import gc
import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

import bpy

from .. import views
from . import lists
from .session import Session

if TYPE_CHECKING:
    from bpy.types import Area, Text

log = logging.getLogger(__name__)

LAYOUT = "movie_director_layout"
"""The custom property of a text that holds what the file it came from said of its pages."""
BUDGET = 0.0015
"""Seconds after which a tick begins no further step. A step takes one or two milliseconds, a tick may take four."""
LOOK_EVERY = 0.25
_WHILE_READING = 0.01
_SHARE_OF_TIME = 50
"""A look at a text that is far too long takes a while: at most one part in so many of the time goes into looking."""
_REMEMBERED = 8
_SECONDS_TO_BE_DRAWN = 1.0

_sessions: OrderedDict[int, Session] = OrderedDict()
"""By the `session_uid` of their text, the one that was used last at the end."""
_watched: dict[int, _Watch] = {}
"""What panels show, by the pointer of their area."""


class _Watch:
    """A panel that shows a script."""

    def __init__(self, uid: int) -> None:
        self.uid = uid
        self.asked: float | None = None
        """When it was asked to be drawn again; None once it was."""


class Ticks:
    """What the timer has cost, for tests and measurements."""

    def __init__(self) -> None:
        self.count = 0
        self.longest = 0.0
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        self.count += 1
        self.longest = max(self.longest, seconds)
        self.seconds += seconds


ticks = Ticks()
_next_look = 0.0
_waits = False
"""Python's collector waits for us."""


def of(text: Text) -> Session | None:
    """What is known of a text so far, for those who draw; reads nothing."""
    return _sessions.get(text.session_uid)


def layout_of(text: Text) -> str:
    """What the file that a text came from said of its pages; empty where it said nothing."""
    kept: object = text.get(LAYOUT, "")
    return kept if isinstance(kept, str) else ""


def by_uid(uid: int) -> Session | None:
    return _sessions.get(uid)


def watch(area: Area | None, text: Text) -> Session | None:
    """Called by a panel that shows a script, each time it is drawn: from now on the script is followed."""
    if area is not None:
        _watched[area.as_pointer()] = _Watch(text.session_uid)
        ensure_running()
    return of(text)


def caught_up(text: Text) -> Session:
    """What is known of a text, after everything that is left to read was read at once."""
    session = _session(text)
    session.look(text.as_string(), time.monotonic(), layout_of(text))
    session.finish()
    lists.fill(text.session_uid, session)
    return session


def ensure_running() -> None:
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=0.0, persistent=True)


def drain(now: float | None = None) -> float | None:
    """One tick's work; the seconds until the next, or None when nobody looks."""
    global _next_look  # noqa: PLW0603 - one timer per Blender
    begun = time.perf_counter()
    now = time.monotonic() if now is None else now
    texts = {text.session_uid: text for text in _watched_texts()}
    if not texts:
        _collect_garbage(wanted=True)
        return None
    changed = False
    if now >= _next_look:
        for text in texts.values():
            changed |= _look(text, now)
        _next_look = now + max(LOOK_EVERY, (time.perf_counter() - begun) * _SHARE_OF_TIME)
    _collect_garbage(wanted=False)
    sessions = {uid: session for uid in texts if (session := _sessions.get(uid)) is not None}
    for uid, session in sessions.items():
        if session.work(now, begun + BUDGET):
            lists.fill(uid, session)
            changed = True
    _collect_garbage(wanted=not any(session.reading for session in sessions.values()))
    if changed:
        _redraw(now)
    return _until_next(now, list(sessions.values()))


def forget(uid: int) -> None:
    _sessions.pop(uid, None)
    lists.remove(uid)


def forget_all() -> None:
    """Another file is being opened, and with it other texts; or everything ends."""
    global _next_look  # noqa: PLW0603
    _next_look = 0.0
    for uid in list(_sessions):
        forget(uid)
    _watched.clear()


def stop() -> None:
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    _collect_garbage(wanted=True)
    forget_all()


def _collect_garbage(wanted: bool) -> None:
    """A reading makes tens of thousands of small objects that end by themselves. Python counts them, takes those that
    outlive a few ticks for lasting, and then looks through all that is in memory: 35 ms in the middle of a tick. So
    it is asked to wait while a reading is under way, which is for some tenths of a second."""
    global _waits  # noqa: PLW0603 - one collector per Blender
    if _waits and wanted:
        gc.enable()
        _waits = False
    elif not wanted and gc.isenabled():
        gc.disable()
        _waits = True


def _tick() -> float | None:
    # An exception would end the timer for good, and what the panels show would be wrong from then on.
    begun = time.perf_counter()
    try:
        return drain()
    except Exception:
        log.exception("a tick failed")
        _collect_garbage(wanted=True)
        return 1.0
    finally:
        ticks.add(time.perf_counter() - begun)


def _session(text: Text) -> Session:
    uid = text.session_uid
    session = _sessions.setdefault(uid, Session(text.name))
    session.name = text.name
    _sessions.move_to_end(uid)
    for old in list(_sessions)[:-_REMEMBERED]:
        if old not in {watched.uid for watched in _watched.values()}:
            forget(old)
    return session


def _look(text: Text, now: float) -> bool:
    session = _session(text)
    changed = session.look(text.as_string(), now, layout_of(text))
    # A text editor draws itself anew when the cursor moves; the other editors do not.
    scene = session.scene_at(text.current_line_index)
    moved, session.scene = scene != session.scene, scene
    return changed or moved


def _watched_texts() -> list[Text]:
    """The texts that panels on the screen show; forgets panels that are gone, and texts that were removed."""
    on_screen = set(views.areas_with_sidebar())
    for pointer in [pointer for pointer in _watched if pointer not in on_screen]:
        del _watched[pointer]
    wanted = {watched.uid for watched in _watched.values()}
    texts = [text for text in bpy.data.texts if text.session_uid in wanted]
    for uid in wanted - {text.session_uid for text in texts}:
        forget(uid)
    return texts


def _redraw(now: float) -> None:
    """Asks the panels to be drawn. One that was asked long ago is closed, or behind another tab: nobody looks at it."""
    for pointer, watched in list(_watched.items()):
        if watched.asked is None:
            watched.asked = now
        elif now - watched.asked > _SECONDS_TO_BE_DRAWN:
            del _watched[pointer]
    views.redraw_sidebars(set(_watched))


def _until_next(now: float, sessions: list[Session]) -> float:
    wait = max(_next_look - now, 0.0)
    for session in sessions:
        if not session.settled:
            until = session.waits_until
            wait = min(wait, _WHILE_READING if until is None else max(until - now, _WHILE_READING))
    return max(wait, _WHILE_READING)
