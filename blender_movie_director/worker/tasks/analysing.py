"""An analysis, and what it would send."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ...writing import analysis
from ..protocol import Facts, FromWorker, Part, Progress, Words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..job import Job

_PLACE = ("ordinal", "heading", "first_line", "last_line")


async def run_analysis(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name` (of the script, for sentences), `model`, and what `analysis.Options.from_plain` takes.
    Parts: see `analysis.Part`."""
    options = analysis.Options.from_plain(payload)
    client = await job.connection.client(payload["model"])
    steps = analysis.analyse(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async with aclosing(steps):
        async for step in steps:
            match step:
                case analysis.Facts(report, data):
                    yield Facts(job.name, report, _places(data))
                case analysis.Words(text):
                    yield Words(job.name, text)
                case analysis.Part(name, data):
                    yield Part(job.name, name, data)
                case analysis.Progress(done, total, note):
                    yield Progress(job.name, done, total, note)
                case analysis.Done(result):
                    yield job.finished(result.model, stand_in=result.stand_in)


def _places(breakdown: dict[str, Any]) -> dict[str, Any]:
    """Where the scenes stand, which is all that Blender's side wants of a breakdown: the whole one of a feature takes
    its main thread longer to decode than a tick may last, and it counts for itself what it shows."""
    return {"scenes": [{name: scene[name] for name in _PLACE} for scene in breakdown["scenes"]]}


async def run_analysis_preview(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """What `run_analysis` would send with the same payload: one part, `preview`, as `analysis.Preview` has it."""
    options = analysis.Options.from_plain(payload)
    found = analysis.preview(
        job.connection.checked_settings(),
        payload["text"],
        name=payload["name"],
        model=payload["model"],
        options=options,
    )
    yield Part(job.name, "preview", found.to_dict())
    yield job.done(found.model)
