"""The worker itself: an asyncio loop's worth of jobs. Both hosts run this same class."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import traceback
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm.assembly import open_client
from ..llm.errors import LLMError
from ..llm.keys import scrub
from ..llm.settings import ClientSettings, Server
from ..screenplay import ScriptError
from .protocol import ENDINGS, VERSION, Cancel, Cancelled, Configure, Failed, FromWorker, Ready, Start, Stop, ToWorker
from .tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..llm.client import LLMClient
    from .tasks import Task

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Job:
    name: str
    client: LLMClient
    reaches_out: bool
    running: asyncio.Task[None] | None = None
    stopped: FromWorker | None = None
    """The ending to tell of once it was cancelled."""
    told: bool = False
    """Its ending has been told of; each job has exactly one."""

    def stop(self, ending: FromWorker) -> None:
        if self.stopped is None:
            self.stopped = ending
        if self.running is not None:
            self.running.cancel()


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
        self._jobs: dict[str, _Job] = {}
        self._settings = ClientSettings(online=False)
        self._client = open_client(self._settings)
        self._closing: set[asyncio.Task[None]] = set()
        self._secrets: set[str] = set()

    def announce(self) -> None:
        self._emit(Ready(VERSION, os.getpid(), platform.python_version()))

    def without_secrets(self, text: str) -> str:
        """The text, with every key hidden that this worker was ever given."""
        return scrub(text, self._secrets)

    def handle(self, message: ToWorker) -> bool:
        """Takes a message in; False when it was the last."""
        match message:
            case Configure():
                self._configure(message)
            case Start():
                self._start(message)
            case Cancel(name):
                if job := self._jobs.get(name):
                    job.stop(Cancelled(name))
            case Stop():
                return False
        return True

    async def close(self) -> None:
        """Cancels what runs, waits for it, and closes every connection."""
        running = [job.running for job in self._jobs.values() if job.running is not None]
        for job in list(self._jobs.values()):
            job.stop(Cancelled(job.name))
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(*self._closing, return_exceptions=True)
        await self._client.close()

    def _configure(self, message: Configure) -> None:
        settings = ClientSettings(
            online=message.online,
            keys=dict(message.keys),
            servers={provider: Server(url) for provider, url in message.endpoints.items()},
            folder=Path(message.folder) if message.folder else None,
        )
        if settings == self._settings:
            return
        self._secrets.update(settings.secrets())
        old, self._client = self._client, open_client(settings)
        self._settings = settings
        if self._on_network is not None:
            self._on_network(settings.online)
        if not settings.online:
            for job in self._jobs.values():
                if job.reaches_out:
                    job.stop(_went_offline(job.name))
        self._close_if_unused(old)

    def _start(self, message: Start) -> None:
        model = message.payload.get("model")  # a task that asks none stays on this computer
        job = _Job(message.job, self._client, model is not None and self._client.reaches_out(str(model)))
        self._jobs[job.name] = job
        job.running = asyncio.get_running_loop().create_task(self._run(job, message), name=job.name)
        # Not in a `finally` of the task: one that is cancelled before its first step never reaches it.
        job.running.add_done_callback(lambda _task: self._ended(job))

    async def _run(self, job: _Job, message: Start) -> None:
        task = self._tasks.get(message.task)
        if task is None:
            self._tell(job, Failed(job.name, f'There is no task "{message.task}".', "Update Movie Director."))
            return
        try:
            async with aclosing(task(job.client, job.name, message.payload)) as parts:
                async for part in parts:
                    self._tell(job, part)
        except (LLMError, ScriptError) as error:
            log.info("job %s: %s", job.name, type(error).__name__)
            self._tell(job, job.stopped or Failed(job.name, error.what, error.remedy))
        except Exception as error:  # noqa: BLE001 - the last line of defence: a job must not end in silence
            log.error("%s", self.without_secrets(traceback.format_exc()))  # noqa: TRY400 - it would show the keys
            self._tell(job, job.stopped or _broken(job.name, type(error).__name__))

    def _tell(self, job: _Job, part: FromWorker) -> None:
        if job.told:
            return
        self._emit(part)
        job.told = isinstance(part, ENDINGS)

    def _ended(self, job: _Job) -> None:
        del self._jobs[job.name]
        self._tell(job, job.stopped or _broken(job.name, "no ending"))
        self._close_if_unused(job.client)

    def _close_if_unused(self, client: LLMClient) -> None:
        """Settings that changed while jobs run leave their old client to those jobs; the last one closes it."""
        if client is self._client or any(job.client is client for job in self._jobs.values()):
            return
        closing = asyncio.get_running_loop().create_task(client.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


def _went_offline(job: str) -> Failed:
    return Failed(
        job,
        "The request was stopped because Blender went offline.",
        "What had arrived is kept. Allow online access and start again.",
    )


def _broken(job: str, detail: str) -> Failed:
    return Failed(
        job,
        f"Something went wrong inside Movie Director ({detail}).",
        "Your script is untouched. Please report it, with the lines that the console shows.",
    )
