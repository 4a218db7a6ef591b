"""What the tests of the gateway share: how to ask it, and how to play a server's part."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.events import Finished, TextDelta
from blender_movie_director.llm.messages import Message, Request, Response
from blender_movie_director.llm.settings import ClientSettings, Server
from tests.llm.model_server import PATIENCE, Exchange

KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"
MODEL = "gateway/house/some-model"
REQUEST = Request((Message("user", "Tell me a story."),), MODEL)
WHOLE = Request(REQUEST.messages, MODEL, stream=False)
Play = Callable[[Exchange], Awaitable[None]]


def settings(url: str, headers: dict[str, str] | None = None, **more: Any) -> ClientSettings:
    server = Server(url, headers or {}, organisation="org-1")
    return ClientSettings(keys={"gateway": (KEY, "sk-second-key-000000000")}, servers={"gateway": server}, **more)


async def answer(backend: GatewayBackend, request: Request = REQUEST) -> Response:
    last = [event async for event in backend.stream(request)][-1]
    assert isinstance(last, Finished)
    return last.response


async def failure(backend: GatewayBackend, request: Request = REQUEST) -> tuple[str, errors.LLMError]:
    said: list[str] = []

    async def listen() -> None:
        async for event in backend.stream(request):
            assert isinstance(event, TextDelta), event
            said.append(event.text)

    with pytest.raises(errors.LLMError) as caught:
        await listen()
    error = caught.value
    assert KEY not in f"{error} {error!r} {error.what} {error.remedy}"
    assert error.what.endswith((".", "…")), error.what
    assert error.remedy
    return "".join(said), error


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens on the server's thread
            await asyncio.sleep(0.005)


def streamed(*events: object, end: bool = True) -> Play:
    """Plays these events; text goes out as it stands."""

    async def play(exchange: Exchange) -> None:
        await exchange.begin()
        for event in events:
            await exchange.event(event)
        if end:
            await exchange.close()

    return play


def raw(reply: bytes) -> Play:
    async def play(exchange: Exchange) -> None:
        exchange._writer.write(reply)
        await exchange._writer.drain()

    return play


def plain(body: bytes, kind: str = "application/json", status: int = 200, headers: str = "") -> Play:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n{headers}"
    head += "connection: close\r\n\r\n"
    return raw(head.encode() + body)


def delta(reason: str | None = None, **fields: object) -> dict[str, Any]:
    return {"model": "m-1", "choices": [{"index": 0, "delta": fields, "finish_reason": reason}]}
