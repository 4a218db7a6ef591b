"""The worker itself: an asyncio loop's worth of jobs. Both hosts run this same class."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import traceback
from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING

from ..llm.client import ClientSettings, LLMClient
from ..llm.backends import needs_network
from ..llm.errors import LLMError
from ..llm.keys import scrub
from ..screenplay import ScriptError
from .protocol import VERSION, Cancel, Cancelled, Configure, Failed, FromWorker, Ready, Start, Stop, ToWorker
from .tasks import TASKS

if TYPE_CHECKING:
    from .tasks import Task

log = logging.getLogger(__name__)


class Worker:
    """Owns the `LLMClient` and the running jobs. All methods belong to one event loop;
    `emit` is called on it and must not block."""

    def __init__(
        self,
        emit: Callable[[FromWorker], None],
        *,
        on_network: Callable[[bool], None] | None = None,
        tasks: Mapping[str, Task] = TASKS,
    ) -> None:
        self._emit = emit
        self._on_network = on_network
        self._tasks = tasks
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._went_offline: set[str] = set()
        self._models: dict[str, str] = {}
        self._settings = ClientSettings(online=False)
        self._client = LLMClient(self._settings)
        self._users: dict[LLMClient, int] = {}

    def announce(self) -> None:
        self._emit(Ready(VERSION, os.getpid(), platform.python_version()))

    async def handle(self, message: ToWorker) -> bool:
        """Takes a message in; False when it was the last."""
        match message:
            case Configure():
                await self._configure(message)
            case Start():
                self._start(message)
            case Cancel(job):
                if job in self._jobs:
                    self._jobs[job].cancel()
            case Stop():
                return False
        return True

    async def close(self) -> None:
        """Cancels what runs, waits for it, and closes every connection."""
        running = list(self._jobs.values())
        for job in running:
            job.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._client.close()

    async def _configure(self, message: Configure) -> None:
        settings = ClientSettings(message.online, dict(message.keys), dict(message.endpoints))
        if settings == self._settings:
            return
        old = self._client
        self._settings = settings
        self._client = LLMClient(settings)
        if self._on_network is not None:
            self._on_network(settings.online)
        if not settings.online:
            for job, model in self._models.items():
                if needs_network(model):
                    self._went_offline.add(job)
                    self._jobs[job].cancel()
        if not self._users.get(old):  # otherwise its last job closes it
            await old.close()

    def _start(self, message: Start) -> None:
        job = asyncio.get_running_loop().create_task(self._run(message, self._client), name=message.job)
        self._jobs[message.job] = job
        self._models[message.job] = str(message.payload.get("model", ""))

    async def _run(self, message: Start, client: LLMClient) -> None:
        self._users[client] = self._users.get(client, 0) + 1
        try:
            ending = await self._outcome(message, client)
            if ending is not None:
                self._emit(ending)
        finally:
            self._jobs.pop(message.job, None)
            self._models.pop(message.job, None)
            self._went_offline.discard(message.job)
            self._users[client] -= 1
            if not self._users[client]:
                del self._users[client]
                if client is not self._client:
                    await client.close()

    async def _outcome(self, message: Start, client: LLMClient) -> FromWorker | None:
        """Runs the job to its end; the ending to tell of, or None where the task told it itself."""
        task = self._tasks.get(message.task)
        if task is None:
            return Failed(message.job, f'There is no task "{message.task}".', "Update Movie Director.")
        try:
            async with aclosing(task(client, message.job, message.payload)) as parts:
                async for part in parts:
                    self._emit(part)
        except asyncio.CancelledError:
            if message.job in self._went_offline:
                return Failed(
                    message.job,
                    "The request was stopped because Blender went offline.",
                    "What had arrived is kept. Allow online access and start again.",
                )
            return Cancelled(message.job)
        except (LLMError, ScriptError) as error:
            log.info("job %s: %s", message.job, type(error).__name__)
            return Failed(message.job, error.what, error.remedy)
        except Exception as error:  # noqa: BLE001 - the last line of defence: a job must not end in silence
            log.error("%s", scrub(traceback.format_exc(), self._settings.keys.values()))
            return Failed(
                message.job,
                f"Something went wrong inside Movie Director ({type(error).__name__}).",
                "Your script is untouched. Please report it, with the lines that the console shows.",
            )
        return None
