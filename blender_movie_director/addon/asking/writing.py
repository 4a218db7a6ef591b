"""Starts what the Write panel asks for: a take or a round of suggestions, and the job that fills it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import bpy

from .. import dispatcher, engine, jobs
from ..takes import book, lists, scripts
from ..targets import TextTarget

if TYPE_CHECKING:
    from bpy.types import Scene, Text

    from ..jobs import Job

KINDS = ("dialogue", "description", "suggestions")
"""The worker's tasks whose jobs the Write panel shows."""
_REMEMBERED = 60

_made_by: OrderedDict[str, str] = OrderedDict()
"""The take or the round that each job fills, by the job's name."""


def ask(scene: Scene, script: Text, more: str = "") -> Job:
    """Has that written which the panel's fields ask for, and `more` in words: a take, or a round of suggestions."""
    from . import place, requests, shelf, wishes

    asked, at = requests.asked(scene, script)
    if more:
        asked = asked._replace(instruction=f"{asked.instruction}\n{more}".strip())
    if asked.request != wishes.SUGGESTIONS:
        from ...writing.targets import Target

        # Where exactly its words will go, the worker tells before the first of them.
        target = Target(first_line=at.first, ordinal=at.scene, heading=at.heading, scene=requests.scene_id(script, at))
        take = book.book().add(
            asked.request,
            target,
            instruction=asked.instruction,
            settings=dict(asked.settings),
            model=asked.model,
        )
        return start(take.id, script)
    rounds = shelf.rounds()
    about = wishes.of(scene).about
    payload = {**asked.payload(script), "already": list(rounds.titles(about))}
    where = place.in_words(wishes.of(scene), at)
    made = rounds.add(about, place=where, instruction=asked.instruction, model=asked.model)
    shelf.show("", 1)
    job = submit(asked.request, payload, script, listener=shelf.Hearing(made.id))
    _remember(job, made.id)
    return job


def start(take: str, script: Text) -> Job:
    """Has a take of the book written, with the settings that it remembers and the prompts as they are now."""
    from . import requests

    takes = book.book()
    takes.belongs(take, scripts.ensure(script), script.name)
    asked = takes[take]
    payload: dict[str, Any] = {
        **asked.settings,
        **requests.again(bpy.context.scene, script, asked.request),
        "text": script.as_string(),
        "name": script.name,
        "model": asked.model,
        "instruction": asked.instruction,
        "scene_id": asked.target.scene,
    }
    lists.choose(script.session_uid, take)
    job = submit(asked.request, payload, script, listener=book.Hearing(take))
    _remember(job, take)
    return job


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


def made_by(job: Job) -> str:
    """The id of the take or the round that a job fills; empty for a job of another kind."""
    return _made_by.get(job.name, "")


def running(script: Text) -> list[Job]:
    """The jobs that write for a script now, the oldest first."""
    uid = script.session_uid
    return [job for job in jobs.running() if job.script_uid == uid and job.kind in KINDS]


def newest(script: Text, *kinds: str) -> Job | None:
    """The newest job of these kinds for a script, running or over."""
    uid = script.session_uid
    return next((job for job in reversed(jobs.everything()) if job.script_uid == uid and job.kind in kinds), None)


def _remember(job: Job, made: str) -> None:
    _made_by[job.name] = made
    for old in list(_made_by)[:-_REMEMBERED]:
        del _made_by[old]
