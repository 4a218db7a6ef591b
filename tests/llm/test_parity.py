"""One table for every way to a model: the library, the gateway, and the gateway through a real LiteLLM proxy, streaming
and not, must give the same events, answers and errors for the same upstream. Exceptions stand in the table, explained.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.backends.litellm import LiteLLMBackend
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import Request, Response, Usage
from blender_movie_director.llm.settings import ClientSettings, Retries, Server
from tests.llm import behaviours, proxy
from tests.llm.model_server import PATIENCE
from tests.llm.parity_table import OPERATIONS, USER, Expected, Operation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.llm.model_server import ModelServer

# LiteLLM looks at every attribute of pydantic's models, deprecated ones too.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

BACKENDS = ("library", "gateway", "proxy")
KEY = "sk-upstream-key-that-nobody-may-see-0123456789"
CELLS = [
    pytest.param(
        operation,
        backend,
        manner,
        id=f"{operation.name}-{backend}-{manner}",
        marks=[pytest.mark.slow] if backend == "proxy" else [],
    )
    for operation in OPERATIONS
    for backend in BACKENDS
    for manner in operation.manners
]
ALL_WAYS = [
    pytest.param(backend, manner, id=f"{backend}-{manner}", marks=[pytest.mark.slow] if backend == "proxy" else [])
    for backend in BACKENDS
    for manner in ("stream", "whole")
]


@dataclass
class Outcome:
    """What came of a request."""

    events: list[Event] = field(default_factory=list)
    response: Response | None = None
    error: errors.LLMError | None = None

    @property
    def words(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def thoughts(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, ReasoningDelta))


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(3 * PATIENCE):
        yield


@pytest.fixture
def settings(request: pytest.FixtureRequest, upstream: ModelServer, backend: str) -> ClientSettings:
    """What the way that the test asks for needs; the proxy is started by the first test that goes through it."""
    servers, keys = {"openai": Server(upstream.url)}, {"openai": KEY}
    if backend == "proxy":
        servers["litellm_proxy"] = Server(request.getfixturevalue("litellm_proxy").url)
        keys["litellm_proxy"] = proxy.MASTER_KEY
    return ClientSettings(keys=keys, servers=servers, retries=Retries(attempts=1))


@pytest.fixture
async def way(settings: ClientSettings, backend: str) -> AsyncIterator[LiteLLMBackend | GatewayBackend]:
    made = LiteLLMBackend(settings) if backend == "library" else GatewayBackend(settings)
    yield made
    await made.close()


def name_of(model: str, backend: str) -> str:
    return {"library": "litellm/openai/", "gateway": "openai/", "proxy": "litellm_proxy/"}[backend] + model


def request_of(operation: Operation, backend: str, manner: str) -> Request:
    asked: dict[str, Any] = {"messages": USER, **operation.request}
    return Request(model=name_of(operation.model, backend), stream=manner == "stream", **asked)


async def ask(way: LiteLLMBackend | GatewayBackend, request: Request) -> Outcome:
    outcome = Outcome()
    try:
        async with aclosing(way.stream(request)) as events:
            async for event in events:
                outcome.events.append(event)
    except errors.LLMError as error:
        outcome.error = error
    else:
        last = outcome.events.pop()
        assert isinstance(last, Finished), "an answer that came to its end says so last"
        outcome.response = last.response
    assert not any(isinstance(event, Finished) for event in outcome.events)
    return outcome


@pytest.mark.parametrize(("operation", "backend", "manner"), CELLS)
async def test_same(operation: Operation, backend: str, manner: str, way: LiteLLMBackend | GatewayBackend) -> None:
    outcome = await ask(way, request_of(operation, backend, manner))
    expected = operation.expected_of(backend, manner)
    if expected.error is not None:
        check_error(outcome, expected, name_of(operation.model, backend))
    else:
        check_answer(outcome, expected, operation, backend)


def check_error(outcome: Outcome, expected: Expected, model: str) -> None:
    error = outcome.error
    assert type(error) is expected.error, outcome.response
    assert outcome.words in expected.text, "nothing but what was said, though a cut may take the last of it along"
    assert error.model == model
    assert error.status == expected.status
    assert error.retry_after == expected.retry_after
    for sentence in (error.what, error.remedy):
        assert sentence.endswith((".", "!", "?", "…")) or ": " in sentence
        assert "\n" not in sentence
        assert "litellm." not in sentence.lower()
        assert "Received Model Group" not in sentence
    assert error.__context__ is None or error.__suppress_context__, "a traceback would show other people's words"


def check_answer(outcome: Outcome, expected: Expected, operation: Operation, backend: str) -> None:
    assert outcome.error is None, repr(outcome.error)
    response = outcome.response
    assert response is not None
    assert outcome.words == response.text
    assert outcome.thoughts == "".join(thought.text for thought in response.reasoning)
    if expected.arrived is not None:
        expected.arrived(json.loads(response.text))
    elif expected.text != "*":
        assert response.text == expected.text
    assert response.finish_reason == expected.finish_reason
    assert response.tool_calls == expected.tool_calls
    assert tuple(written(outcome.events)) == tuple((call.id, call.name, call.arguments) for call in response.tool_calls)
    assert response.reasoning == expected.reasoning
    if expected.usage != Usage():  # a proxy makes up a number where it was told none
        assert response.usage == expected.usage
    if expected.cost is not None:
        assert response.cost == expected.cost
    assert response.model == operation.model
    assert not response.stand_in
    assert not response.cached
    if backend == "proxy":
        assert response.request_id, "the proxy gives a request a number of its own"
    else:
        assert response.request_id == behaviours.REQUEST_ID or operation.model in {"cut", "endless"}


def written(events: list[Event]) -> list[tuple[str, str, str]]:
    """The tool calls as whoever listens puts them together."""
    calls: dict[int, list[str]] = {}
    for event in events:
        if isinstance(event, ToolCallDelta):
            if event.index not in calls:
                assert event.id, "id and name come with the first piece"
                assert event.name
                calls[event.index] = [event.id, event.name, ""]
            calls[event.index][2] += event.arguments
    assert list(calls) == list(range(len(calls)))
    return [(call[0], call[1], call[2]) for call in calls.values()]


@pytest.mark.parametrize(("backend", "manner"), ALL_WAYS)
async def test_cancelling_closes_the_connection_upstream(
    backend: str,
    manner: str,
    way: LiteLLMBackend | GatewayBackend,
    upstream: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = threading.Event()
    monkeypatch.setattr(behaviours, "RELEASED", released)
    before = len(upstream.exchanges)
    heard: list[Event] = []

    async def listen() -> None:
        async with aclosing(way.stream(Request(USER, name_of("slow", backend), stream=manner == "stream"))) as events:
            async for event in events:
                heard.append(event)  # noqa: PERF401 - what came before the end is the point

    task = asyncio.ensure_future(listen())
    # Not before it has arrived there; and in a stream not before the first word has.
    await until(lambda: len(upstream.exchanges) > before and (bool(heard) or manner == "whole"))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard == ([TextDelta("Well, ")] if manner == "stream" else [])
    if (backend, manner) == ("proxy", "whole"):  # it notices only in streams that whoever asked it has left
        released.set()
    else:
        await until(upstream.exchanges[before].gone.is_set)


@pytest.mark.parametrize(("backend", "manner"), [way for way in ALL_WAYS if "proxy" not in str(way.id)])
async def test_nobody_listens(backend: str, manner: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        settings = ClientSettings(servers={"openai": Server(url)}, keys={"openai": KEY})
        way = LiteLLMBackend(settings) if backend == "library" else GatewayBackend(settings)
        outcome = await ask(way, Request(USER, name_of("tell", backend), stream=manner == "stream"))
        await way.close()
    assert type(outcome.error) is errors.ConnectionFailedError


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["proxy"])
@pytest.mark.parametrize("stream", [True, False])
async def test_the_proxys_own_limit_is_a_rate_limit_with_its_wait(
    way: GatewayBackend, backend: str, stream: bool
) -> None:
    """Two requests a minute are allowed; however many this test and its twin make, one of them is refused."""
    for _ in range(4):
        outcome = await ask(way, Request(USER, "litellm_proxy/limited", stream=stream))
        if outcome.error is not None:
            break
        assert outcome.words == proxy.MOCK_WORDS
    assert type(outcome.error) is errors.RateLimitError
    assert outcome.error.retry_after is not None
    assert 0 < outcome.error.retry_after <= 60


@pytest.mark.slow
@pytest.mark.parametrize(("key", "kind"), [("sk-wrong", errors.AuthenticationError), ("", errors.LLMError)])
async def test_a_key_that_the_proxy_does_not_know(litellm_proxy: Any, key: str, kind: type[errors.LLMError]) -> None:
    settings = ClientSettings(servers={"litellm_proxy": Server(litellm_proxy.url)}, keys={"litellm_proxy": key})
    way = GatewayBackend(settings)
    outcome = await ask(way, Request(USER, "litellm_proxy/tell"))
    await way.close()
    assert isinstance(outcome.error, kind)


SYNC = [operation for operation in OPERATIONS if operation.name in {"plain text", "two tool calls", "thoughts"}]
SYNC += [operation for operation in OPERATIONS if operation.name in {"a wrong key", "cut in the middle"}]


@pytest.mark.parametrize(("operation", "backend", "manner"), [cell for cell in CELLS if cell.values[0] in SYNC])
def test_same_without_a_loop(operation: Operation, backend: str, manner: str, settings: ClientSettings) -> None:
    expected = operation.expected_of(backend, manner)
    request = request_of(operation, backend, manner)
    client: Any = LLMClient(settings)
    outcome = Outcome()
    try:
        for event in client.stream_sync(request):
            outcome.events.append(event)
    except errors.LLMError as error:
        outcome.error = error
    finally:
        client.close_sync()
    if expected.error is not None:
        assert type(outcome.error) is expected.error
        assert outcome.words in expected.text
        return
    assert outcome.error is None, repr(outcome.error)
    last = outcome.events.pop()
    assert isinstance(last, Finished)
    assert last.response.text == outcome.words
    assert expected.text in {"*", last.response.text}
    assert last.response.tool_calls == expected.tool_calls
    assert last.response.reasoning == expected.reasoning


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens on the server's thread
            await asyncio.sleep(0.005)


def test_the_table_is_as_long_as_it_was_meant_to_be() -> None:
    assert len(CELLS) + len(ALL_WAYS) >= 120
