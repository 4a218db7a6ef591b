"""The time that a call has as a whole."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING

from .errors import DeadlineError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

    from .events import Event
    from .pipeline import Call


class Stopwatch:
    """How long a call has taken, for its deadline. Belongs to the event loop of its call.

    It stands still while a person is asked: who fetches a coffee before answering must not find the request failed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._stopped_at = 0.0
        self._stops = 0
        self._heeding: list[Callable[[], None]] = []

    @property
    def seconds(self) -> float:
        return (self._clock() if self.runs else self._stopped_at) - self._begun

    @property
    def runs(self) -> bool:
        return not self._stops

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        self._stop()
        try:
            yield
        finally:
            self._go_on()

    @contextmanager
    def heeded(self, changed: Callable[[], None]) -> Iterator[None]:
        """`changed` is called whenever it stops or goes on."""
        self._heeding.append(changed)
        try:
            yield
        finally:
            self._heeding.remove(changed)

    @contextmanager
    def along_with(self, other: Stopwatch) -> Iterator[None]:
        """Stands still while the other one does."""
        if other is self:
            yield
            return

        def changed() -> None:
            if other.runs:
                self._go_on()
            else:
                self._stop()

        with other.heeded(changed):
            if not other.runs:
                self._stop()
            try:
                yield
            finally:
                if not other.runs:
                    self._go_on()

    def _stop(self) -> None:
        self._stops += 1
        if self._stops == 1:
            self._stopped_at = self._clock()
            self._tell()

    def _go_on(self) -> None:
        self._stops -= 1
        if self.runs:
            self._begun += self._clock() - self._stopped_at
            self._tell()

    def _tell(self) -> None:
        for changed in tuple(self._heeding):
            changed()


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
    alarm = _Alarm(call)
    with call.time.heeded(alarm.set):
        alarm.set()
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
            alarm.put_away()


class _Alarm:
    def __init__(self, call: Call) -> None:
        self.waiting: asyncio.Task[object] | None = None
        self.cancelled: asyncio.Task[object] | None = None
        self.rang = False
        self._call = call
        self._timer: asyncio.TimerHandle | None = None

    def set(self) -> None:
        """To the time that is left; to none while the call's stopwatch stands still."""
        self.put_away()
        left = self._call.seconds_left
        if left is not None and self._call.time.runs and not self.rang:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, left), self._ring)

    def put_away(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self.rang = True
        if self.waiting is not None:
            self.cancelled = self.waiting
            self.waiting.cancel()


def _error(call: Call) -> DeadlineError:
    return DeadlineError(
        f"{call.model} had not finished after {call.request.deadline or 0:g} seconds.", model=call.model
    )
