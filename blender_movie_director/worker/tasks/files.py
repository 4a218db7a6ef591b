"""Files in and out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import conversion, reports
from ..protocol import Facts, FromWorker, Part, Progress

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ..job import Job


async def run_import(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload and data: see `conversion.load`."""
    async for part in _convert(job, conversion.load, payload, f"Reading {Path(payload['path']).name}"):
        yield part


async def run_export(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload and data: see `conversion.save`."""
    async for part in _convert(job, conversion.save, payload, f"Writing {Path(payload['path']).name}"):
        yield part


async def run_report(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload and data: see `reports.write`. One part, `report`."""
    yield Progress(job.name, 0, 1, f"Writing {Path(payload['path']).name}")
    data = await asyncio.to_thread(reports.write, payload, job.connection.settings.folder)
    yield Part(job.name, "report", data)
    yield job.done()


async def _convert(
    job: Job, convert: Callable[[dict[str, Any]], dict[str, Any]], payload: dict[str, Any], note: str
) -> AsyncGenerator[FromWorker, None]:
    """On a thread: a long PDF takes seconds, and other jobs go on meanwhile."""
    yield Progress(job.name, 0, 1, note)
    data = await asyncio.to_thread(convert, payload)
    yield Facts(job.name, "\n".join(data["notes"]), data)
    yield job.done()
