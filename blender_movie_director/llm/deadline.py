"""The time that a call has as a whole."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from .errors import DeadlineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from .events import Event
    from .pipeline import Call


async def within(events: AsyncGenerator[Event, None], call: Call) -> AsyncGenerator[Event, None]:
    """The same events; `DeadlineError` when the request's time is over while the next one is waited for.

    Not `asyncio.timeout`: around the whole it would cancel the listener's own work between two events, and around
    each event it costs more than the event. One alarm, which only ever interrupts the waiting, is enough.
    """
    left = call.seconds_left
    task = asyncio.current_task()
    if left is None or task is None:
        async with aclosing(events):
            async for event in events:
                yield event
        return
    alarm = _Alarm()
    timer = asyncio.get_running_loop().call_later(max(0.0, left), alarm.ring)
    try:
        async with aclosing(events):
            while True:
                try:
                    alarm.waiting = asyncio.current_task()
                    if alarm.rang or left <= 0:
                        raise _error(call)
                    event = await anext(events)
                except StopAsyncIteration:
                    return
                except asyncio.CancelledError:
                    # Somebody else may have cancelled the task as well: that one is then obeyed.
                    if alarm.cancelled is not None and alarm.cancelled.uncancel() == 0:
                        raise _error(call) from None
                    raise
                finally:
                    alarm.waiting = None
                yield event
    finally:
        timer.cancel()


class _Alarm:
    def __init__(self) -> None:
        self.waiting: asyncio.Task[object] | None = None
        self.cancelled: asyncio.Task[object] | None = None
        self.rang = False

    def ring(self) -> None:
        self.rang = True
        if self.waiting is not None:
            self.cancelled = self.waiting
            self.waiting.cancel()


def _error(call: Call) -> DeadlineError:
    return DeadlineError(
        f"{call.model} had not finished after {call.request.deadline or 0:g} seconds.", model=call.model
    )
