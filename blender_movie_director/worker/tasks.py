"""What a worker can be asked to do: each task turns its payload into messages for Blender's side."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

from ..llm.client import LLMClient
from ..writing import analysis
from .protocol import Facts, Finished, FromWorker, Progress, Words

Task: TypeAlias = Callable[[LLMClient, str, dict[str, Any]], AsyncGenerator[FromWorker, None]]


async def run_analysis(client: LLMClient, job: str, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `text`, `name` (of the script, for sentences), `model`, `temperature` or None."""
    parts = analysis.analyse(
        client, payload["text"], name=payload["name"], model=payload["model"], temperature=payload["temperature"]
    )
    async with aclosing(parts):
        async for part in parts:
            match part:
                case analysis.Facts(report, data):
                    yield Facts(job, report, data)
                case analysis.Words(text):
                    yield Words(job, text)
                case analysis.Progress(done, total, note):
                    yield Progress(job, done, total, note)
                case analysis.Done(response):
                    yield Finished(
                        job,
                        response.model,
                        response.stand_in,
                        response.usage.input_tokens,
                        response.usage.output_tokens,
                    )


TASKS: dict[str, Task] = {"analysis": run_analysis}
