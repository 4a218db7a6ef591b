"""Dialogue, description and suggestions, and what they would take."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ...writing import asked, description, dialogue, suggestions
from ..protocol import FromWorker, Part, Progress, Words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..job import Job


async def run_dialogue(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name`, `model`, and what `dialogue.Options.from_plain` takes. Parts: `target`, as
    `targets.Target.to_plain` has it; `take`, as `asked.Written` has it; `afresh`, with the sentence `why`, where the
    words so far are not part of the answer."""
    options = dialogue.Options.from_plain(payload)
    client = await job.connection.client(payload["model"])
    steps = dialogue.write(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in told(job, steps):
        yield message


async def run_description(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """As `run_dialogue`, with `description.Options.from_plain`."""
    options = description.Options.from_plain(payload)
    client = await job.connection.client(payload["model"])
    steps = description.write(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in told(job, steps):
        yield message


async def run_suggestions(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name`, `model`, and what `suggestions.Options.from_plain` takes. Parts: `suggestion` for each,
    and `suggestions`, as `suggested.Suggested` has it."""
    options = suggestions.Options.from_plain(payload)
    client = await job.connection.client(payload["model"])
    steps = suggestions.suggest(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in told(job, steps):
        yield message


async def run_writing_estimate(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """What a request would send and cost. Payload: `request` (`dialogue`, `description` or `suggestions`) and the rest
    of its own payload. One part, `estimate`, as `sending.Estimate` has it."""
    module = _WRITING[payload["request"]]
    options = module.Options.from_plain(payload)
    found = module.estimate(payload["text"], name=payload["name"], model=payload["model"], options=options)
    yield Part(job.name, "estimate", found.to_dict())
    yield job.done(found.model)


async def told(job: Job, steps: AsyncGenerator[asked.Step, None]) -> AsyncGenerator[FromWorker, None]:
    async with aclosing(steps):
        async for step in steps:
            match step:
                case asked.Words(text):
                    yield Words(job.name, text)
                case asked.Afresh(why):
                    yield Part(job.name, "afresh", {"why": why})
                case asked.Part(name, data):
                    yield Part(job.name, name, data)
                case asked.Progress(done, total, note):
                    yield Progress(job.name, done, total, note)
                case asked.Done(result):
                    yield job.finished(result.model, stand_in=result.stand_in)


_WRITING: dict[str, Any] = {"dialogue": dialogue, "description": description, "suggestions": suggestions}
