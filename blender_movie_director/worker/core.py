"""The worker itself: an asyncio loop's worth of jobs. Both hosts run this same class."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import traceback
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from ..llm.errors import LLMError
from ..llm.keys import scrub
from ..screenplay import ScriptError
from ..writing.prompts import with_folder_read
from . import pasted
from .connection import Connection
from .job import Job, JobListener, ask_the_person, current
from .protocol import (
    CHECK,
    VERSION,
    Answer,
    Cancel,
    Cancelled,
    Configure,
    Failed,
    FromWorker,
    Part,
    Ready,
    Start,
    Stop,
    ToWorker,
)
from .tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .tasks import Task

log = logging.getLogger(__name__)


class Worker:
    """Owns the connections (see `connection.py`) and the running jobs. All methods belong to one event loop;
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
        self._jobs: dict[str, Job] = {}
        self._secrets: set[str] = set()
        self._connection = self._connected(Configure(online=False))
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def announce(self) -> None:
        self._emit(Ready(VERSION, os.getpid(), platform.python_version()))

    def without_secrets(self, text: str) -> str:
        """The text, with every key hidden that this worker was ever given, or found."""
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
            case Answer(name, number, yes):
                if job := self._jobs.get(name):
                    job.answer(number, yes)
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
        await self._connection.close()

    def _configure(self, message: Configure) -> None:
        if message == self._connection.message:
            return
        was_online = self._connection.settings.online
        self._connect(message)
        online = self._connection.settings.online
        if self._on_network is not None and online != was_online:
            self._on_network(online)
        if not online:
            for job in self._jobs.values():
                if job.reaches_out:
                    job.stop(_went_offline(job.name))

    def _connect(self, message: Configure) -> None:
        """Jobs from now on get this; those that run keep what they have."""
        old, self._connection = self._connection, self._connected(message)
        self._close_if_unused(old)

    def _connected(self, message: Configure) -> Connection:
        self._secrets |= message.secrets()
        return Connection(message, ask=ask_the_person, listener=JobListener(), heard_of=self._secrets.update)

    def _start(self, message: Start) -> None:
        self._secrets |= message.secrets()
        job = Job(
            message.job,
            self._connection,
            self._emit,
            model=_asked(message),
            keys_changed=lambda: self._connect(self._connection.message),
        )
        self._jobs[job.name] = job
        job.running = asyncio.get_running_loop().create_task(self._run(job, message), name=job.name)
        # Not in a `finally` of the task: one that is cancelled before its first step never reaches it.
        job.running.add_done_callback(lambda _task: self._ended(job))

    async def _run(self, job: Job, message: Start) -> None:
        current.set(job)
        task = self._tasks.get(message.task)
        if task is None:
            job.tell(Failed(job.name, f'There is no task "{message.task}".', "Update Movie Director."))
            return
        try:
            payload = await self._without_keys(job, message)
            async with aclosing(task(job, payload)) as parts:
                async for part in parts:
                    job.tell(part)
        except (LLMError, ScriptError) as error:
            log.info("job %s: %s", job.name, type(error).__name__)
            job.tell(job.stopped or self._failed(job.name, error))
        except Exception as error:  # noqa: BLE001 - the last line of defence: a job must not end in silence
            log.error("%s", self.without_secrets(traceback.format_exc()))  # noqa: TRY400 - it would show the keys
            job.tell(job.stopped or _broken(job.name, type(error).__name__))

    async def _without_keys(self, job: Job, message: Start) -> dict[str, Any]:
        """What the task gets: a key that was pasted into it goes to no model. Blender's side is told, so that it keeps
        none either; it does not know those that only the keyring or the file holds."""
        if message.task not in pasted.ASKING | pasted.TELLING:
            return message.payload
        payload = with_folder_read(message.payload)
        if message.task in pasted.ASKING:
            await job.connection.client(payload["model"])  # now the keys that it needs are known
            if found := pasted.found_in(payload, self._secrets):
                job.tell(Part(job.name, "pasted", {"keys": found}))
        return pasted.cleaned(payload, self.without_secrets)

    def _failed(self, job: str, error: LLMError | ScriptError) -> Failed:
        return Failed(job, self.without_secrets(error.what), self.without_secrets(error.remedy))

    def _ended(self, job: Job) -> None:
        del self._jobs[job.name]
        job.tell(job.stopped or _broken(job.name, "no ending"))
        self._close_if_unused(job.connection)

    def _close_if_unused(self, connection: Connection) -> None:
        """The last job that has an old one closes it."""
        if connection is self._connection or any(job.connection is connection for job in self._jobs.values()):
            return
        closing = asyncio.get_running_loop().create_task(connection.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


def _asked(message: Start) -> str:
    """The model that a job asks, or one of the provider that it is to check."""
    if model := message.payload.get("model"):
        return str(model)
    return f"{message.payload.get('provider')}/" if message.task == CHECK else ""


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
