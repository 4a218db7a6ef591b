"""The gateway against real servers on this computer, good ones and bad ones."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from decimal import Decimal
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import Cost, Message, Parameters, Request, ToolCall, Usage
from blender_movie_director.llm.settings import ClientSettings, Server, Timeouts
from tests.llm.gateway_desk import (
    KEY,
    MODEL,
    REQUEST,
    WHOLE,
    Play,
    answer,
    delta,
    failure,
    plain,
    raw,
    settings,
    streamed,
    until,
)
from tests.llm.model_server import PATIENCE, USAGE, Exchange, ModelServer


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(2 * PATIENCE):
        yield


@pytest.fixture
async def backend(model_server: ModelServer) -> AsyncIterator[GatewayBackend]:
    backend = GatewayBackend(settings(model_server.url))
    yield backend
    await backend.close()


# What it sends


async def test_words_come_one_by_one_and_then_the_whole(backend: GatewayBackend, model_server: ModelServer) -> None:
    *deltas, last = [event async for event in backend.stream(REQUEST)]
    assert deltas == [TextDelta("Once "), TextDelta("upon "), TextDelta("a time.")]
    assert isinstance(last, Finished)
    assert last.response.text == "Once upon a time."
    assert last.response.model == "house/some-model"
    assert last.response.usage == Usage(11, 3)
    assert last.response.cost == Cost()
    assert last.response.request_id == "1"
    (exchange,) = model_server.exchanges
    assert exchange.path == "/v1/chat/completions"
    assert exchange.body == {
        "model": "house/some-model",
        "messages": [{"role": "user", "content": "Tell me a story."}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert exchange.headers["authorization"] == f"Bearer {KEY}"
    assert exchange.headers["openai-organization"] == "org-1"
    assert exchange.headers["user-agent"] == "MovieDirector/0.1.0"


async def test_headers_of_ones_own_come_before_ours(model_server: ModelServer) -> None:
    backend = GatewayBackend(settings(model_server.url, {"authorization": "Basic abc", "X-Team": "writers"}))
    await answer(backend)
    await backend.close()
    assert model_server.exchanges[0].headers["authorization"] == "Basic abc"
    assert model_server.exchanges[0].headers["x-team"] == "writers"


async def test_whoever_rotates_keys_chooses_the_key(backend: GatewayBackend, model_server: ModelServer) -> None:
    backend.key_for = {MODEL: "sk-another"}.__getitem__
    await answer(backend)
    assert model_server.exchanges[0].headers["authorization"] == "Bearer sk-another"
    backend.key_for = lambda _: ""
    await answer(backend)
    assert "authorization" not in model_server.exchanges[1].headers


async def test_lone_surrogates_do_not_stop_a_request(backend: GatewayBackend, model_server: ModelServer) -> None:
    extra = Parameters(extra={"user": "\udfff"})
    await answer(backend, Request((Message("user", "a\ud800b"),), MODEL, extra))
    assert model_server.exchanges[0].body["messages"][0]["content"] == "a?b"
    assert model_server.exchanges[0].body["user"] == "?"


async def test_a_proxy_of_the_environment_is_never_asked_for_this_computer(
    backend: GatewayBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert (await answer(backend)).text == "Once upon a time."


async def test_a_proxy_of_the_environment_is_asked_for_other_hosts(
    model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{model_server.port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "elsewhere.invalid")
    backend = GatewayBackend(settings("http://models.invalid/v1"))
    assert (await answer(backend)).text == "Once upon a time."
    await backend.close()
    assert model_server.exchanges[0].path == "http://models.invalid/v1/chat/completions"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"temperature": float("nan")}, "cannot be written as JSON"),
        ({"extra": {"x": object()}}, "cannot be written as JSON"),
    ],
)
async def test_what_json_cannot_say_is_not_sent(backend: GatewayBackend, more: dict[str, Any], said: str) -> None:
    _, error = await failure(backend, Request(REQUEST.messages, MODEL, Parameters(**more)))
    assert type(error) is errors.BadRequestError
    assert said in error.what


NO_ADDRESSES = [
    "", "nonsense", "127.0.0.1:4000", "ftp://x/v1", "http://", "http://[half", "http://a:b@x/v1", "http://x:99999/",
]  # fmt: skip


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_an_address_that_is_none(url: str) -> None:
    _, error = await failure(GatewayBackend(settings(url)))
    assert type(error) is errors.ConfigurationError


@pytest.mark.parametrize("key", ["sk-with\nbreak", "sk-“quoted”", "sk-\x00"])
async def test_a_key_that_cannot_be_sent(key: str) -> None:
    backend = GatewayBackend(ClientSettings(keys={"gateway": key}, servers={"gateway": Server("http://127.0.0.1:1")}))
    _, error = await failure(backend)
    assert type(error) is errors.ConfigurationError
    assert key not in str(error)


async def test_a_provider_without_an_address() -> None:
    _, error = await failure(GatewayBackend(ClientSettings()), Request(REQUEST.messages, "openai_compatible/x"))
    assert type(error) is errors.ConfigurationError


# What comes back


@pytest.mark.parametrize("choices", [[], [{"index": 0, "delta": {}}]], ids=["none", "empty"])
async def test_usage_in_the_last_chunk(backend: GatewayBackend, model_server: ModelServer, choices: list[Any]) -> None:
    usage = {**USAGE, "cost": 0.00025, "prompt_tokens_details": {"cached_tokens": 4}}
    last = {"choices": choices, "usage": usage}
    model_server.play = streamed(delta(content="Well."), delta("stop"), last, "[DONE]")
    response = await answer(backend)
    assert response.usage == Usage(11, 3, cached_tokens=4)
    assert response.cost == Cost(Decimal("0.00025"), "server")


async def test_an_answer_that_was_not_streamed(backend: GatewayBackend, model_server: ModelServer) -> None:
    calls = [{"id": "t", "function": {"name": "f", "arguments": "{}"}}]
    message = {"content": "Well.", "reasoning_content": "Hm.", "tool_calls": calls}
    body = {"id": "c", "model": "m", "usage": USAGE, "choices": [{"finish_reason": "length", "message": message}]}
    headers = "x-litellm-response-cost: 0.00022500000000000002\r\nx-litellm-call-id: call-7\r\n"
    model_server.play = plain(json.dumps(body).encode(), headers=headers)
    for request in (WHOLE, REQUEST):
        events = [event async for event in backend.stream(request)]
        assert events[:-1] == [ReasoningDelta("Hm."), TextDelta("Well."), ToolCallDelta(0, "t", "f", "{}")]
        last = events[-1]
        assert isinstance(last, Finished)
        assert last.response.finish_reason == "length"
        assert last.response.tool_calls == (ToolCall("t", "f", "{}"),)
        assert last.response.cost == Cost(Decimal("0.00022500000000000002"), "server")
        assert last.response.request_id == "call-7"
    assert model_server.exchanges[0].body["stream"] is False
    assert "stream_options" not in model_server.exchanges[0].body


# Connections and time


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        backend = GatewayBackend(settings(f"http://127.0.0.1:{unused.getsockname()[1]}"))
        _, error = await failure(backend)
        assert type(error) is errors.ConnectionFailedError
        (state,) = backend.health.states()
        assert state.up is False
        assert state.last_error == error.what
        await backend.close()


async def test_no_such_host() -> None:
    backend = GatewayBackend(settings("http://nowhere.invalid/v1"))
    _, error = await failure(backend)
    await backend.close()
    assert type(error) is errors.ConnectionFailedError


CHUNK_WITHOUT_LENGTH = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 nonsense\r\n\r\n", CHUNK_WITHOUT_LENGTH])
async def test_a_server_that_speaks_something_else(
    backend: GatewayBackend, model_server: ModelServer, reply: bytes
) -> None:
    model_server.play = raw(reply)
    _, error = await failure(backend)
    assert type(error) is errors.ConnectionFailedError, repr(error)


async def test_a_server_that_does_not_take_the_call() -> None:
    """Its queue of connections is full: the next one is neither accepted nor refused."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        backend = GatewayBackend(settings(f"http://127.0.0.1:{deaf.getsockname()[1]}", timeouts=Timeouts(connect=0.2)))
        _, error = await failure(backend)
        await backend.close()
        for caller in waiting:
            caller.close()
    assert type(error) is errors.ConnectTimeoutError


async def silence(exchange: Exchange) -> None:
    await exchange.until(threading.Event())


async def begin_then_silence(exchange: Exchange) -> None:
    await exchange.begin()
    await exchange.event(delta(role="assistant", content=""))
    await silence(exchange)


async def word_then_silence(exchange: Exchange) -> None:
    await streamed(delta(content="We"), end=False)(exchange)
    await silence(exchange)


async def babble(exchange: Exchange) -> None:
    await exchange.begin()
    while not exchange.gone.is_set():
        await exchange.event(delta(content="la "))
        await asyncio.sleep(0.01)


LATE: list[tuple[Play, Timeouts, type[errors.LLMError], str]] = [
    (silence, Timeouts(first_word=0.3), errors.FirstWordTimeoutError, "did not say a word for 0.3 seconds"),
    (begin_then_silence, Timeouts(first_word=0.3), errors.FirstWordTimeoutError, "did not say a word for 0.3 seconds"),
    (word_then_silence, Timeouts(silence=0.3), errors.SilenceTimeoutError, "went silent for 0.3 seconds"),
    (babble, Timeouts(total=0.3), errors.DeadlineError, "not done within 0.3 seconds"),
]


@pytest.mark.parametrize(("play", "timeouts", "kind", "said"), LATE)
async def test_each_wait_has_an_end_and_a_name(
    model_server: ModelServer, play: Play, timeouts: Timeouts, kind: type[errors.LLMError], said: str
) -> None:
    model_server.play = play
    backend = GatewayBackend(settings(model_server.url, task_timeouts={"slow": timeouts}))
    _, error = await failure(backend, Request(REQUEST.messages, MODEL, task="slow"))
    assert type(error) is kind
    assert said in error.what
    await until(model_server.exchanges[0].gone.is_set)
    await backend.close()


@pytest.mark.parametrize("play", [silence, word_then_silence])
async def test_cancelling_closes_the_connection(backend: GatewayBackend, model_server: ModelServer, play: Play) -> None:
    model_server.play = play
    task = asyncio.ensure_future(answer(backend))
    await until(lambda: bool(model_server.exchanges))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(model_server.exchanges[0].gone.is_set)


async def test_leaving_the_stream_closes_the_connection(backend: GatewayBackend, model_server: ModelServer) -> None:
    model_server.play = word_then_silence
    async with aclosing(backend.stream(REQUEST)) as events:
        assert await anext(events) == TextDelta("We")
    await until(model_server.exchanges[0].gone.is_set)


async def test_a_closed_backend_opens_again(backend: GatewayBackend) -> None:
    await answer(backend)
    await backend.close()
    assert (await answer(backend)).text == "Once upon a time."


async def test_a_long_burst_arrives_whole_and_lets_others_work(
    backend: GatewayBackend, model_server: ModelServer
) -> None:
    words = [f"w{number} " for number in range(3000)]
    model_server.play = streamed(*(delta(content=word) for word in words), delta("stop"), "[DONE]")
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.ensure_future(other())
    events: list[Event] = [event async for event in backend.stream(REQUEST)]
    beside.cancel()
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "".join(words)
    assert turns


async def test_connections_are_used_again() -> None:
    """A server that keeps its connections sees few of them, and every request is answered."""
    connections = 0
    body = b"data: " + json.dumps(delta("stop", content="Well.")).encode() + b"\n\ndata: [DONE]\n\n"
    reply = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (
        len(body),
        body,
    )

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
                await reader.readexactly(int(length.split()[1]))
                writer.write(reply)
                await asyncio.sleep(0)
                writer.write(b"0\r\n\r\n")  # its end comes a little later than [DONE]
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    backend = GatewayBackend(settings(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    places = asyncio.Semaphore(10)

    async def one() -> str:
        async with places:
            return (await answer(backend)).text

    assert await asyncio.gather(*(one() for _ in range(200))) == ["Well."] * 200
    assert connections <= 10
    await backend.close()
    server.close()
