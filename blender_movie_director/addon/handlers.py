"""What Blender does to our datablocks behind our back, and what we do about it."""

from __future__ import annotations

import logging
from pathlib import Path

import bpy
from bpy.app.handlers import persistent

from . import dispatcher, engine, jobs, kept, queries
from .chat import book as chats
from .files import conversions, imports
from .script import following
from .takes import book

log = logging.getLogger(__name__)


@persistent
def _after_undo(*_: object) -> None:
    """Undo puts back what a text held at the last step; what a timer wrote since is gone from it, not from us."""
    kept.doubt()
    for told in list(book.on_undo):
        told()
    chats.after_undo()
    for job in jobs.unsettled():
        job.target.doubt()
        dispatcher.ensure_running()


@persistent
def _before_load(*_: object) -> None:
    """The file that a job writes to goes away. It is stopped; its words wait to be taken back."""
    supervisor = engine.started()
    dispatcher.drain()
    chats.before_load()
    for job in jobs.everything():
        if job.running and supervisor is not None:
            supervisor.cancel(job.name)
            dispatcher.interrupt(job, "Stopped, because another file was opened.")
            job.file_closed = bool(job.target.length)
        job.target.detach()
        job.settled = True
    for job in jobs.everything():
        if not job.file_closed:
            jobs.forget(job.name)
    _close_takes()
    # The texts of this file go away, and with them what was read of them.
    conversions.dismiss_all()
    queries.forget_all()
    imports.forget()
    following.forget_all()


@persistent
def _after_load(*_: object) -> None:
    from .takes import side_texts

    kept.load()
    book.note_saved()
    chats.file_saved()
    side_texts.tidy()


@persistent
def _after_failed_load(*_: object) -> None:
    book.stay()


@persistent
def _before_save(*_: object) -> None:
    _put_into_file(saving=True)


def _put_into_file(*, saving: bool) -> None:
    """What a handler of ours does wrong must not keep anybody from saving."""
    try:
        from . import hiding
        from .takes import scripts

        scripts.mark()
        hiding.tidy()
        kept.store(saving=saving)
    except Exception:
        log.exception("takes and conversations could not be put into the file")


def keep_what_there_is() -> None:
    """The extension is being disabled, or Blender quits: whoever enables it again finds it in the file, with what
    waits of files that were closed."""
    book.take_over()
    if chats.left_behind():
        chats.take_over()
    _put_into_file(saving=False)
    _close_takes(leaving=False)


@persistent
def _after_save(path: object = None, *_: object) -> None:
    """Not after the saving of a copy: the file that is open is as it was."""
    if not isinstance(path, str) or not path or Path(path) == Path(bpy.data.filepath):
        book.note_saved()
        chats.file_saved()


_HANDLERS = {
    "undo_post": _after_undo,
    "redo_post": _after_undo,
    "load_pre": _before_load,
    "load_post": _after_load,
    "load_post_fail": _after_failed_load,
    "save_pre": _before_save,
    "save_post": _after_save,
}


def _close_takes(*, leaving: bool = True) -> None:
    """What is in no other place waits; what is shown of the file that is closed is forgotten."""
    from .takes import scripts, side_texts

    if leaving:
        book.leave()
    if book.known() is not None:
        from .takes import reviewing

        reviewing.close()
        reviewing.forget()
    side_texts.close_all()
    scripts.forget()


def attach() -> None:
    for name, handler in _HANDLERS.items():
        getattr(bpy.app.handlers, name).append(handler)


def detach() -> None:
    for name, handler in _HANDLERS.items():
        registered = getattr(bpy.app.handlers, name)
        while handler in registered:
            registered.remove(handler)
