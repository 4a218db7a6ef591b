"""The worker on a background thread of this process: for where no child process can be started.

The thread shares the GIL with Blender's window, so LiteLLM's import is felt; `ProcessHost` is the better choice.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from . import pipes
from .hosts import HostError
from .protocol import FromWorker, Lost, Stop, ToWorker, Words

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from .core import Worker

log = logging.getLogger(__name__)

_MERGE_UP_TO = 4096
_ASIDE_EVERY, _ASIDE_FOR = 0.004, 0.0005
"""Seconds."""


class ThreadHost:
    """See `hosts.Host`."""

    name = "thread"

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._inbox: deque[ToWorker] = deque()
        self._outbox: deque[FromWorker] = deque()
        self._wake: asyncio.Event | None = None
        self._lost_told = False

    def start(self) -> None:
        # Daemon, so that a thread that could not be stopped in time never keeps Blender from quitting.
        self._thread = threading.Thread(target=self._run, name="movie-director-worker", daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            self._thread = None
            raise HostError(str(error)) from error
        atexit.register(self._at_exit)

    def send(self, message: ToWorker) -> None:
        self._inbox.append(message)
        loop, wake = self._loop, self._wake
        if loop is not None and wake is not None:
            with suppress(RuntimeError):  # the loop has just closed; `receive` tells of it
                loop.call_soon_threadsafe(wake.set)

    def receive(self, deadline: float) -> Iterator[FromWorker]:
        while self._outbox:
            yield self._next()
            if time.perf_counter() >= deadline:
                return
        if self._thread is not None and not self._thread.is_alive() and not self._outbox and not self._lost_told:
            self._lost_told = True
            yield Lost("the worker's thread ended")

    def stop(self, wait: float) -> bool:
        if self._thread is None:
            return True
        self.send(Stop())
        self._thread.join(wait)
        ended = not self._thread.is_alive()
        if ended:
            atexit.unregister(self._at_exit)
            self._lost_told = True
        else:
            log.warning("the worker's thread did not end within %.1f seconds", wait)
        return ended

    def _at_exit(self) -> None:
        self.stop(2.0)

    def _next(self) -> FromWorker:
        """The next message; words that follow each other become one, which costs the receiver less."""
        first = self._outbox.popleft()
        if not isinstance(first, Words):
            return first
        texts = [first.text]
        size = len(first.text)
        while self._outbox and size < _MERGE_UP_TO:
            following = self._outbox[0]
            if not isinstance(following, Words) or following.job != first.job:
                break
            self._outbox.popleft()
            texts.append(following.text)
            size += len(following.text)
        return Words(first.job, "".join(texts))

    def _run(self) -> None:
        # Here and not above: what the worker is made of is then loaded on this thread, and not at the click.
        import asyncio  # noqa: PLC0415

        pipes.block_sigpipe()  # a server that hangs up would end Blender otherwise
        try:
            asyncio.run(self._main())
        except Exception:
            log.exception("the worker's thread failed")

    async def _main(self) -> None:
        import asyncio  # noqa: PLC0415

        from .core import Worker  # noqa: PLC0415

        worker = Worker(self._outbox.append)
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        worker.announce()
        aside: asyncio.Task[None] | None = None
        try:
            going = True
            while going:
                while self._inbox and going:
                    going = worker.handle(self._inbox.popleft())
                if worker.busy and (aside is None or aside.done()):
                    aside = asyncio.ensure_future(_step_aside(worker))
                if going:
                    await self._wake.wait()
                    self._wake.clear()
        finally:
            await worker.close()


async def _step_aside(worker: Worker) -> None:
    """A stream through LiteLLM lets go of the interpreter for each of its many short calls of the system, and has it
    back before another thread wakes up. Blender's window, which may only insist after 5 ms in which nobody let go, then
    came to it after a tenth of a second and more. So this thread sleeps for a moment now and then."""
    import asyncio  # noqa: PLC0415

    while worker.busy:
        time.sleep(_ASIDE_FOR)  # noqa: ASYNC251 - it is the thread that is to sleep
        await asyncio.sleep(_ASIDE_EVERY)
