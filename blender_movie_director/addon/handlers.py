"""What Blender does to our datablocks behind our back, and what we do about it."""

from __future__ import annotations

import bpy
from bpy.app.handlers import persistent

from . import dispatcher, engine, jobs
from .files import conversions, imports
from .script import following


@persistent
def _after_undo(*_: object) -> None:
    """Undo puts back what a text held at the last step; what a timer wrote since is gone from it, not from us."""
    for job in jobs.unsettled():
        job.target.doubt()
        dispatcher.ensure_running()


@persistent
def _before_load(*_: object) -> None:
    """The file that a job writes to goes away. It is stopped; its words wait to be taken back."""
    supervisor = engine.started()
    dispatcher.drain()
    for job in jobs.everything():
        if job.running and supervisor is not None:
            supervisor.cancel(job.name)
            dispatcher.interrupt(job, "Stopped, because another file was opened.")
            job.file_closed = True
        job.target.detach()
        job.settled = True
    for job in jobs.everything():
        if not job.file_closed:
            jobs.forget(job.name)
    # The texts of this file go away, and with them what was read of them.
    conversions.dismiss_all()
    imports.forget()
    following.forget_all()


_HANDLERS = {
    "undo_post": _after_undo,
    "redo_post": _after_undo,
    "load_pre": _before_load,
}


def attach() -> None:
    for name, handler in _HANDLERS.items():
        getattr(bpy.app.handlers, name).append(handler)


def detach() -> None:
    for name, handler in _HANDLERS.items():
        registered = getattr(bpy.app.handlers, name)
        while handler in registered:
            registered.remove(handler)
