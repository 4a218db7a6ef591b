"""Starts an analysis: what is sent to the worker, and the job that panels draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import dispatcher, engine, jobs, properties
from ..asking import own_prompts
from ..targets import TextTarget
from . import settings
from .hearing import Hearing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpy.types import Scene, Text

    from ..jobs import Job

KIND = "analysis"
PROMPTS = ("analysis_scenes", "analysis_story", "analysis_assessment")
"""Those of `writing.prompts` that it is made with."""


def payload(
    scene: Scene, scope: Mapping[str, Any] | None, instruction: str, *, afresh: bool | None = None
) -> dict[str, Any]:
    """Everything of a job but the text and its name."""
    return {
        **engine.request_settings(KIND, scene),
        "model": engine.model_for(KIND, scene),
        "scope": dict(scope) if scope is not None else None,
        "instruction": instruction.strip(),
        "prompts": own_prompts.in_texts(PROMPTS),
        "prompts_folder": own_prompts.folder(scene),
        "stream": properties.of(scene).enable_streaming,
        "afresh": settings.of(scene).afresh if afresh is None else afresh,
    }


def start(text: Text, asked: Mapping[str, Any], *, beside: int = 0) -> Job:
    """Has a script analysed; `beside` is the pointer of the editor beside which it is to be shown."""
    supervisor = engine.supervisor()
    supervisor.configure(engine.configuration())
    words, model = text.as_string(), str(asked["model"])
    job = jobs.Job(
        name=supervisor.submit(KIND, {**asked, "text": words, "name": text.name}),
        script=text.name,
        script_uid=text.session_uid,
        model=model,
        target=TextTarget(f"Analysis of {text.name}.md", beside=text.session_uid),
        listener=Hearing(text.name, text.session_uid, words, model, whole=asked["scope"] is None),
        streaming=asked["stream"],
        show_beside=beside,
    )
    jobs.add(job)
    dispatcher.ensure_running()
    return job
