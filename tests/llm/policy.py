"""What the tests of the policy share: a backend that plays what it is told."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.errors import LLMError
from blender_movie_director.llm.events import Event, Finished, TextDelta
from blender_movie_director.llm.messages import Message, Request, Response, Usage
from blender_movie_director.llm.pipeline import Call, Layer
from blender_movie_director.llm.settings import ClientSettings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

MODEL = "openai/first"
USAGE = Usage(10, 5)


def ask(text: str = "Tell me a story.", model: str = MODEL, **more: Any) -> Request:
    return Request((Message("user", text),), model, **more)


def call(text: str = "Tell me a story.", model: str = MODEL, **more: Any) -> Call:
    return Call(ask(text, model, **more), model)


def answer(text: str, model: str = MODEL, **more: Any) -> Response:
    return Response(text, model, **{"finish_reason": "stop", "usage": USAGE} | more)


class Player:
    """A backend below the policy. Each call takes the next act of its model, the last one again and again:
    words, events, pauses (a number) and errors, in order; words alone are finished for it."""

    def __init__(self, **acts: list[list[object]]) -> None:
        self.acts: dict[str, list[list[object]]] = {f"openai/{name}": list(given) for name, given in acts.items()}
        self.calls: list[str] = []
        self.times: list[float] = []
        self.requests: list[Request] = []
        self.running = self.most_running = self.closed = 0

    def onward(self, call: Call) -> AsyncGenerator[Event, None]:
        return self._play(call.model)

    def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        return self._play(request.model)

    async def close(self) -> None:
        self.closed += 1

    async def _play(self, model: str) -> AsyncGenerator[Event, None]:
        self.calls.append(model)
        self.times.append(asyncio.get_running_loop().time())
        acts = self.acts[model]
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        said: list[str] = []
        try:
            for item in act:
                match item:
                    case str():
                        said.append(item)
                        yield TextDelta(item)
                    case float() | int():
                        await asyncio.sleep(item)
                    case LLMError():
                        raise item
                    case None:  # ends with no word of it
                        return
                    case _:
                        assert not isinstance(item, BaseException)
                        yield item  # type: ignore[misc]
            if not any(isinstance(item, Finished) for item in act):
                yield Finished(answer("".join(said), model))
        finally:
            self.running -= 1


def client_of(player: Player, settings: ClientSettings, **more: Any) -> LLMClient:
    return LLMClient(settings, make_backend=lambda _name, _settings: player, **more)


async def heard(layer: Layer, call: Call, player: Player) -> list[Event]:
    return await collected(layer.stream(call, player.onward))


async def collected(stream: AsyncGenerator[Event, None]) -> list[Event]:
    async with aclosing(stream) as events:
        return [event async for event in events]


async def until_it_ends(stream: AsyncGenerator[Event, None]) -> tuple[list[Event], BaseException | None]:
    """The events, and the error that ended them, if one did."""
    events: list[Event] = []
    try:
        async with aclosing(stream) as source:
            async for event in source:
                events.append(event)  # noqa: PERF401 - what came before an error is the point
    except (LLMError, asyncio.CancelledError) as error:
        return events, error
    return events, None


def words(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def finished(events: list[Event]) -> Response:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.response
