"""Replays answers that were given before, and asks once where many ask the same at once."""

from __future__ import annotations

import asyncio
import weakref
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from .answers import AnswerStore, key_of
from .events import Event, FellBack, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from .messages import Cost, Response
from .retry import SHOWN

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator, Callable, Iterator, MutableMapping

    from .pipeline import Call, Onward

COMPLETE = ("stop", "tool_calls")
_PIECE = 48  # characters: a replay looks like an answer that is written, and takes no time


@dataclass(slots=True, eq=False)
class _Flight:
    """One call under way, and what it has said. Whoever has heard everything fetches the next event for all."""

    upstream: AsyncGenerator[Event, None]
    call: Call
    heard: list[Event] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: int = 0
    landed: bool = False
    lost: bool = False
    """The caller that was fetching was cancelled, and the call with it."""
    error: BaseException | None = None


_flights: MutableMapping[AbstractEventLoop, dict[tuple[object, ...], _Flight]] = weakref.WeakKeyDictionary()
"""Those of this process. By event loop, since a stream belongs to one."""


class Cache:
    """`use` replays or asks, `refresh` asks and stores, `bypass` does neither. `replayed(call, response)` is told of
    each answer that came from the store.

    Equal requests at the same time share one call; all of them hear all of its events as they come. A caller that
    leaves does not disturb the others, unless it was cancelled while it fetched: then the call is gone, and the next
    of them asks anew.
    """

    def __init__(
        self,
        store: AnswerStore,
        server_of: Callable[[str], str],
        *,
        replayed: Callable[[Call, Response], None] = lambda _call, _response: None,
    ) -> None:
        self.store = store
        self._server_of = server_of
        self._replayed = replayed

    def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        request = call.request
        if request.cache == "bypass":
            return onward(call)
        key = key_of(request, call.model, self._server_of(call.model))
        if request.cache == "use" and (response := self.store.get(key)) is not None:
            response = replace(response, cached=True, cost=Cost(Decimal(0), "cache"))
            return self._replay(call, response)
        # What else decides whether a call fails: nobody shall fail of a budget or a deadline that is not his.
        name = (self.store.path, key, request.project, request.task, request.budget, request.deadline, request.cache)
        return self._shared(call, onward, key, name)

    async def _replay(self, call: Call, response: Response) -> AsyncGenerator[Event, None]:
        self._replayed(call, response)
        for event in _events_of(response):
            yield event

    async def _shared(
        self, call: Call, onward: Onward, key: bytes, name: tuple[object, ...]
    ) -> AsyncGenerator[Event, None]:
        flights = _flights.setdefault(asyncio.get_running_loop(), {})
        while True:
            flight = flights.get(name)
            if flight is None:
                flight = flights[name] = _Flight(onward(call), call)
            flight.listeners += 1
            position = 0
            try:
                with call.time.along_with(flight.call.time):  # a person may be asked on behalf of all
                    while position < len(flight.heard) or await self._fetch(flight, key, position):
                        event = flight.heard[position]
                        position += 1
                        yield event
            finally:
                flight.listeners -= 1
                if (flight.landed or not flight.listeners) and flights.get(name) is flight:
                    del flights[name]
                if not flight.listeners:
                    flight.landed = True
                    await flight.upstream.aclose()
            if flight.error is not None:
                raise flight.error
            if not flight.lost:
                return
            if any(isinstance(event, SHOWN) for event in flight.heard):
                why = "The call that this one shared was stopped."
                yield FellBack(flight.call.model, call.model, why, "".join(_said(flight.heard)))

    async def _fetch(self, flight: _Flight, key: bytes, position: int) -> bool:
        """Hears the next event, unless somebody else has done so meanwhile; whether there is one."""
        async with flight.turn:
            if flight.landed or len(flight.heard) > position:
                return len(flight.heard) > position
            try:
                event = await anext(flight.upstream)
            except StopAsyncIteration:
                flight.landed = True
                return False
            except (asyncio.CancelledError, GeneratorExit):
                flight.landed = flight.lost = True
                raise
            except BaseException as error:  # noqa: BLE001 - it is raised by each listener
                flight.landed = True
                flight.error = error
                return False
            if isinstance(event, Finished):
                self._keep(flight, key, event.response)
            flight.heard.append(event)
            return True

    def _keep(self, flight: _Flight, key: bytes, response: Response) -> None:
        """Only what is whole, and what the model said that was asked for."""
        substitute = any(isinstance(event, FellBack) for event in flight.heard)
        if response.finish_reason in COMPLETE and not (response.stand_in or response.cached or substitute):
            self.store.put(key, response)


def _said(events: list[Event]) -> list[str]:
    """The words that are on show after these events."""
    words: list[str] = []
    for event in events:
        if isinstance(event, FellBack):
            words = []
        elif isinstance(event, TextDelta):
            words.append(event.text)
    return words


def _events_of(response: Response) -> Iterator[Event]:
    for thought in response.reasoning:
        if thought.text:
            yield ReasoningDelta(thought.text)
    for begin in range(0, len(response.text), _PIECE):
        yield TextDelta(response.text[begin : begin + _PIECE])
    for index, tool in enumerate(response.tool_calls):
        yield ToolCallDelta(index, tool.id, tool.name, tool.arguments)
    yield Finished(response)
