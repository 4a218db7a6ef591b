"""The child's side of `ProcessHost`: the worker between two pipes.

Two small threads do the blocking reads and writes, so that the loop is never held up by a parent that is busy
(Blender draws nothing and fires no timer while it renders), and so that the same code serves every platform.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from .core import Worker
from .offline_guard import OfflineGuard
from .protocol import FromWorker, ProtocolError, Stop, ToWorker, Words, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_SECONDS_TO_LEAVE = 3.0
_MERGE_UP_TO = 16_384


def serve(messages_in: int, messages_out: int) -> None:
    """Runs until told to stop or until the parent's end of the pipe closes, as it does when Blender dies."""
    # A selector's loop on every platform: the sockets of Windows' own loop are connected in a way
    # that raises no audit event, and would slip by the offline guard.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_main(messages_in, _Writer(messages_out)))


async def _main(messages_in: int, writer: _Writer) -> None:
    guard = OfflineGuard()
    guard.install()
    worker = Worker(writer.put, on_network=guard.set_online)
    _log_to_stderr(worker.without_secrets)
    inbox: asyncio.Queue[ToWorker] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_read, args=(messages_in, loop, inbox), name="reader", daemon=True).start()
    worker.announce()
    while worker.handle(await inbox.get()):
        pass
    _leave_within(_SECONDS_TO_LEAVE)
    await worker.close()
    writer.flush(1.0)
    os._exit(0)  # LiteLLM's threads would be joined otherwise


def _log_to_stderr(without_secrets: Callable[[str], str]) -> None:
    class Discreet(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return without_secrets(super().format(record))

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _read(messages_in: int, loop: asyncio.AbstractEventLoop, inbox: asyncio.Queue[ToWorker]) -> None:
    with os.fdopen(messages_in, "rb") as lines:
        for line in lines:
            try:
                message = decode(line)
            except ProtocolError as error:
                log.error("dropped: %s", error)  # noqa: TRY400 - where it happened tells nothing more
                continue
            loop.call_soon_threadsafe(inbox.put_nowait, message)  # type: ignore[arg-type]
    _leave_within(_SECONDS_TO_LEAVE)
    loop.call_soon_threadsafe(inbox.put_nowait, Stop())


def _leave_within(seconds: float) -> None:
    """Whatever still holds the loop (an import, a server that does not hang up) may not keep the process."""
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()


class _Writer:
    """Writes messages from a thread of its own. Words that pile up are joined."""

    def __init__(self, messages_out: int) -> None:
        self._out = messages_out
        self._pending: deque[Words | bytes] = deque()
        self._changed = threading.Condition()
        self._writing = False
        threading.Thread(target=self._run, name="writer", daemon=True).start()

    def put(self, message: FromWorker) -> None:
        # Encoded here and not on the thread: a message that cannot be is then the error of the job that sent it.
        item = message if isinstance(message, Words) else encode(message)
        with self._changed:
            last = self._pending[-1] if self._pending else None
            if (
                isinstance(item, Words)
                and isinstance(last, Words)
                and last.job == item.job
                and len(last.text) < _MERGE_UP_TO
            ):
                self._pending[-1] = Words(item.job, last.text + item.text)
            else:
                self._pending.append(item)
            self._changed.notify_all()

    def flush(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._pending and not self._writing, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._pending))
                item = self._pending.popleft()
                self._writing = True
            rest = memoryview(encode(item) if isinstance(item, Words) else item)
            try:
                while rest:
                    rest = rest[os.write(self._out, rest) :]
            except OSError:
                os._exit(0)  # nobody is left to read
