"""Starts what the Write panel asks for: a take, and the job that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import dispatcher, engine, jobs
from ..takes import book, lists, scripts
from ..targets import TextTarget

if TYPE_CHECKING:
    from bpy.types import Text

    from ..jobs import Job


def start(take: str, script: Text) -> Job:
    """Has a take of the book written, with the settings that it remembers."""
    takes = book.book()
    takes.belongs(take, scripts.ensure(script), script.name)
    asked = takes[take]
    payload: dict[str, Any] = {
        **asked.settings,
        "text": script.as_string(),
        "name": script.name,
        "model": asked.model,
        "instruction": asked.instruction,
    }
    lists.choose(script.session_uid, take)
    return submit(asked.request, payload, script, listener=book.Hearing(take))


def submit(kind: str, payload: dict[str, Any], script: Text, *, listener: jobs.Listener | None = None) -> Job:
    """Hands a job to the worker, which is started if need be, and remembers it for the panels."""
    supervisor = engine.supervisor()
    supervisor.configure(engine.configuration())
    job = jobs.Job(
        name=supervisor.submit(kind, payload),
        script=script.name,
        script_uid=script.session_uid,
        model=str(payload["model"]),
        target=TextTarget(""),
        kind=kind,
        listener=listener,
    )
    jobs.add(job)
    dispatcher.ensure_running()
    return job
