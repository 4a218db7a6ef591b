"""What a worker can be asked to do: each task turns its payload into messages for Blender's side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeAlias

from ..llm.client import LLMClient
from ..writing import analysis, asked, description, dialogue, suggestions
from . import conversion
from .protocol import Facts, Finished, FromWorker, Part, Progress, Words

Task: TypeAlias = Callable[[LLMClient, str, dict[str, Any]], AsyncGenerator[FromWorker, None]]


async def run_analysis(client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name` (of the script, for sentences), `model`, and what `analysis.Options.from_plain` takes.
    Parts: see `analysis.Part`."""
    options = analysis.Options.from_plain(payload)
    steps = analysis.analyse(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async with aclosing(steps):
        async for step in steps:
            match step:
                case analysis.Facts(report, data):
                    yield Facts(job, report, data)
                case analysis.Words(text):
                    yield Words(job, text)
                case analysis.Part(name, data):
                    yield Part(job, name, data)
                case analysis.Progress(done, total, note):
                    yield Progress(job, done, total, note)
                case analysis.Done(result):
                    spent = result.spent
                    yield Finished(job, result.model, result.stand_in, spent.input_tokens, spent.output_tokens)


async def run_analysis_preview(
    client: LLMClient, job: str, payload: dict[str, Any]
) -> AsyncGenerator[FromWorker, None]:
    """What `run_analysis` would send with the same payload: one part, `preview`, as `analysis.Preview` has it."""
    options = analysis.Options.from_plain(payload)
    found = analysis.preview(
        client.settings, payload["text"], name=payload["name"], model=payload["model"], options=options
    )
    yield Part(job, "preview", found.to_dict())
    yield Finished(job, found.model, stand_in=False, input_tokens=None, output_tokens=None)


async def run_dialogue(client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name`, `model`, and what `dialogue.Options.from_plain` takes. Parts: `target`, as
    `targets.Target.to_plain` has it; `take`, as `asked.Written` has it; `afresh`, with the sentence `why`, where the
    words so far are not part of the answer."""
    options = dialogue.Options.from_plain(payload)
    steps = dialogue.write(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in _told(job, steps):
        yield message


async def run_description(client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """As `run_dialogue`, with `description.Options.from_plain`."""
    options = description.Options.from_plain(payload)
    steps = description.write(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in _told(job, steps):
        yield message


async def run_suggestions(client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name`, `model`, and what `suggestions.Options.from_plain` takes. Parts: `suggestion` for each,
    and `suggestions`, as `suggested.Suggested` has it."""
    options = suggestions.Options.from_plain(payload)
    steps = suggestions.suggest(client, payload["text"], name=payload["name"], model=payload["model"], options=options)
    async for message in _told(job, steps):
        yield message


async def run_writing_estimate(
    _client: LLMClient, job: str, payload: dict[str, Any]
) -> AsyncGenerator[FromWorker, None]:
    """What a request would send and cost. Payload: `request` (`dialogue`, `description` or `suggestions`) and the rest
    of its own payload. One part, `estimate`, as `sending.Estimate` has it."""
    module = _WRITING[payload["request"]]
    options = module.Options.from_plain(payload)
    found = module.estimate(payload["text"], name=payload["name"], model=payload["model"], options=options)
    yield Part(job, "estimate", found.to_dict())
    yield Finished(job, found.model, stand_in=False, input_tokens=None, output_tokens=None)


async def _told(job: str, steps: AsyncGenerator[asked.Step, None]) -> AsyncGenerator[FromWorker, None]:
    async with aclosing(steps):
        async for step in steps:
            match step:
                case asked.Words(text):
                    yield Words(job, text)
                case asked.Afresh(why):
                    yield Part(job, "afresh", {"why": why})
                case asked.Part(name, data):
                    yield Part(job, name, data)
                case asked.Progress(done, total, note):
                    yield Progress(job, done, total, note)
                case asked.Done(result):
                    spent = result.spent
                    yield Finished(job, result.model, result.stand_in, spent.input_tokens, spent.output_tokens)


async def run_import(_client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload and data: see `conversion.load`."""
    async for part in _convert(job, conversion.load, payload, f"Reading {Path(payload['path']).name}"):
        yield part


async def run_export(_client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload and data: see `conversion.save`."""
    async for part in _convert(job, conversion.save, payload, f"Writing {Path(payload['path']).name}"):
        yield part


async def _convert(
    job: str, convert: Callable[[dict[str, Any]], dict[str, Any]], payload: dict[str, Any], note: str
) -> AsyncGenerator[FromWorker, None]:
    """On a thread: a long PDF takes seconds, and other jobs go on meanwhile."""
    yield Progress(job, 0, 1, note)
    data = await asyncio.to_thread(convert, payload)
    yield Facts(job, "\n".join(data["notes"]), data)
    yield Finished(job, "", stand_in=False, input_tokens=None, output_tokens=None)


_WRITING: dict[str, Any] = {"dialogue": dialogue, "description": description, "suggestions": suggestions}

TASKS: dict[str, Task] = {
    "analysis": run_analysis,
    "analysis_preview": run_analysis_preview,
    "dialogue": run_dialogue,
    "description": run_description,
    "suggestions": run_suggestions,
    "writing_estimate": run_writing_estimate,
    "import": run_import,
    "export": run_export,
}
