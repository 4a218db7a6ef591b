"""The door for callers that have no event loop: their calls run on a thread of the client's own."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import logging
import queue
import threading
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator

    from .events import Event

log = logging.getLogger(__name__)
T = TypeVar("T")

_PATIENCE = 5.0
"""Seconds for which a connection may take to close before nobody waits for it any longer."""
_STOPPED = "The call was stopped."


class CancelToken:
    """Stops calls from another thread: they raise our `CancelledError`. For one call or several, and for good."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: list[Callable[[], object]] = []
        self.cancelled = False

    def cancel(self) -> None:
        """Returns at once; any thread may call it, and more than once."""
        with self._lock:
            self.cancelled = True
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()

    def _on_cancel(self, stop: Callable[[], object]) -> None:
        with self._lock:
            if not self.cancelled:
                self._stops.append(stop)
                return
        stop()

    def _forget(self, stop: Callable[[], object]) -> None:
        with self._lock, suppress(ValueError):
            self._stops.remove(stop)


class LoopThread:
    """An event loop on a thread that begins with the first call and ends with `stop`. Any thread may call, several
    at once; a call blocks its own thread only."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """None while the thread does not run."""
        return self._loop

    def run(self, work: Callable[[], Coroutine[Any, Any, T]], token: CancelToken | None = None) -> T:
        """What the coroutine returns; blocks until then."""
        loop = self._started()
        future: concurrent.futures.Future[T] = asyncio.run_coroutine_threadsafe(work(), loop)
        if token is not None:
            token._on_cancel(future.cancel)  # noqa: SLF001 - two halves of one thing
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise CancelledError(_STOPPED) from None
        finally:
            future.cancel()  # where this thread was interrupted; of no effect on what is done
            if token is not None:
                token._forget(future.cancel)  # noqa: SLF001

    def iterate(
        self, events: Callable[[], AsyncGenerator[Event, None]], token: CancelToken | None = None
    ) -> Iterator[Event]:
        """The events as they come. Leaving the loop over them closes the stream, and waits until it is closed."""
        loop = self._started()
        heard: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        ended = threading.Event()
        tasks: list[asyncio.Task[None]] = []

        async def listen() -> None:
            async with aclosing(events()) as stream:
                async for event in stream:
                    heard.put(event)

        def done(task: asyncio.Task[None]) -> None:
            heard.put(CancelledError(_STOPPED) if task.cancelled() else task.exception())
            ended.set()

        def begin() -> None:
            tasks.append(loop.create_task(listen()))
            tasks[0].add_done_callback(done)

        def stop() -> None:
            with suppress(RuntimeError):  # the loop is closed, and all its tasks with it
                loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])

        loop.call_soon_threadsafe(begin)
        if token is not None:
            token._on_cancel(stop)  # noqa: SLF001
        try:
            while not isinstance(event := heard.get(), BaseException | None):
                yield event
            if event is not None:
                raise event
        finally:
            if token is not None:
                token._forget(stop)  # noqa: SLF001
            if not ended.is_set():
                stop()
                if not ended.wait(_PATIENCE):
                    log.warning("a stream was left and did not close within %.0f seconds", _PATIENCE)

    def stop(self) -> None:
        """Cancels what runs, and joins the thread; waits for a bounded time. The next call begins a new one."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            return
        atexit.unregister(self.stop)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        if thread.is_alive():
            log.warning("the thread %s did not end within %.0f seconds", self._name, _PATIENCE)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._thread is threading.current_thread():
                raise RuntimeError("This is the client's own thread: use stream() and complete() here.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # A daemon, so that a client that nobody closed does not keep the program from ending.
                self._thread = threading.Thread(target=_live, args=(self._loop,), name=self._name, daemon=True)
                self._thread.start()
                atexit.register(self.stop)
            return self._loop


def _live(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks, timeout=_PATIENCE))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
