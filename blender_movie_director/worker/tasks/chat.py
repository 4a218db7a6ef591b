"""The next answer in a conversation, and what it would take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...llm.errors import BadRequestError
from ...writing.chat import talking
from ...writing.chat.talks import Talk
from ..protocol import FromWorker, Part
from .writing import told

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..job import Job


async def run_chat(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `talk`, as `Talk.to_plain` gives it, with a question at its end; `model`; `script` (`text`, `name` and
    perhaps `place`) or None; and what `asked.How.from_plain` takes. Parts: `summary`, `turn` and `afresh`, see
    `talking.answer`."""
    talk, options = _read(payload)
    client = await job.connection.client(payload["model"])
    async for message in told(job, talking.answer(client, talk, model=payload["model"], options=options)):
        yield message


async def run_chat_estimate(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """What `run_chat` would send with the same payload: one part, `estimate`, as `talking.TurnEstimate` has it. With
    `brief` it is without its `messages`, in which the whole script would travel back."""
    talk, options = _read(payload)
    found = talking.estimate(talk, model=payload["model"], options=options)
    if payload.get("brief"):
        found = replace(found, messages=())
    yield Part(job.name, "estimate", found.to_dict())
    yield job.done(found.model)


def _read(payload: dict[str, Any]) -> tuple[Talk, talking.Options]:
    """Raises `BadRequestError` for a conversation that is none: it may come from any .blend."""
    try:
        talk = Talk.from_plain(payload["talk"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadRequestError("This conversation cannot be read.", "Begin a new one.") from None
    script = payload.get("script") if talk.sees_script else None
    return talk, talking.Options.from_plain({**payload, "script": script})
