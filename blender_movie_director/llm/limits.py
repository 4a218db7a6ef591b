"""Requests and tokens per minute, and calls at the same time: everybody in this process waits in one line for them."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import deque
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .events import Event, Finished, Waiting
from .keys import provider_of

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future, TimerHandle
    from collections.abc import AsyncGenerator, Callable, Mapping

    from .pipeline import Call, Onward
    from .settings import Limit

MINUTE = 60.0


@dataclass(slots=True, eq=False)
class _Entry:
    """Something that counts until its window has passed."""

    at: float
    weight: float
    passed: bool = False


class _Window:
    """A sliding window: never more than `rate` per minute, whichever minute one looks at."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.rate = 0.0
        self.length = MINUTE
        self.most = 1.0
        self._entries: deque[_Entry] = deque()
        self._total = 0.0

    def set(self, rate: float) -> None:
        if rate != self.rate:
            # Half a request per minute is one in two.
            self.rate, self.most = rate, max(1.0, math.floor(rate))
            self.length = MINUTE * max(1.0, 1.0 / rate) if rate else MINUTE

    def wait(self, now: float, weight: float) -> float:
        """Seconds until there is room, 0 when there is. What is larger than the whole window goes when it is empty."""
        entries = self._entries
        while entries and entries[0].at + self.length <= now:
            entry = entries.popleft()
            entry.passed = True
            self._total -= entry.weight
        excess = self._total + weight - self.most
        if excess <= 0 or not entries:
            return 0.0
        for entry in entries:
            excess -= entry.weight
            if excess <= 0:
                return max(entry.at + self.length - now, 0.0)
        return max(entries[-1].at + self.length - now, 0.0)

    def add(self, now: float, weight: float) -> _Entry:
        entry = _Entry(now, weight)
        self._entries.append(entry)
        self._total += weight
        return entry

    def correct(self, entry: _Entry, weight: float) -> None:
        """When it is known what the call took in truth."""
        if not entry.passed:
            self._total += weight - entry.weight
            entry.weight = weight


class _Gate:
    """What one provider or one model allows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests = _Window("requests")
        self.tokens = _Window("tokens")
        self.parallel: int | None = None
        self.running = 0

    def set(self, limit: Limit) -> None:
        for rate in (limit.requests_per_minute, limit.tokens_per_minute, limit.parallel):
            if rate is not None and not 0 < rate < math.inf:
                raise ConfigurationError(f"The limit for {self.name} is {rate}, which would let nothing through.")
        self.requests.set(limit.requests_per_minute or 0.0)
        self.tokens.set(limit.tokens_per_minute or 0.0)
        self.parallel = limit.parallel

    def wait(self, now: float, tokens: float) -> tuple[float, str]:
        """Seconds until there may be room (infinite: until somebody is done), and why."""
        if self.parallel is not None and self.running >= self.parallel:
            return math.inf, f"{self.name} takes {self.parallel} calls at a time."
        seconds, why = 0.0, ""
        for window, weight in ((self.requests, 1.0), (self.tokens, tokens)):
            if window.rate and (found := window.wait(now, weight)) > seconds:
                seconds, why = found, f"{self.name} takes {window.rate:g} {window.unit} a minute."
        return seconds, why


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in the line, and after that a place behind the gate. Give it back with `Limiter.leave`."""

    gates: tuple[_Gate, ...]
    tokens: float
    number: int
    loop: AbstractEventLoop
    granted: bool = False
    seconds: float = 0.0
    """How long it will wait at least; 0 where nobody can know."""
    why: str = ""
    entries: list[tuple[_Window, _Entry]] = field(default_factory=list)
    future: Future[None] | None = None
    timer: TimerHandle | None = None


class Limiter:
    """Tickets are served in the order in which they came; one waits only for those that want the same gate.

    Any thread and any event loop may enter and leave. `clock` counts seconds, as the loops' own `time()` does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._gates: dict[str, _Gate] = {}
        # One line for each combination of gates: within it nobody overtakes, so only the heads need a look.
        self._lines: dict[tuple[_Gate, ...], deque[Ticket]] = {}
        self._entered = 0

    def enter(self, limits: Mapping[str, Limit], tokens: float = 0.0) -> Ticket:
        """Takes a place in line for all gates named; it is `granted` at once where there is room."""
        loop = asyncio.get_running_loop()
        with self._lock:
            gates = tuple(self._gate(name, limit) for name, limit in limits.items())
            self._entered += 1
            ticket = Ticket(gates, tokens, self._entered, loop)
            self._lines.setdefault(gates, deque()).append(ticket)
            self._serve()
            return ticket

    async def wait(self, ticket: Ticket) -> None:
        """Until the ticket is granted. Whoever is cancelled here must still `leave`."""
        with self._lock:
            if ticket.granted:
                return
            ticket.future = ticket.loop.create_future()
        await ticket.future

    def leave(self, ticket: Ticket, tokens: float | None = None) -> None:
        """Gives the place back, granted or not; `tokens` corrects what was estimated."""
        with self._lock:
            if ticket.timer is not None:
                _soon(ticket.loop, ticket.timer.cancel)
                ticket.timer = None
            if ticket.granted:
                ticket.granted = False
                for gate in ticket.gates:
                    gate.running -= 1
                if tokens is not None:
                    for window, entry in ticket.entries:
                        window.correct(entry, tokens)
            elif line := self._lines.get(ticket.gates):
                with suppress(ValueError):
                    line.remove(ticket)
            self._serve()

    def _gate(self, name: str, limit: Limit) -> _Gate:
        gate = self._gates.get(name)
        if gate is None:
            gate = self._gates[name] = _Gate(name)
        gate.set(limit)
        return gate

    def _serve(self) -> None:
        """Grants all that can be granted, in order, and sets an alarm for the first that cannot yet."""
        now = self._clock()
        taken: set[_Gate] = set()  # those that somebody who came earlier waits for
        lines = [line for line in self._lines.values() if line]
        while lines:
            line = min(lines, key=lambda line: line[0].number)
            ticket = line[0]
            seconds, why = 0.0, ""
            for gate in ticket.gates:
                found = gate.wait(now, ticket.tokens)
                if found[0] > seconds:
                    seconds, why = found
            if seconds or not taken.isdisjoint(ticket.gates):
                taken.update(ticket.gates)
                lines.remove(line)
                self._explain(line, seconds, why)
                if 0 < seconds < math.inf:
                    _soon(ticket.loop, self._alarm, ticket, now + seconds)
                continue
            line.popleft()
            self._grant(ticket, now)
            if not line:
                lines.remove(line)
        for gates in [gates for gates, line in self._lines.items() if not line]:
            del self._lines[gates]

    @staticmethod
    def _explain(line: deque[Ticket], seconds: float, why: str) -> None:
        for ticket in (line[0], line[-1]):  # the one that is next, and the one that has just come
            ticket.seconds = seconds if seconds < math.inf else 0.0
            ticket.why = why or "Others wait for the same place."

    @staticmethod
    def _grant(ticket: Ticket, now: float) -> None:
        ticket.granted = True
        for gate in ticket.gates:
            gate.running += 1
            if gate.requests.rate:
                gate.requests.add(now, 1.0)
            if gate.tokens.rate:
                ticket.entries.append((gate.tokens, gate.tokens.add(now, ticket.tokens)))
        if ticket.future is not None:
            _soon(ticket.loop, _wake, ticket.future)

    def _alarm(self, ticket: Ticket, when: float) -> None:
        """On the ticket's own loop."""
        with self._lock:
            if ticket.granted or ticket not in self._lines.get(ticket.gates, ()):
                return
            if ticket.timer is not None:
                ticket.timer.cancel()
            ticket.timer = ticket.loop.call_later(max(0.0, when - self._clock()), self._ring, ticket)

    def _ring(self, ticket: Ticket) -> None:
        with self._lock:
            ticket.timer = None
            self._serve()


def _wake(future: Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _soon(loop: AbstractEventLoop, what: Callable[..., object], *arguments: object) -> None:
    """Directly where this is the loop's thread; a loop that is closed has nobody left to tell."""
    try:
        here = asyncio.get_running_loop() is loop
    except RuntimeError:
        here = False
    if here:
        what(*arguments)
        return
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(what, *arguments)


SHARED = Limiter()
"""The line of this process: providers count all clients together."""


class Limits:
    """`tokens(call)` estimates what the attempt will take; the answer's own figures correct it."""

    def __init__(
        self,
        limits: Mapping[str, Limit],
        *,
        tokens: Callable[[Call], int] = lambda _call: 0,
        limiter: Limiter = SHARED,
    ) -> None:
        self._limits = limits
        self._tokens = tokens
        self._limiter = limiter

    def applying(self, model: str) -> dict[str, Limit]:
        names = dict.fromkeys((provider_of(model), model))
        return {name: self._limits[name] for name in names if name in self._limits}

    def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        limits = self.applying(call.model) if self._limits else {}
        return self._stream(call, onward, limits) if limits else onward(call)

    async def _stream(self, call: Call, onward: Onward, limits: dict[str, Limit]) -> AsyncGenerator[Event, None]:
        counted = any(limit.tokens_per_minute for limit in limits.values())
        ticket = self._limiter.enter(limits, self._tokens(call) if counted else 0.0)
        used: int | None = None
        try:
            if not ticket.granted:
                yield Waiting(ticket.seconds, ticket.why)
                await self._limiter.wait(ticket)
            async with aclosing(onward(call)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        usage = event.response.usage
                        if usage.input_tokens is not None and usage.output_tokens is not None:
                            used = usage.input_tokens + usage.output_tokens
                    yield event
        finally:
            self._limiter.leave(ticket, used)
