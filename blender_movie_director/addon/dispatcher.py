"""Brings the worker's messages into Blender, a few milliseconds at a time.

One timer while there is work, none when there is not. Timers do not fire in `blender -b` nor in Blender as a module:
there, whoever waits calls `drain()` (or `wait_until`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import bpy

from . import compat, engine, jobs, kept, queries, views
from .files import conversions
from .jobs import Job, State

if TYPE_CHECKING:
    from ..worker.protocol import FromWorker
    from ..worker.supervisor import Supervisor

log = logging.getLogger(__name__)

BUDGET = 0.004
"""Seconds for one tick. The window has 16 ms for everything."""
_READING = 0.5
"""The share of a tick that may go into taking messages in; the rest is for writing them down."""
_INTERVAL = 0.03
_seconds_shown = 0.0
TEXT_KIND = "analysis"
"""The kind of job whose words are a text of their own. All others give theirs to a listener."""


class Follower(Protocol):
    """Something beside the jobs that writes down what has come."""

    @property
    def pending(self) -> bool:
        """Whether it has something to write."""

    def write(self, deadline: float) -> None:
        """Does so, and stops at the deadline (of `time.perf_counter`) with what is left."""


followers: list[Follower] = []


def drain(budget: float = BUDGET) -> bool:
    """Takes in what the worker has said and writes it down, for about `budget` seconds. True if anything changed."""
    supervisor = engine.started()
    changed = False
    begun = time.perf_counter()
    if supervisor is not None:
        _follow_network(supervisor)
        for message in supervisor.receive(begun + budget * _READING):
            _apply(message)
            changed = True
    for job in jobs.unsettled():
        changed |= _write(job, begun + budget)
        if time.perf_counter() > begun + budget:
            break
    for follower in followers:
        if follower.pending:
            follower.write(begun + budget)
            changed = True
    if changed:
        views.redraw()
    return changed


def idle() -> bool:
    """Whether nothing is running, arriving or waiting to be written."""
    supervisor = engine.started()
    waits = any(follower.pending for follower in followers)
    return (supervisor is None or not supervisor.busy) and not jobs.unsettled() and not waits


def wait_until(done: Callable[[], bool], seconds: float, *, pause: float = 0.005) -> bool:
    """Drains until `done()` or until the time is up, for tests and for work without a window; False for the latter."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        if not drain():
            time.sleep(pause)
    return True


def ensure_running() -> None:
    """Called from the main thread whenever there is something new to wait for."""
    if not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=0.0, persistent=True)


def stop() -> None:
    """Ends the timer, and every job with the words that it has."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    drain()
    for job in jobs.unsettled():
        if job.running:
            interrupt(job, "Movie Director was disabled.")
        while job.target.pending:
            job.target.flush()
        job.settled = True


def interrupt(job: Job, why: str) -> None:
    """Ends a running job for a reason of ours or the person's; the words that it has are kept and marked as partial."""
    job.end(State.CANCELLED, why, "What had arrived is kept." if job.words or job.target.length else "")
    if job.target.length and job.words:
        job.target.append(f"\n\n[{why} The answer is not complete.]\n")
    _tell_ended(job)


def _tick() -> float | None:
    # An exception would end the timer for good, and with it every answer that is still to come.
    try:
        if not drain():
            _show_seconds()
        return None if idle() else _INTERVAL
    except Exception:
        log.exception("a tick failed")
        return 1.0


def _show_seconds() -> None:
    """Once a second while something runs, also where nothing arrives: that time passes is all there is to be seen."""
    global _seconds_shown  # noqa: PLW0603 - one timer per Blender
    now = time.monotonic()
    if now - _seconds_shown >= 1.0 and jobs.running():
        _seconds_shown = now
        views.redraw_sidebars(views.areas_with_sidebar())


def _follow_network(supervisor: Supervisor) -> None:
    """Someone who takes Blender offline means this request too."""
    if supervisor.online and not bpy.app.online_access:
        supervisor.configure(engine.configuration())


def _apply(message: FromWorker) -> None:
    from ..worker import protocol

    if conversions.take(message) or queries.take(message):
        return
    job = jobs.get(getattr(message, "job", ""))
    if job is None or not job.running:
        return
    if isinstance(message, protocol.Cancelled):
        interrupt(job, "Cancelled.")
        return
    _note(job, message)
    if job.kind == TEXT_KIND:
        _into_text(job, message)
    if not job.running:
        _tell_ended(job)
    elif job.listener is not None:
        job.listener.hear(job, message)


def _note(job: Job, message: FromWorker) -> None:
    """What the panels say of a job."""
    from ..worker import protocol

    match message:
        case protocol.Words(text=text):
            job.count_words(text)
        case protocol.Progress(done=done, total=total, note=note):
            job.done, job.total, job.note = done, total, note
        case protocol.Part(name="spent", data=data):
            job.spent = data
        case protocol.Part(name="afresh"):
            job.begin_again()
        case protocol.Part(name="pasted", data=data):
            from . import hiding

            hiding.learn(data["keys"])
        case protocol.Asking():
            job.questions.append(message)
        case protocol.Finished(model=model, stand_in=stand_in):
            job.stand_in, job.answered_by = stand_in, model
            job.end(State.FINISHED)
        case protocol.Failed(what=what, remedy=remedy):
            job.end(State.FAILED, what, remedy)


def _into_text(job: Job, message: FromWorker) -> None:
    from ..worker import protocol

    match message:
        case protocol.Words(text=text):
            job.target.append(text)
        case protocol.Facts(report=report):
            job.target.append(f"{report}\n\n")
        case protocol.Finished(stand_in=True):
            job.target.append("\n[These words are a stand-in: no language model was asked.]\n")
        case protocol.Failed(what=what) if job.words:
            job.target.append(f"\n\n[The answer breaks off here. {what}]\n")


def _tell_ended(job: Job) -> None:
    """A listener that fails has a fault of its own: the job is over all the same."""
    from .connection import lamp

    lamp.heard_of(job)
    listener, job.listener = job.listener, None
    if listener is None:
        return
    try:
        listener.ended(job)
    except Exception:
        log.exception("what came of %s could not be kept", job.name)


def _write(job: Job, deadline: float) -> bool:
    """Brings a job's datablock up to date; when it has ended, settles it with one undo step."""
    changed = False
    may_show = job.streaming or not job.running
    while job.target.pending and may_show and time.perf_counter() < deadline:
        job.target.flush()
        changed = True
    if changed:
        _show(job)
    if job.running or (job.target.pending and may_show) or compat.rendering():
        return changed
    if job.target.length and not job.file_closed:
        compat.push_undo("Script Analysis")
    job.settled = True
    kept.store_soon()
    return True


def _show(job: Job) -> None:
    text = job.target.find()
    if text is None:
        return
    if job.show_beside:
        views.show_beside(job.show_beside, text)
        job.show_beside = 0
    if not job.words:
        text.cursor_set(0)  # Blender scrolls to it; the facts are read from their beginning
    elif job.running:
        views.follow(text)
